// Forms and URLs as lists of pairs. Masked secrets stand in projected text as `⟦access token A⟧`, with spaces and
// unencoded, so the platform's own parsers would garble them: these keep every byte that they do not understand.

export interface Pair {
  readonly name: string;
  readonly value: string;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Pairs of an `application/x-www-form-urlencoded` text, in order, duplicates kept. */
export function readPairs(text: string): Pair[] {
  if (text === '') return [];
  return text.split('&').map((part) => {
    const at = part.indexOf('=');
    return at < 0
      ? { name: decode(part), value: '' }
      : { name: decode(part.slice(0, at)), value: decode(part.slice(at + 1)) };
  });
}

const MASKED = /(\u27E6[^\u27E7]{1,80}\u27E7)/;

function encode(text: string): string {
  return text
    .split(MASKED)
    .map((part) => (part.startsWith('\u27E6') ? part : new URLSearchParams([['', part]]).toString().slice(1)))
    .join('');
}

/** The text of pairs; masks stay as they are, so that the engine can put the secrets back. */
export function writePairs(pairs: readonly Pair[]): string {
  return pairs.map(({ name, value }) => `${encode(name)}=${encode(value)}`).join('&');
}

export interface UrlParts {
  /** Everything before the query. */
  readonly base: string;
  readonly parameters: readonly Pair[];
  /** With its `#`; empty when there is none. */
  readonly fragment: string;
}

/** A URL cut at its query and fragment. */
export function readUrl(url: string): UrlParts {
  const hash = url.indexOf('#');
  const fragment = hash < 0 ? '' : url.slice(hash);
  const rest = hash < 0 ? url : url.slice(0, hash);
  const at = rest.indexOf('?');
  return at < 0
    ? { base: rest, parameters: [], fragment }
    : { base: rest.slice(0, at), parameters: readPairs(rest.slice(at + 1)), fragment };
}

/** The URL of its parts. */
export function writeUrl({ base, parameters, fragment }: UrlParts): string {
  return `${base}${parameters.length === 0 ? '' : `?${writePairs(parameters)}`}${fragment}`;
}
