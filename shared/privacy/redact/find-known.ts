// Known secrets in a text by its grammar: in JSON within one string at a time, decoded where it has escapes, so that no
// replacement begins in the middle of an escape or reaches over a quote.

import { looksLikeEventStream, streamPieces } from '../detect/event-streams.ts';
import { looksLikeJson } from '../detect/json-frames.ts';
import type { Surface } from '../detect/surface.ts';
import type { Cut } from './cuts.ts';
import { decodedToken, jsonTokens } from './json-tokens.ts';
import { SHORTEST_FINDABLE } from './known-secrets.ts';
import type { SecretBook } from './secret-book.ts';

/** What is known and found in the text of a surface [from, to). */
export function findKnown(book: SecretBook, whole: Surface, from = 0, to = whole.text.length): Cut[] {
  if (book.seeksNothing) return [];
  const { text } = whole;
  let start = from;
  while (start < to && text.charCodeAt(start) <= 32) start += 1;
  if (text.charCodeAt(start) === 34 || looksLikeJson(text, start, to)) return inJson(book, whole, start, to);
  if (looksLikeEventStream(text, start, to)) {
    return [
      ...plainly(book, text, from, to),
      ...streamPieces(text, start, to).flatMap((event) =>
        event.length === 1 ? event.flatMap(([first, last]) => findKnown(book, whole, first, last)) : [],
      ),
    ];
  }
  return plainly(book, text, from, to);
}

function plainly(book: SecretBook, text: string, from: number, to: number): Cut[] {
  return book.find(text, from, to).map(({ start, end, secret }) => ({
    start,
    end,
    class: secret.class,
    secret: secret.secret,
  }));
}

function inJson(book: SecretBook, whole: Surface, from: number, to: number): Cut[] {
  const cuts: Cut[] = [];
  const tokens = jsonTokens(whole, from, to, false);
  for (let next = tokens.next(); ; next = tokens.next()) {
    if (next.done === true) return [...cuts, ...plainly(book, whole.text, next.value, to)];
    const token = next.value;
    if (token.to - token.from < SHORTEST_FINDABLE) continue;
    if (!token.escaped) {
      const quote = token.kind === 'number' ? { quote: '"' } : {};
      for (const cut of plainly(book, whole.text, token.from, token.to)) {
        // A number is replaced as a whole, or it would be one no more.
        cuts.push(token.kind === 'number' ? { ...cut, start: token.from, end: token.to, ...quote } : cut);
      }
      continue;
    }
    const { text, places } = decodedToken(token);
    for (const cut of plainly(book, text, 0, text.length)) {
      cuts.push({ ...cut, start: places?.start(cut.start) ?? 0, end: places?.end(cut.end) ?? 0 });
    }
  }
}
