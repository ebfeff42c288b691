// Server-sent events as text (WHATWG HTML, "Server-sent events"): what the data lines of each event say together.

import { readDocument } from './document.ts';
import { readText } from './free-text.ts';
import type { Scan } from './scan.ts';
import { NO_MEANING } from './sensitive-name.ts';
import { joined, type Surface } from './surface.ts';

type Piece = readonly [from: number, to: number];

/** Whether a text is an event stream: its first line is a field of one, and it has data. */
export function looksLikeEventStream(text: string, from: number, to: number): boolean {
  const start = text.slice(from, Math.min(to, from + 400));
  return (
    /^(?:[^\S\n]*\n)*(?:data|event|id|retry|):/.test(start) &&
    /^data:/m.test(text.slice(from, Math.min(to, from + 4096)))
  );
}

/** Reads the events of [from, to), and then what they say one after another: a text may be sent in pieces. */
export function readEventStream(scan: Scan, surface: Surface, from: number, to: number): void {
  const { text } = surface;
  const plain: Piece[] = [];
  let event: Piece[] = [];
  const dispatch = (): void => {
    const [only] = event;
    if (only !== undefined && event.length === 1) {
      readDocument(scan, surface, only[0], only[1], NO_MEANING);
      if (!/[{[]/.test(text.charAt(only[0]))) plain.push(only);
    } else if (event.length > 1) {
      const whole = joined(surface, event, '\n');
      readDocument(scan, whole, 0, whole.text.length, NO_MEANING);
    }
    event = [];
  };
  let at = from;
  while (at < to) {
    let end = at;
    while (end < to && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end += 1;
    if (end === at) dispatch();
    else if (text.startsWith('data:', at)) {
      const start = text.charCodeAt(at + 5) === 32 ? at + 6 : at + 5;
      event.push([Math.min(start, end), end]);
    } else readText(scan, surface, at, end, NO_MEANING);
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
  dispatch();
  if (plain.length < 2) return;
  const whole = joined(surface, plain, '');
  readText(scan, whole, 0, whole.text.length, NO_MEANING);
}
