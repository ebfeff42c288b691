// The recorded bytes as a library wants to have them: a `Response`, and a `fetch` that has nothing else to give.
// Nothing here, and nothing that is handed to a library, can reach the network.

import { MASK_OPEN } from '../../../shared/privacy/marks.ts';
import type { EventId, TraceEvent } from '../../../shared/trace/event.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';

/** What is needed of a session: its path to an event, and bodies as they were received, secrets included. */
export interface RecordedSession {
  /** True for one that was read from a file: names stand there in place of secrets. */
  readonly masked: boolean;
  /** Throws a `RangeError` when there is no such event. */
  sessionAt(id: EventId): Session;
  /** Undefined when the body is not held. */
  bytes(hash: string): Uint8Array | undefined;
}

/** Statuses whose answers have no body; `Response` refuses one. */
const WITHOUT_BODY = new Set([204, 205, 304]);

const MASKED =
  'The file holds names in place of secrets here, so these are not the bytes that the server sent.';

/** An answer to hand over, or why it cannot be. */
export type Rebuilt = { readonly response: () => Response } | { readonly why: string };

/** Rebuilds a recorded answer. Each call of `response` gives a fresh one, for a body can be read only once. */
export function rebuildAnswer(exchange: EventOf<'exchange'>, recorded: RecordedSession): Rebuilt {
  const answer = exchange.response;
  if (!answer) return { why: 'No answer came.' };
  if (answer.status < 200 || answer.status > 599)
    return { why: `No HTTP library hands an answer of status ${answer.status} on.` };
  if (answer.body?.cut === true) return { why: 'The body was cut, so there is nothing whole to read.' };
  const bytes = answer.body && recorded.bytes(answer.body.hash);
  if (answer.body && answer.body.length > 0 && !bytes)
    return { why: 'The body is not held in this session.' };
  const texts = [...answer.headers.map(([, value]) => value), ...(bytes ? [latin1(bytes)] : [])];
  if (recorded.masked && texts.some(isMasked)) return { why: MASKED };
  const headers = new Headers();
  for (const [name, value] of answer.headers) {
    try {
      headers.append(name, value);
    } catch {
      return { why: `No HTTP library hands the header ${JSON.stringify(name)} on: its value is not valid.` };
    }
  }
  const { status } = answer;
  const body = WITHOUT_BODY.has(status) ? null : new Uint8Array(bytes ?? []);
  return { response: () => new Response(body, { status, headers }) };
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** `⟦` as it stands in UTF-8 bytes that were read one by one. */
const MASK_BYTES = latin1(new TextEncoder().encode(MASK_OPEN));

function isMasked(text: string): boolean {
  return text.includes(MASK_OPEN) || text.includes(MASK_BYTES);
}

/** Why texts of a saved session cannot be judged; `undefined` when they are whole. */
export function maskedFault(
  recorded: RecordedSession,
  ...texts: readonly (string | undefined)[]
): string | undefined {
  return recorded.masked && texts.some((text) => text !== undefined && isMasked(text)) ? MASKED : undefined;
}

/** The exchanges that led to one by redirects, itself last. */
export function redirectChain(
  exchange: EventOf<'exchange'>,
  events: readonly TraceEvent[],
): readonly EventOf<'exchange'>[] {
  const chain = [exchange];
  for (let from = exchange.redirectOf; from !== undefined;) {
    const id: EventId = from;
    const before = events.find(
      (event): event is EventOf<'exchange'> => event.kind === 'exchange' && event.id === id,
    );
    if (!before) break;
    chain.unshift(before);
    from = before.redirectOf;
  }
  return chain;
}

/** A library went on to another request. It is not a `TypeError`: the SDKs take those for a browser's CORS and try again. */
export class AskedElsewhere extends Error {
  readonly url: string;
  constructor(url: string) {
    super(`asked for ${url}`);
    this.url = url;
  }
}

/**
 * A `fetch` that serves recorded answers. Locations that a library tries before the recorded one count as absent (404);
 * whatever it asks for afterwards is refused and remembered.
 */
export class RecordedFetch {
  /** Asked for after the answer in question had been served, in order. */
  readonly next: string[] = [];
  served = false;
  readonly #answers: ReadonlyMap<string, () => Response> | (() => Response);
  readonly #last: string | undefined;

  /** @param answers By URL, the one in question last; or one answer for the first request, wherever it goes. */
  constructor(answers: readonly (readonly [url: string, response: () => Response])[] | (() => Response)) {
    this.#answers =
      typeof answers === 'function'
        ? answers
        : new Map(answers.map(([url, response]) => [normalised(url), response]));
    this.#last = typeof answers === 'function' ? undefined : normalised(answers.at(-1)?.[0] ?? '');
  }

  readonly fetch = (input: string | URL | Request): Promise<Response> => {
    const url = normalised(input instanceof Request ? input.url : String(input));
    if (this.served) {
      this.next.push(url);
      return Promise.reject(new AskedElsewhere(url));
    }
    if (typeof this.#answers === 'function') {
      this.served = true;
      return Promise.resolve(this.#answers());
    }
    const answer = this.#answers.get(url);
    this.served = url === this.#last;
    return Promise.resolve(answer?.() ?? new Response(null, { status: 404 }));
  };
}

function normalised(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
