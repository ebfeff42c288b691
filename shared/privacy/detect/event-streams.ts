// Server-sent events as text (WHATWG HTML, "Server-sent events"): what the data lines of each event say together.

import { readDocument } from './document.ts';
import { readText } from './free-text.ts';
import { type Job, LARGE, type Scan } from './scan.ts';
import { NO_MEANING } from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { joined } from './joined.ts';

type Piece = readonly [from: number, to: number];

/** Whether a text is an event stream: its first line is a field of one, and it has data. */
export function looksLikeEventStream(text: string, from: number, to: number): boolean {
  const start = text.slice(from, Math.min(to, from + 400));
  return (
    /^(?:[^\S\n]*\n)*(?:data|event|id|retry|):/.test(start) &&
    /^data:/m.test(text.slice(from, Math.min(to, from + 4096)))
  );
}

function* linesOf(text: string, from: number, to: number): Generator<Piece> {
  let at = from;
  while (at < to) {
    let end = at;
    while (end < to && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end += 1;
    yield [at, end];
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
}

/** One line of a stream as a piece of data, without its field name. */
function dataIn(text: string, [start, end]: Piece): Piece | undefined {
  if (!text.startsWith('data:', start)) return undefined;
  const data = text.charCodeAt(start + 5) === 32 ? start + 6 : start + 5;
  return [Math.min(data, end), end];
}

/** The data lines of each event of [from, to), without their field name. */
export function streamPieces(text: string, from: number, to: number): (readonly Piece[])[] {
  const events: Piece[][] = [];
  let event: Piece[] = [];
  for (const line of linesOf(text, from, to)) {
    const data = dataIn(text, line);
    if (data !== undefined) event.push(data);
    if (line[0] === line[1] && event.length > 0) {
      events.push(event);
      event = [];
    }
  }
  return event.length > 0 ? [...events, event] : events;
}

/** Reads the events of a stream, and then what plain texts say one after another: one may be sent in pieces. */
class StreamReader implements Job {
  readonly #scan: Scan;
  readonly #surface: Surface;
  readonly #to: number;
  readonly #lines: Generator<Piece>;
  readonly #plain: Piece[] = [];
  #event: Piece[] = [];
  #at: number;

  constructor(scan: Scan, surface: Surface, from: number, to: number) {
    this.#scan = scan;
    this.#surface = surface;
    this.#to = to;
    this.#at = from;
    this.#lines = linesOf(surface.text, from, to);
  }

  get left(): number {
    return this.#to - this.#at;
  }

  run(characters: number): boolean {
    const until = this.#at + characters;
    while (this.#at < until) {
      const next = this.#lines.next();
      if (next.done === true) {
        this.#dispatch();
        this.#together();
        this.#at = this.#to;
        return true;
      }
      this.#line(next.value);
      [, this.#at] = next.value;
    }
    return false;
  }

  #line(line: Piece): void {
    const data = dataIn(this.#surface.text, line);
    if (data !== undefined) this.#event.push(data);
    else if (line[0] === line[1]) this.#dispatch();
    else readText(this.#scan, this.#surface, line[0], line[1], NO_MEANING);
  }

  #dispatch(): void {
    const [only] = this.#event;
    if (this.#event.length > 1) {
      const whole = joined(this.#surface, this.#event, '\n');
      readDocument(this.#scan, whole, 0, whole.text.length, NO_MEANING);
    } else if (only !== undefined) {
      readDocument(this.#scan, this.#surface, only[0], only[1], NO_MEANING);
      if (!/[{[]/.test(this.#surface.text.charAt(only[0]))) this.#plain.push(only);
    }
    this.#event = [];
  }

  #together(): void {
    if (this.#plain.length < 2) return;
    const whole = joined(this.#surface, this.#plain, '');
    readText(this.#scan, whole, 0, whole.text.length, NO_MEANING);
  }
}

/** Reads the events of [from, to). */
export function readEventStream(scan: Scan, surface: Surface, from: number, to: number): void {
  const reader = new StreamReader(scan, surface, from, to);
  if (to - from > LARGE) scan.later(reader);
  else reader.run(Infinity);
}
