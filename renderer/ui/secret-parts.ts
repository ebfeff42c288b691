import { MASK } from '../../shared/privacy/marks.ts';

export type SecretPart =
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'secret'; readonly at: number; readonly label: string };

/** Labels that are counted, and characters that are looked through, before a count is given up. */
const COUNTED = 500;
const LOOKED_THROUGH = 500_000;

/** The labels of secrets in something, each once. */
export interface SecretLabels {
  readonly labels: ReadonlySet<string>;
  /** It was too much to look through: there may be more. */
  readonly more: boolean;
}

/** The labels of the secrets that stand masked in projected JSON or text. Of very much only the beginning is looked at. */
export function secretLabels(value: unknown): SecretLabels {
  const labels = new Set<string>();
  let looked = 0;
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    if (looked >= LOOKED_THROUGH) return { labels, more: true };
    const next = rest.pop();
    looked += 1;
    if (typeof next === 'string') {
      const read = next.slice(0, LOOKED_THROUGH);
      looked += read.length;
      for (const [, label = ''] of read.matchAll(MASK)) {
        labels.add(label);
        if (labels.size >= COUNTED) return { labels, more: true };
      }
      if (read.length < next.length) return { labels, more: true };
    } else if (Array.isArray(next)) {
      // From the last to the first: what stands first is looked at first.
      for (let at = Math.min(next.length, LOOKED_THROUGH) - 1; at >= 0; at -= 1) rest.push(next[at]);
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, entry] of Object.entries(next)) rest.push(key, entry);
    }
  }
  return { labels, more: false };
}

/** Where the mask ends after which a text holds more masks than `most`; `undefined` when it holds no more. */
export function endOfMasks(text: string, most: number): number | undefined {
  let count = 0;
  for (const mask of text.matchAll(MASK)) {
    count += 1;
    if (count === most) return mask.index + mask[0].length;
  }
  return undefined;
}

/** Splits projected text at its masks, in order; `at` is the offset of the part in `text`. */
export function secretParts(text: string): SecretPart[] {
  const parts: SecretPart[] = [];
  let end = 0;
  for (const match of text.matchAll(MASK)) {
    if (match.index > end) parts.push({ kind: 'text', at: end, text: text.slice(end, match.index) });
    parts.push({ kind: 'secret', at: match.index, label: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', at: end, text: text.slice(end) });
  return parts;
}
