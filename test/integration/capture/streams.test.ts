// Server-sent events, as they come and as they are kept.

import * as fc from 'fast-check';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import type { SseEvent } from '../../../shared/trace/event.ts';
import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

const HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n';
const LAST = '0\r\n\r\n';
const chunked = (bytes: string | Uint8Array): Buffer => {
  const body = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
};
const isAnswer = (event: SseEvent): boolean => event.data.includes('"id":1');

describe('a stream of events', () => {
  test('is read event by event, each with its time, and kept raw as well', async () => {
    const raw = ': hello\n\nid: 1\nevent: message\ndata: {"a":1}\n\ndata: two\ndata: lines\n\n';
    const server = await serve(async (_request, socket) => {
      socket.write(HEAD);
      for (const part of [raw.slice(0, 30), raw.slice(30)]) {
        socket.write(chunked(part));
        await pause(5);
      }
      socket.write(LAST);
    });
    const recorder = startRecorder();
    const live: SseEvent[] = [];
    const captured = await recorder.send({ url: server.origin }, { onSse: (event) => live.push(event) });
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.events).toEqual([
      { at: expect.any(Number), id: '1', event: 'message', data: '{"a":1}' },
      { at: expect.any(Number), data: 'two\nlines' },
    ]);
    expect(live).toEqual(captured.response?.events);
    const times = live.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(captured.timing.firstByte ?? Infinity);
    expect(times.at(-1)).toBeLessThanOrEqual(captured.timing.total);
    expect(recorder.stored(captured).toString()).toBe(raw);
  });

  test('reads the same however the network splits it', async () => {
    const raw = Buffer.from('id: é1\r\ndata: {"jsonrpc":"2.0","id":1,"result":"€😀"}\r\n\r\ndata: b\r\n\r\n');
    let parts: readonly Buffer[] = [];
    const server = await serve(async (_request, socket) => {
      socket.setNoDelay(true);
      socket.write(HEAD);
      for (const part of parts) {
        socket.write(chunked(part));
        await pause(0);
      }
      socket.write(LAST);
    });
    const recorder = startRecorder();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: raw.length - 1 }), { maxLength: 10 }),
        async (cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), raw.length];
          parts = places.slice(1).map((end, index) => raw.subarray(places[index], end));
          const { response } = await recorder.send({ url: server.origin });
          expect(response?.events?.map(({ id, data }) => [id, data])).toEqual([
            ['é1', '{"jsonrpc":"2.0","id":1,"result":"€😀"}'],
            [undefined, 'b'],
          ]);
        },
      ),
      { numRuns: 25 },
    );
    expect(server.connections).toBe(1);
  });

  test('may be compressed', async () => {
    const server = await serve((_request, socket) =>
      socket.write(
        httpResponse(
          gzipSync('data: small\n\n'),
          'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip',
        ),
      ),
    );
    const { response } = await startRecorder().send({ url: server.origin });
    expect(response?.events?.map(({ data }) => data)).toEqual(['small']);
  });

  test('of another type has no events', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('data: x\n\n')));
    expect((await startRecorder().send({ url: server.origin })).response).not.toHaveProperty('events');
  });
});

describe('waiting for one event of a stream', () => {
  test('leaves the connection usable when the stream ends after it', async () => {
    const server = await serve(async (_request, socket) => {
      socket.write(HEAD);
      socket.write(chunked('data: {"method":"notifications/progress"}\n\n'));
      await pause(2);
      socket.write(chunked('data: {"id":1}\n\n'));
      await pause(2);
      socket.write(LAST);
    });
    const recorder = startRecorder();
    const first = await recorder.send({ url: server.origin }, { stopAfterSse: isAnswer });
    const second = await recorder.send({ url: server.origin }, { stopAfterSse: isAnswer });
    expect(first.failure ?? second.failure).toBeUndefined();
    expect(first.response?.events?.map(({ data }) => data)).toEqual([
      '{"method":"notifications/progress"}',
      '{"id":1}',
    ]);
    expect(second.timing.reusedConnection).toBe(true);
  });

  test('ends a stream that stays open, and that is no failure', async () => {
    const server = await serve((_request, socket) => {
      socket.write(HEAD);
      socket.write(chunked('data: {"id":1}\n\n'));
    });
    const captured = await startRecorder().send(
      { url: server.origin },
      { stopAfterSse: isAnswer, timeout: 60_000 },
    );
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.events).toHaveLength(1);
    expect(captured.response?.body).toMatchObject({ cut: false });
    await server.closed;
  });

  test('that never comes ends by the timeout, and the events so far are kept', async () => {
    const server = await serve((_request, socket) => {
      socket.write(HEAD);
      socket.write(chunked('data: {"id":2}\n\n'));
    });
    const captured = await startRecorder().send(
      { url: server.origin },
      { stopAfterSse: isAnswer, timeout: 150 },
    );
    expect(captured.failure).toMatchObject({ code: 'timeout' });
    expect(captured.failure?.message).toMatch(/sent nothing for 150 ms, after 16 bytes of the body/);
    expect(captured.response?.events).toHaveLength(1);
    await server.closed;
  });
});

test('a listener that throws is a fault of ours, not a failure of the server', async () => {
  const server = await serve((_request, socket) => {
    socket.write(HEAD);
    socket.write(chunked('data: x\n\n'));
  });
  const sending = startRecorder().send(
    { url: server.origin },
    {
      onSse: () => {
        throw new Error('our bug');
      },
    },
  );
  await expect(sending).rejects.toThrow('our bug');
  await server.closed;
});
