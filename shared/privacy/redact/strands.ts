// Texts that are sent in pieces: the data of events one after another, or one string that several messages go on with
// (`{"delta": "4111 1111"}`, then `{"delta": " 1111 1111"}`). A secret may be cut anywhere between them.

import { looksLikeJson } from '../detect/json-frames.ts';
import type { Surface } from '../detect/surface.ts';
import { decodedToken, jsonTokens } from './json-tokens.ts';

/** The data of one event: its text, and the event it belongs to. */
export interface StreamData {
  readonly owner: number;
  /** Its places are those of the text of its owner, however it was joined or cut out. */
  readonly surface: Surface;
}

interface Piece extends StreamData {
  /** Where it begins in the strand. */
  readonly at: number;
}

/** A span of the text of an owner. */
export interface OwnSpan {
  readonly owner: number;
  readonly start: number;
  readonly end: number;
}

/** Pieces that say something together. */
export interface Strand {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Longer strands are no message that somebody writes piece by piece. */
const MOST_POINTERS = 1000;

function strandOf(parts: readonly StreamData[]): Strand {
  let at = 0;
  const pieces = parts.map((part) => {
    const piece = { ...part, at };
    at += part.surface.text.length;
    return piece;
  });
  return { text: parts.map(({ surface }) => surface.text).join(''), pieces };
}

/** What the data of a stream may say in pieces: all of it, and the strings of its messages by the pointer they share. */
export function strandsOf(stream: readonly StreamData[]): Strand[] {
  const byPointer = new Map<string, StreamData[]>();
  for (const { owner, surface } of stream) {
    if (!looksLikeJson(surface.text, 0, surface.text.length)) continue;
    for (const token of jsonTokens(surface, 0, surface.text.length)) {
      if (token.kind !== 'string' || token.to === token.from) continue;
      const group = byPointer.get(token.pointer);
      if (group !== undefined) group.push({ owner, surface: decodedToken(token) });
      else if (byPointer.size < MOST_POINTERS)
        byPointer.set(token.pointer, [{ owner, surface: decodedToken(token) }]);
    }
  }
  const groups = [stream, ...byPointer.values()].filter(({ length }) => length > 1);
  return groups.map((group) => strandOf(group));
}

/** Where a span of a strand lies in the texts of its owners; empty when it lies in one piece, where others find it. */
export function piecesOf({ pieces }: Strand, start: number, end: number): OwnSpan[] {
  const touched = pieces.filter(({ at, surface }) => at < end && start < at + surface.text.length);
  if (touched.length < 2) return [];
  return touched.flatMap(({ at, surface, owner }) => {
    const from = Math.max(0, start - at);
    const to = Math.min(surface.text.length, end - at);
    return spansOf(surface, from, to).map(([first, last]) => ({ owner, start: first, end: last }));
  });
}

function spansOf(surface: Surface, start: number, end: number): (readonly [start: number, end: number])[] {
  const { parent, places } = surface;
  if (parent === undefined || places === undefined) return [[start, end]];
  const outer = places.pieces?.(start, end) ?? [[places.start(start), places.end(end)] as const];
  return outer.flatMap(([from, to]) => spansOf(parent, from, to));
}
