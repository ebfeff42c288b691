// Masks turned back: what a person edited on the screen before it is sent, and what they copy with its secrets. What was
// masked had been decoded, so it is written again as the text around it demands.

import { readJson } from '../protocol/json.ts';
import { MASK } from './marks.ts';

/** The plain text behind a label; `undefined` leaves the mask. May throw instead. */
export type Reveal = (label: string) => string | undefined;

/** Longer addresses are cut: what stands further back does not decide. */
const LOOKED_BACK = 4096;

/** Where the last character stands that no address holds, or -1. */
function lastBorder(text: string): number {
  let at = text.length - 1;
  while (at >= 0 && !/[\s"'<>]/.test(text.charAt(at))) at -= 1;
  return at;
}

/** True where a text ends before the value of a parameter: of a URL anywhere, or of a form that is the whole text. */
function isParameter(before: string): boolean {
  if (!before.endsWith('=')) return false;
  // Names of secrets hold spaces, and addresses none.
  const near = before.replaceAll(MASK, 'x');
  const run = near.slice(lastBorder(near) + 1);
  const start = Math.max(...['?', '&', '#'].map((mark) => run.lastIndexOf(mark)));
  const name = run.slice(start + 1, -1);
  if (name === '' || name.includes('=')) return false;
  const isForm = run === near && before.length < LOOKED_BACK;
  return isForm || (start >= 0 && (run.includes('://') || /^[/?]/.test(run)));
}

/** A text with what its masks stand for: escaped inside JSON, percent-encoded in the parameters of a URL or a form. */
export function unmaskText(text: string, reveal: Reveal): string {
  // Most texts hold none, and reading a large one as JSON is not free.
  if (text.search(MASK) < 0) return text;
  const isJson = /^\s*[{[]/.test(text) && 'value' in readJson(text);
  return text.replaceAll(MASK, (mask, label: string, at: number) => {
    const plain = reveal(label);
    if (plain === undefined) return mask;
    const written = isParameter(text.slice(Math.max(0, at - LOOKED_BACK), at))
      ? encodeURIComponent(plain)
      : plain;
    return isJson ? JSON.stringify(written).slice(1, -1) : written;
  });
}

/** The same for each text of a value made of JSON. */
export function unmaskJson(value: unknown, reveal: Reveal): unknown {
  if (typeof value === 'string') return unmaskText(value, reveal);
  if (Array.isArray(value)) return value.map((entry) => unmaskJson(entry, reveal));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unmaskJson(entry, reveal)]));
}
