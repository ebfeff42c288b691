// Connections: kept alive, timed, and owned by the exchange that opened them.

import { describe, expect, test } from 'vitest';

import type { Timing } from '../../../shared/trace/event.ts';
import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

/** Phases that happened, in the order in which they must have happened. */
function phases(timing: Timing): number[] {
  const { dns, connect, tls, sent, firstByte, total } = timing;
  return [dns, connect, tls, sent, firstByte, total].filter((time) => time !== undefined);
}

describe('a connection', () => {
  test('is used again by the next request, whatever its method', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('{"ok":true}')));
    const recorder = startRecorder();
    const reused: boolean[] = [];
    for (const method of ['GET', 'POST', 'POST', 'DELETE', 'GET', 'POST']) {
      const { timing } = await recorder.send({
        method,
        url: server.origin,
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
      reused.push(timing.reusedConnection);
    }
    expect(server.connections).toBe(1);
    expect(reused).toEqual([false, true, true, true, true, true]);
  });

  test('is used again after a chunked answer and after an error status', async () => {
    const server = await serve((_request, socket) =>
      socket.write('HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
    );
    const recorder = startRecorder();
    expect((await recorder.send({ url: server.origin })).bodyText).toBe('abcde');
    expect((await recorder.send({ url: server.origin })).timing.reusedConnection).toBe(true);
    expect(server.connections).toBe(1);
  });

  test('is opened anew after the server closed it between two requests', async () => {
    const server = await serve((_request, socket) => socket.end(httpResponse('once')));
    const recorder = startRecorder();
    await recorder.send({ url: server.origin });
    await server.closed;
    const again = await recorder.send({ url: server.origin });
    expect(again).toMatchObject({ bodyText: 'once', timing: { reusedConnection: false } });
    expect(server.connections).toBe(2);
  });

  test('belongs to one request at a time', async () => {
    const waiting: (() => void)[] = [];
    const server = await serve((_request, socket) => {
      waiting.push(() => socket.write(httpResponse('ok')));
      if (waiting.length === 3) for (const answer of waiting) answer();
    });
    const recorder = startRecorder();
    const captures = await Promise.all([1, 2, 3].map(() => recorder.send({ url: server.origin })));
    expect(server.connections).toBe(3);
    expect(captures.map(({ timing }) => timing.reusedConnection)).toEqual([false, false, false]);
  });
});

describe('timings', () => {
  test('name the phases that happened, in order', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const recorder = startRecorder();
    const url = `http://localhost:${server.port}/`;
    const first = await recorder.send({ url }, { now: () => 1_700_000_000_000 });
    expect(first.timing.startedAt).toBe(1_700_000_000_000);
    expect(Object.keys(first.timing)).toEqual([
      'startedAt',
      'dns',
      'connect',
      'sent',
      'firstByte',
      'total',
      'reusedConnection',
    ]);
    expect(phases(first.timing)).toEqual(phases(first.timing).toSorted((a, b) => a - b));
    expect(first.timing.dns).toBeGreaterThan(0);
    expect(first.remoteAddress).toBe('127.0.0.1');

    const second = await recorder.send({ url });
    expect(Object.keys(second.timing)).toEqual([
      'startedAt',
      'sent',
      'firstByte',
      'total',
      'reusedConnection',
    ]);
    expect(phases(second.timing)).toEqual(phases(second.timing).toSorted((a, b) => a - b));
    expect(second.remoteAddress).toBe('127.0.0.1');
  });

  test('have no DNS phase when the URL has an address, and start by the clock', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const before = Date.now();
    const { timing } = await startRecorder().send({ url: server.origin });
    expect(timing).not.toHaveProperty('dns');
    expect(timing.startedAt).toBeGreaterThanOrEqual(before);
    expect(timing.startedAt).toBeLessThanOrEqual(Date.now());
  });
});

describe('closing the capture', () => {
  test('ends what is under way and refuses what comes later', async () => {
    const server = await serve(() => {});
    const recorder = startRecorder();
    const pending = recorder.send({ url: server.origin });
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await recorder.capture.close();
    expect(await pending).toMatchObject({ failure: { code: 'aborted' } });
    expect(await recorder.send({ url: server.origin })).toMatchObject({ failure: { code: 'aborted' } });
    await server.closed;
  });
});
