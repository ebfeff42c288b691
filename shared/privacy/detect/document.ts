// A whole text: which grammar it is written in, as far as it says so itself.

import { looksLikeEventStream, readEventStream } from './event-streams.ts';
import { readText } from './free-text.ts';
import { looksLikeJson } from './json-frames.ts';
import { readJson } from './json-text.ts';
import { readRules } from './own-rules.ts';
import { readParameters } from './parameters.ts';
import type { Scan } from './scan.ts';
import type { Meaning } from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { readValue } from './value.ts';

const FORM = /^[\w.[\]%+-]{1,60}=[^\s"'<>{}]*$/;
const LONGEST_FORM = 1 << 20;

/** Whether a text is a form or a query: names and values, and nothing that would be escaped in one. */
function looksLikeForm(text: string): boolean {
  return text.length <= LONGEST_FORM && FORM.test(text);
}

/** Reads a text [from, to) in the grammar it is written in. */
export function readDocument(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning): void {
  const { text } = surface;
  let start = from;
  while (start < to && (text.charCodeAt(start) <= 32 || text.charCodeAt(start) === 0xfeff)) start += 1;
  const first = text.charCodeAt(start);
  if (first === 34 || looksLikeJson(text, start, to)) readJson(scan, surface, start, to, meaning);
  else if (looksLikeEventStream(text, start, to)) readEventStream(scan, surface, start, to);
  else if (to - start <= LONGEST_FORM && looksLikeForm(text.slice(start, to))) {
    readParameters(scan, surface, start, to);
  } else if (meaning.kind !== undefined) readValue(scan, surface, start, to, meaning);
  else {
    readRules(scan, surface, start, to, meaning);
    readText(scan, surface, start, to, meaning);
  }
}
