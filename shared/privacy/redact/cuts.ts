// One text and the spans of it that are to be replaced, whoever found them and in whatever order.

import type { Detection } from '../detect/detection.ts';

/** A span to be replaced. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** The secret it holds, for whoever names it. */
  readonly secret: string;
  readonly class: Detection['class'];
  readonly detection?: Detection;
  /** Stands around the placeholder: quotes for a number of JSON, which a text replaces. */
  readonly quote?: string;
  /** It goes on from the span before: nothing stands in its place. */
  readonly continued?: true;
}

/** A span that was replaced: where it stood, and where its placeholder stands. */
export interface Replaced {
  readonly cut: Cut;
  readonly at: readonly [start: number, end: number];
  readonly placeholder: string;
}

/** The cuts of one text; overlapping ones become one, so that no part of either stays. */
export class Cuts {
  readonly text: string;
  #cuts: Cut[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** True when there is nothing to replace. */
  get isEmpty(): boolean {
    return this.#cuts.length === 0;
  }

  /** Adds spans; returns whether any of them was not covered before. */
  add(cuts: readonly Cut[]): boolean {
    if (cuts.length === 0) return false;
    const before = this.#covered();
    const sorted = [...this.#cuts, ...cuts].sort((a, b) => a.start - b.start || b.end - a.end);
    const merged: Cut[] = [];
    for (const cut of sorted) {
      const before = merged.at(-1);
      if (before === undefined || cut.start >= before.end) merged.push(cut);
      else if (cut.end > before.end) merged[merged.length - 1] = { ...before, end: cut.end };
    }
    this.#cuts = merged;
    return this.#covered() > before;
  }

  #covered(): number {
    return this.#cuts.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** The text with every cut replaced. */
  render(placeholderOf: (cut: Cut) => string): {
    readonly text: string;
    readonly replaced: readonly Replaced[];
  } {
    const parts: string[] = [];
    const replaced: Replaced[] = [];
    let length = 0;
    let taken = 0;
    for (const cut of this.#cuts) {
      const placeholder = cut.continued === true ? '' : placeholderOf(cut);
      const { quote = '' } = cut;
      parts.push(this.text.slice(taken, cut.start), quote, placeholder, quote);
      length += cut.start - taken + quote.length;
      replaced.push({ cut, placeholder, at: [length, length + placeholder.length] });
      length += placeholder.length + quote.length;
      taken = cut.end;
    }
    parts.push(this.text.slice(taken));
    return { text: parts.join(''), replaced };
  }
}

/** Where a place of the rendered text lies in the original; inside a placeholder, at the edge of what it replaced. */
export function originalPlace(replaced: readonly Replaced[], at: number, edge: 'start' | 'end'): number {
  // The last placeholder that begins before the place, or at it where that is the start of something.
  const before = (index: number): boolean => {
    const from = replaced[index]?.at[0] ?? Infinity;
    return edge === 'start' ? from <= at : from < at;
  };
  let low = -1;
  let high = replaced.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (before(middle)) low = middle;
    else high = middle - 1;
  }
  const last = replaced[low];
  if (last === undefined) return at;
  const {
    cut,
    at: [, to],
  } = last;
  if (at < to || (at === to && edge === 'end')) return edge === 'start' ? cut.start : cut.end;
  return at + cut.end - to - (cut.quote?.length ?? 0);
}
