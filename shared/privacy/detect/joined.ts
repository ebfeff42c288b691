import { lastAtMost, type Places, type Surface } from './surface.ts';

/** Pieces of a text put together: the data lines of an event, the parts of one text sent in several. */
class PiecePlaces implements Places {
  readonly #starts: readonly number[];
  readonly #pieces: readonly (readonly [from: number, to: number])[];

  constructor(starts: readonly number[], pieces: readonly (readonly [from: number, to: number])[]) {
    this.#starts = starts;
    this.#pieces = pieces;
  }

  start(at: number): number {
    const index = lastAtMost(this.#starts, at);
    return (this.#pieces[index]?.[0] ?? 0) + at - (this.#starts[index] ?? 0);
  }

  end(at: number): number {
    return at === 0 ? this.start(0) : this.start(at - 1) + 1;
  }

  pieces(start: number, end: number): (readonly [start: number, end: number])[] {
    const found: (readonly [number, number])[] = [];
    for (let index = lastAtMost(this.#starts, start); (this.#starts[index] ?? end) < end; index += 1) {
      const [from, to] = this.#pieces[index] ?? [0, 0];
      const at = this.#starts[index] ?? 0;
      const first = Math.max(from, from + start - at);
      const last = Math.min(to, from + end - at);
      if (first < last) found.push([first, last]);
    }
    return found;
  }
}

/** The pieces of a surface in order, with `joint` between any two (a line feed between the data lines of an event). */
export function joined(
  surface: Surface,
  pieces: readonly (readonly [from: number, to: number])[],
  joint: string,
): Surface {
  const starts: number[] = [];
  let length = 0;
  const texts = pieces.map(([start, end]) => {
    starts.push(length);
    length += end - start + joint.length;
    return surface.text.slice(start, end);
  });
  return { text: texts.join(joint), parent: surface, places: new PiecePlaces(starts, pieces) };
}
