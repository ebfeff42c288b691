// Events of a stream, wherever the network happens to split it.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { SseRecorder } from '../../../electron/engine/capture/sse-recorder.ts';
import type { SseEvent } from '../../../shared/trace/event.ts';

function read(chunks: readonly Uint8Array[], limit = 10_000): readonly SseEvent[] {
  const recorder = new SseRecorder(
    limit,
    () => 0,
    () => {},
  );
  for (const chunk of chunks) recorder.feed(chunk);
  return recorder.events;
}

describe('a stream of events', () => {
  test('reads the same wherever it is split, inside a character too', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '{', '"', ' ', ':', 'é', '€', '😀'), maxLength: 12 });
    const event = fc.record({
      id: fc.option(fc.stringMatching(/^[a-z0-9]{1,4}$/), { nil: undefined }),
      event: fc.option(fc.constantFrom('message', 'endpoint'), { nil: undefined }),
      data: fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
    });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.boolean(),
        (events, newline, cuts, mark) => {
          const text = events
            .map(({ id, event, data }) =>
              [
                ': a comment',
                ...(event === undefined ? [] : [`event: ${event}`]),
                ...(id === undefined ? [] : [`id: ${id}`]),
                ...data.split('\n').map((line) => `data: ${line}`),
                '',
                '',
              ].join(newline),
            )
            .join('');
          const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`);
          const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
            (a, b) => a - b,
          );
          const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
          expect(read(chunks).map(({ at: _at, ...rest }) => rest)).toEqual(
            events.map(({ id, event, data }) => ({
              ...(event === undefined ? {} : { event }),
              ...(id === undefined ? {} : { id }),
              data,
            })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is no longer read once a single event outgrows the limit', () => {
    const endless = Buffer.from(`data: ${'x'.repeat(100)}`);
    const events = read([Buffer.from('data: 1\n\n'), endless, endless, Buffer.from('\n\ndata: 2\n\n')], 150);
    expect(events.map(({ data }) => data)).toEqual(['1']);
  });
});
