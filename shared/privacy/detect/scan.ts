// What one search has found so far, and where it is.

import type { DetectOptions } from './detect-options.ts';
import type { Confidence, Detection, SensitiveClass, Span } from './detection.ts';
import type { Surface } from './surface.ts';

/** A detector's claim on a piece of the text it reads. */
export interface Claim {
  readonly class: SensitiveClass;
  readonly detector: string;
  readonly confidence: Confidence;
  readonly why: string;
}

/** Gives the JSON pointer and member names of the value that is being read; asked only when something was found. */
export interface Whereabouts {
  pointer(): string;
  names(): readonly string[];
}

/** A quote as it is written in a surface: each JSON string around it doubles the backslashes. */
function quoteWithin(surface: Surface): string {
  let backslashes = 0;
  for (let at = surface; at.parent !== undefined; at = at.parent) {
    if (at.places?.escapes === true) backslashes = backslashes * 2 + 1;
  }
  return `${'\\'.repeat(backslashes)}"`;
}

const RANK: Readonly<Record<Confidence, number>> = { certain: 2, likely: 1, possible: 0 };

/** A detection that knows what it found; that is private, so that no report prints it by accident. */
class Found implements Detection {
  readonly class: SensitiveClass;
  readonly detector: string;
  readonly confidence: Confidence;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly why: string;
  declare readonly inName?: true;
  declare readonly rest?: readonly Span[];
  readonly #plain: string;
  readonly #quote: string | undefined;

  constructor(claim: Claim, { path, start, end }: Span, plain: string, quote: string | undefined) {
    this.class = claim.class;
    this.detector = claim.detector;
    this.confidence = claim.confidence;
    this.path = path;
    this.start = start;
    this.end = end;
    this.why = claim.why;
    this.#plain = plain;
    this.#quote = quote;
  }

  static plainOf(detection: Detection): string | undefined {
    return #plain in detection ? detection.#plain : undefined;
  }

  static quoteOf(detection: Detection): string | undefined {
    return #quote in detection ? detection.#quote : undefined;
  }
}

/** What a detection found, decoded; `undefined` for a copy, or one that came from another thread or a file. */
export function plainOf(detection: Detection): string | undefined {
  return Found.plainOf(detection);
}

/** The quotes that a placeholder needs in place of a bare number of JSON, escaped as deep as it stands. */
export function quoteOf(detection: Detection): string | undefined {
  return Found.quoteOf(detection);
}

/** Work that is left for later, so that a large value does not hold up everything else. */
export interface Job {
  /** Goes on for about so many characters; true when nothing is left. */
  run(characters: number): boolean;
  /** Characters that are left. */
  readonly left: number;
}

/** Longer texts are read in turns. */
export const LARGE = 1 << 16;

/** Deeper nesting of text in text is not followed: each level may cost as much as the whole. */
const DEEPEST = 12;

/** A search under way. */
export class Scan {
  readonly options: DetectOptions;
  readonly #jobs: Job[] = [];
  readonly #found: Detection[] = [];
  #depth = 0;
  /** Characters of jobs that were read. */
  #done = 0;
  #progress = 0;
  /** Offset of the value that is being read in the text of the root surface, where paths name values. */
  base = 0;
  whereabouts: Whereabouts | undefined;
  /** The name of a member is being read, not its value. */
  inName = false;
  /** A number of JSON is being read: it has no quotes. */
  bare = false;

  constructor(options: DetectOptions) {
    this.options = options;
  }

  /** How many detections there are; with `forget`, a way back. */
  get mark(): number {
    return this.#found.length;
  }

