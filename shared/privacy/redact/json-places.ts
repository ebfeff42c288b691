// Detections where they stand in a text: those of a document are named by pointer, and its text is what is redacted.

import type { Detection, Span } from '../detect/detection.ts';
import { plainOf, quoteOf } from '../detect/scan.ts';
import type { Surface } from '../detect/surface.ts';
import { decodedToken, type JsonToken, jsonTokens } from './json-tokens.ts';

/** A detection in a text that will be redacted. */
export interface Placed {
  readonly detection: Detection;
  readonly start: number;
  readonly end: number;
  readonly secret: string;
  /** Stands around a placeholder in place of a bare number. */
  readonly quote?: string;
  readonly rest: readonly { readonly start: number; readonly end: number }[];
}

/** Whether a span is a number of JSON, for detections that came from elsewhere and lost what they knew. */
function isBare(text: string, start: number, end: number): boolean {
  return (
    /^-?\d+(?:\.\d+)?$/.test(text.slice(start, end)) &&
    /[:[,]\s{0,20}$/.test(text.slice(Math.max(0, start - 24), start)) &&
    /^\s{0,20}[,\]}]/.test(text.slice(end, end + 24)) &&
    /^\s*[[{]/.test(text.slice(0, 64))
  );
}

/** A detection of `detectInText` in its text. */
export function placedIn(text: string, detection: Detection): Placed {
  const { start, end, rest = [] } = detection;
  const plain = plainOf(detection);
  const quote = plain === undefined && isBare(text, start, end) ? '"' : quoteOf(detection);
  return {
    detection,
    start,
    end,
    secret: plain ?? text.slice(start, end),
    rest,
    ...(quote ? { quote } : {}),
  };
}

/** The places of the values of a document in its text. */
export class JsonPlaces {
  readonly #text: string;
  #tokens: readonly JsonToken[] | undefined;
  /** Many places lie in one string. */
  #last: { readonly token: JsonToken; readonly surface: Surface } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  #all(): readonly JsonToken[] {
    this.#tokens ??= [...jsonTokens({ text: this.#text }, 0, this.#text.length)];
    return this.#tokens;
  }

  /** Detections of `detectInJson` in the text of the document; what is not there is left out. */
  placed(detections: readonly Detection[]): Placed[] {
    if (detections.length === 0) return [];
    const wanted = new Map<string, Detection[]>();
    for (const detection of detections) {
      const key = `${detection.inName === true ? 'name' : 'value'}${detection.path}`;
      const list = wanted.get(key);
      if (list === undefined) wanted.set(key, [detection]);
      else list.push(detection);
    }
    const placed: Placed[] = [];
    for (const token of this.#all()) {
      const found = wanted.get(`${token.kind === 'name' ? 'name' : 'value'}${token.pointer}`);
      if (found === undefined) continue;
      const { text, places } = decodedToken(token);
      for (const detection of found) {
        const { start, end } = detection;
        const whole = token.kind === 'number';
        placed.push({
          detection,
          start: whole ? token.from : (places?.start(start) ?? start),
          end: whole ? token.to : (places?.end(end) ?? end),
          secret: plainOf(detection) ?? text.slice(start, end),
          ...(whole ? { quote: '"' } : {}),
          rest: [],
        });
      }
    }
    return placed;
  }

  /** The path of what stands at [start, end) of the text, and its place in the string there. */
  inDocument(start: number, end: number): (Span & { readonly inName?: true }) | undefined {
    const tokens = this.#all();
    let low = 0;
    let high = tokens.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((tokens[middle]?.from ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    const token = tokens[low];
    if (token === undefined || start < token.from || end > token.to) return undefined;
    if (this.#last?.token !== token) this.#last = { token, surface: decodedToken(token) };
    const { places } = this.#last.surface;
    const decoded = (at: number): number => places?.decoded?.(at) ?? at - token.from;
    return {
      path: token.pointer,
      start: decoded(start),
      end: decoded(end),
      ...(token.kind === 'name' ? { inName: true } : {}),
    };
  }
}
