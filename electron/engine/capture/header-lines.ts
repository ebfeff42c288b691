// Raw header lines, as undici hands them over and as judges read them.

import type { HeaderLine } from '../../../shared/trace/event.ts';

/**
 * Header lines in wire order, duplicates and case kept. undici gives names and values in turn, as bytes; HTTP has no
 * charset for them, and Latin-1 keeps every byte.
 */
export function headerLines(raw: unknown): HeaderLine[] {
  if (!Array.isArray(raw)) return [];
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    lines.push([headerText(raw[index]), headerText(raw[index + 1])]);
  }
  return lines;
}

function headerText(bytes: unknown): string {
  return Buffer.isBuffer(bytes) ? bytes.toString('latin1') : String(bytes);
}

/**
 * Values of one name, joined as a recipient may join them.
 * @param name In lower case.
 * @see RFC 9110 §5.3
 */
export function joinedHeader(headers: readonly HeaderLine[], name: string): string | undefined {
  let joined: string | undefined;
  for (const [key, value] of headers) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    joined = joined === undefined ? value : `${joined}, ${value}`;
  }
  return joined;
}