  /** Reads a text within a text, unless too many are around it; false when it was not read. */
  within(read: () => void): boolean {
    if (this.#depth >= DEEPEST) return false;
    this.#depth += 1;
    read();
    this.#depth -= 1;
    return true;
  }

  /** Leaves work for later, to be done as if it were done here. */
  later(job: Job): void {
    const { base, inName, whereabouts } = this;
    const pointer = whereabouts?.pointer() ?? '';
    const names = whereabouts?.names() ?? [];
    const here: Whereabouts = { pointer: () => pointer, names: () => names };
    const depth = this.#depth;
    this.#jobs.push({
      get left() {
        return job.left;
      },
      run: (characters) => {
        [this.base, this.inName, this.whereabouts, this.#depth] = [base, inName, here, depth];
        this.bare = false;
        return job.run(characters);
      },
    });
  }

  /** Does about so many characters of what was left for later; true when nothing is left. */
  goOn(characters: number): boolean {
    const job = this.#jobs.at(-1);
    if (job === undefined) return true;
    // A job may leave more behind: that is put on top.
    const index = this.#jobs.length - 1;
    const before = job.left;
    if (job.run(characters)) this.#jobs.splice(index, 1);
    this.#done += before - job.left;
    return this.#jobs.length === 0;
  }

  /** What part of all work is done, 0 to 1; never less than it was, though texts within texts may turn up. */
  progress(): number {
    const left = this.#jobs.reduce((sum, job) => sum + job.left, 0);
    this.#progress = Math.max(this.#progress, this.#done / Math.max(1, this.#done + left));
    return this.#progress;
  }

  /** Records a claim on [start, end) of a surface. */
  add(surface: Surface, start: number, end: number, claim: Claim): void {
    if (end <= start) return;
    const path = (this.options.path ?? '') + (this.whereabouts?.pointer() ?? '');
    const [first, ...rest] = this.#outermost(surface, start, end, path);
    if (first === undefined) return;
    const quote = this.bare ? quoteWithin(surface) : undefined;
    const found = new Found(claim, first, surface.text.slice(start, end), quote);
    if (this.inName) Object.assign(found, { inName: true });
    if (rest.length > 0) Object.assign(found, { rest });
    this.#found.push(found);
  }

  /** Where [start, end) of a surface lies in the text that the caller knows: in several pieces if it was joined. */
  #outermost(surface: Surface, start: number, end: number, path: string): Span[] {
    let [from, to] = [start, end];
    let at = surface;
    while (at.parent !== undefined && at.places !== undefined) {
      const { parent, places } = at;
      if (places.pieces !== undefined) {
        return places.pieces(from, to).flatMap(([first, last]) => this.#outermost(parent, first, last, path));
      }
      [from, to, at] = [places.start(from), places.end(to), parent];
    }
    return [{ path, start: from - this.base, end: to - this.base }];
  }

  /** Drops what was found since `mark` and is of these classes. */
  forget(mark: number, classes: ReadonlySet<SensitiveClass>): void {
    if (this.#found.length === mark) return;
    let kept = mark;
    for (let at = mark; at < this.#found.length; at += 1) {
      const detection = this.#found[at];
      if (detection === undefined || classes.has(detection.class)) continue;
      this.#found[kept] = detection;
      kept += 1;
    }
    this.#found.length = kept;
  }

  /** Everything found, in order of place, without what lies inside something else. */
  finish(): Detection[] {
    const kept: Detection[] = [];
    // Paths keep the order in which they were met: sorting is stable, and groups by path are consecutive but for names.
    const order = new Map<string, number>();
    for (const { path } of this.#found) if (!order.has(path)) order.set(path, order.size);
    const sorted = this.#found.toSorted(
      (a, b) =>
        (order.get(a.path) ?? 0) - (order.get(b.path) ?? 0) ||
        Number(b.inName ?? false) - Number(a.inName ?? false) ||
        a.start - b.start ||
        b.end - a.end ||
        RANK[b.confidence] - RANK[a.confidence],
    );
    for (const detection of sorted) {
      const before = kept.at(-1);
      const overlaps =
        before !== undefined &&
        before.path === detection.path &&
        before.inName === detection.inName &&
        detection.start < before.end;
      if (!overlaps) kept.push(detection);
      else if (detection.end - detection.start > before.end - before.start) kept[kept.length - 1] = detection;
    }
    return kept;
  }
}
