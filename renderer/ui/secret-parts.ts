import { MASK } from '../../shared/privacy/marks.ts';

export type SecretPart =
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'secret'; readonly at: number; readonly label: string };

/** The labels of the secrets that stand masked in projected JSON or text, each once. */
export function secretLabels(value: unknown): ReadonlySet<string> {
  const labels = new Set<string>();
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string') for (const [, label = ''] of next.matchAll(MASK)) labels.add(label);
    else if (Array.isArray(next)) for (const entry of next as readonly unknown[]) rest.push(entry);
    else if (typeof next === 'object' && next !== null)
      for (const [key, entry] of Object.entries(next)) rest.push(key, entry);
  }
  return labels;
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
