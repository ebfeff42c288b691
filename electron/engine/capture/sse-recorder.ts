// Reads a text/event-stream event by event while its bytes are being recorded.

import { createParser, type EventSourceParser } from 'eventsource-parser';

import type { SseEvent } from '../../../shared/trace/event.ts';

/** An event costs memory even when it is empty, so their number is bounded besides their bytes. */
const MAX_EVENTS = 50_000;

/** Events of one stream. Bytes may be split anywhere, inside a character too. */
export class SseRecorder {
  readonly events: SseEvent[] = [];
  // The parser strips the byte order mark; two strippers would eat two.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #parser: EventSourceParser;
  #broken = false;

  /**
   * @param limit Bytes of one unfinished event at most; past it the stream is no longer read as events.
   * @param at Milliseconds since the exchange started.
   */
  constructor(limit: number, at: () => number, onEvent: (event: SseEvent) => void) {
    this.#parser = createParser({
      maxBufferSize: limit,
      onEvent: ({ event, id, data }) => {
        const recorded: SseEvent = {
          at: at(),
          ...(event === undefined ? {} : { event }),
          ...(id === undefined ? {} : { id }),
          data,
        };
        if (this.events.length < MAX_EVENTS) this.events.push(recorded);
        onEvent(recorded);
      },
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') this.#broken = true;
      },
    });
  }

  /** As many events came as are kept. */
  get full(): boolean {
    return this.events.length >= MAX_EVENTS;
  }

  feed(bytes: Uint8Array): void {
    if (this.#broken) return;
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
  }
}
