// How a secret may be written where it is quoted: in a URL, a form, JSON, HTML, or one of these inside another.

const ASCII_ESCAPE = /[^\x20-\x7e]/g;

function hex4(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function percent(text: string): string | undefined {
  try {
    return encodeURIComponent(text);
  } catch {
    return undefined; // a lone surrogate cannot stand in a URL
  }
}

const lowerHex = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
const strict = (text: string): string =>
  text.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** One level of quoting, in every dialect met so far. */
function encodedOnce(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replaceAll(ASCII_ESCAPE, hex4); // Python, PHP
  const slashed = (escaped: string): string => escaped.replaceAll('/', '\\/'); // PHP
  const go = json.replaceAll(/[<>&]/g, hex4);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const found = [json, ascii, slashed(json), slashed(ascii), go, html, html.replaceAll('"', '&quot;')];
  const component = percent(text);
  if (component !== undefined) {
    const form = new URLSearchParams([['', text]]).toString().slice(1);
    const query = new URL(`http://h/?${text.replaceAll('#', '%23')}`).search.slice(1);
    const urls = [component, strict(component), strict(component).replaceAll('%20', '+'), form, query];
    found.push(...urls, ...urls.map(lowerHex));
  }
  return found;
}

/** Longer secrets are looked for in one level of quoting only: each form costs its length in memory. */
const DEEP_LENGTH = 4096;

/** Every form of a secret worth looking for, itself included; quoted once, or once more within another quotation. */
export function writtenForms(secret: string, levels: 1 | 2 = 2): ReadonlySet<string> {
  // What most tokens are made of is written the same everywhere.
  if (/^[\w.-]*$/.test(secret)) return new Set([secret]);
  const once = new Set([secret, ...encodedOnce(secret)]);
  if (levels === 1 || secret.length > DEEP_LENGTH) return once;
  return new Set([...once, ...[...once].flatMap(encodedOnce)]);
}

/** The letters of Base64 that a text at `alignment` bytes after a group's beginning decides by itself. */
function base64Core(bytes: string, alignment: number): string {
  const whole = btoa('\0'.repeat(alignment) + bytes);
  return whole.slice(Math.ceil((alignment * 8) / 6), Math.floor(((alignment + bytes.length) * 8) / 6));
}

/**
 * The Base64 and Base64url of a secret within something longer, at each of the three alignments: only the letters that
 * the secret decides alone, so up to one more on either side holds bits of it.
 * @see RFC 4648 §4, §5
 */
export function base64Forms(secret: string): ReadonlySet<string> {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('');
  const forms = new Set<string>();
  for (const alignment of [0, 1, 2]) {
    const core = base64Core(bytes, alignment);
    forms.add(core).add(core.replaceAll('+', '-').replaceAll('/', '_'));
    forms.add(core.replaceAll('/', '\\/')).add(core.replaceAll('+', '%2B').replaceAll('/', '%2F'));
  }
  return forms;
}
