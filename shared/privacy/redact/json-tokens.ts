// The strings and numbers of a JSON text and where they stand, by the pointers that name them in the document.

import type { Surface } from '../detect/surface.ts';
import { unescaped } from '../detect/unescaped.ts';

/** A member name, a string or a number of a JSON text; quotes are not part of it. */
export interface JsonToken {
  readonly kind: 'name' | 'string' | 'number';
  /** The whole text as a surface; `from` and `to` are in it. */
  readonly whole: Surface;
  readonly from: number;
  readonly to: number;
  /** It is written with escapes. */
  readonly escaped: boolean;
  /** JSON pointer of the value; of a name, that of the value under it. Empty where it was not asked for. */
  readonly pointer: string;
}

interface Level {
  readonly array: boolean;
  /** Pointer of the array or object. */
  readonly pointer: string;
  index: number;
  name: string;
}

const SPACE_OR_COMMA = /[\s,]*/y;
const NUMBER = /-?\d[\d.eE+-]*/y;
const LITERAL = /true|false|null/y;

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function endOfString(text: string, from: number, to: number): { end: number; escaped: boolean } {
  let escaped = false;
  let at = from;
  while (at < to && text.charCodeAt(at) !== 34) {
    if (text.charCodeAt(at) === 92) {
      escaped = true;
      at += 1;
    }
    at += 1;
  }
  return { end: Math.min(at, to), escaped };
}

/** What a token says, decoded. */
export function decodedToken({ whole, from, to, escaped }: JsonToken): Surface {
  if (escaped) return unescaped(whole, from, to);
  const shift = { start: (at: number) => from + at, end: (at: number) => from + at };
  return { text: whole.text.slice(from, to), parent: whole, places: shift };
}

/** Where a colon follows that makes the string that ended before `from` a name; -1 when none does. */
function colonAfter(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === 58 ? at : -1;
}

/**
 * The tokens of the JSON text [from, to), in order; returns where it stops being JSON.
 * @param pointers whether tokens are to say where they stand; in large documents that costs more than all else
 */
export function* jsonTokens(
  whole: Surface,
  from: number,
  to: number,
  pointers = true,
): Generator<JsonToken, number> {
  const { text } = whole;
  const levels: Level[] = [];
  let at = from;
  const pointer = (): string => {
    if (!pointers) return '';
    const level = levels.at(-1);
    if (level === undefined) return '';
    const step = level.array ? String(level.index) : level.name.replaceAll('~', '~0').replaceAll('/', '~1');
    return `${level.pointer}/${step}`;
  };
  const settled = (): void => {
    const level = levels.at(-1);
    if (level?.array === true) level.index += 1;
  };
  for (;;) {
    SPACE_OR_COMMA.lastIndex = at;
    SPACE_OR_COMMA.test(text);
    at = SPACE_OR_COMMA.lastIndex;
    if (at >= to) return to;
    const code = text.charCodeAt(at);
    if (code === 34) {
      const { end, escaped } = endOfString(text, at + 1, to);
      const level = levels.at(-1);
      const colon = level === undefined || level.array ? -1 : colonAfter(text, end + 1);
      const token = { whole, from: at + 1, to: end, escaped };
      if (level !== undefined && colon !== -1 && text.charCodeAt(at - 1) !== 58) {
        if (pointers) level.name = decodedToken({ ...token, kind: 'name', pointer: '' }).text;
        yield { ...token, kind: 'name', pointer: pointer() };
        at = colon + 1;
        continue;
      }
      yield { ...token, kind: 'string', pointer: pointer() };
      at = Math.min(end + 1, to);
      settled();
    } else if (code === 123 || code === 91) {
      levels.push({ array: code === 91, pointer: pointer(), index: 0, name: '' });
      at += 1;
    } else if (code === 125 || code === 93) {
      levels.pop();
      settled();
      at += 1;
    } else {
      NUMBER.lastIndex = at;
      LITERAL.lastIndex = at;
      if (NUMBER.test(text)) {
        yield { kind: 'number', whole, from: at, to: NUMBER.lastIndex, escaped: false, pointer: pointer() };
        at = NUMBER.lastIndex;
      } else if (LITERAL.test(text)) at = LITERAL.lastIndex;
      else return at;
      settled();
    }
  }
}
