// Servers that mean harm: memory stays bounded, every exchange ends, and the sentence says why.

import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { httpResponse } from '../support/raw-server.ts';
import { serve, startRecorder } from '../support/recorder.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Writes the same bytes until the other side has had enough. */
function pour(socket: Socket, bytes: Buffer): void {
  const go = (): void => {
    while (!socket.destroyed && socket.write(bytes));
    if (!socket.destroyed) socket.once('drain', go);
  };
  go();
}

describe('a body without end', () => {
  test.each([
    ['plain', 'HTTP/1.1 200 OK\r\n\r\n', 64 * KIB],
    ['as an unfinished event', 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ', 64 * KIB],
    ['in chunks of a byte', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 16 * KIB],
  ])('%s is cut, and the connection closed', async (what, head, bodyLimit) => {
    const filler = what.includes('byte') ? '1\r\nx\r\n'.repeat(10_000) : 'x'.repeat(64 * KIB);
    const server = await serve((_request, socket) => {
      socket.write(head);
      pour(socket, Buffer.from(filler));
    });
    const recorder = startRecorder();
    const captured = await recorder.send({ url: server.origin }, { bodyLimit });
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.body).toMatchObject({ length: bodyLimit, cut: true });
    expect(captured.response?.body?.total).toBeLessThan(8 * bodyLimit);
    expect(recorder.bodies.length).toBe(bodyLimit);
    await server.closed;
  });

  test('of events without end is cut, and so is their list', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
      pour(socket, Buffer.from('data\n\n'.repeat(10_000)));
    });
    const captured = await startRecorder().send({ url: server.origin }, { bodyLimit: 5 * MIB });
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.events?.length).toBeLessThanOrEqual(50_000);
    expect(captured.response?.body?.cut).toBe(true);
    await server.closed;
  });
});

describe('a decompression bomb', () => {
  const zeros = Buffer.alloc(64 * MIB);

  test.each([
    ['gzip', gzipSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
  ])('in %s is cut at the limit', async (coding, bomb) => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse(bomb, `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}`)),
    );
    const recorder = startRecorder();
    const captured = await recorder.send({ url: server.origin }, { bodyLimit: MIB });
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.body).toMatchObject({ length: MIB, cut: true });
    expect(captured.response?.body?.total).toBeLessThan(6 * MIB);
    expect(recorder.bodies.length).toBe(MIB);
  });

  test('of coding upon coding is not even begun', async () => {
    const server = await serve((_request, socket) =>
      socket.write(
        httpResponse('inert', `HTTP/1.1 200 OK\r\nContent-Encoding: ${'gzip, '.repeat(1000)}gzip`),
      ),
    );
    expect(await startRecorder().send({ url: server.origin })).toMatchObject({ bodyText: 'inert' });
  });
});

describe('a head without measure', () => {
  test.each([
    ['one header of 1 MiB', `X-Big: ${'x'.repeat(MIB)}\r\n`],
    ['a thousand headers of 1 KiB', `X-Big: ${'x'.repeat(KIB)}\r\n`.repeat(1024)],
  ])('%s is refused with advice', async (_what, headers) => {
    const server = await serve((_request, socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${headers}Content-Length: 0\r\n\r\n`),
    );
    const { failure, response } = await startRecorder().send({ url: server.origin });
    expect(response).toBeUndefined();
    expect(failure).toMatchObject({ code: 'too-large-headers' });
    expect(failure?.message).toMatch(/sent more than 64 KiB of response headers\. Look for a runaway cookie/);
    await server.closed;
  });

  test('is accepted up to the limit that was asked for', async () => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse('ok', `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(20 * KIB)}`)),
    );
    const recorder = startRecorder();
    expect((await recorder.send({ url: server.origin })).bodyText).toBe('ok');
    const { failure } = await recorder.send({ url: server.origin }, { headerLimit: 16 * KIB });
    expect(failure?.message).toContain('more than 16 KiB');
  });

  test('that drips a byte at a time ends by the timeout', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const { failure } = await startRecorder().send({ url: server.origin }, { timeout: 250 });
    expect(failure).toMatchObject({ code: 'timeout' });
    await server.closed;
  });

  test('of interim responses without end is given up', async () => {
    const server = await serve((_request, socket) =>
      pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100))),
    );
    const { failure } = await startRecorder().send({ url: server.origin });
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(failure?.message).toMatch(/interim \(1xx\) responses and no final one/);
    await server.closed;
  });
});

describe('an answer to a question nobody asked', () => {
  test('never becomes the answer to the next one', async () => {
    const server = await serve((_request, socket) =>
      socket.write(Buffer.concat([httpResponse('right'), httpResponse('smuggled')])),
    );
    const recorder = startRecorder();
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await recorder.send({ url: server.origin })).bodyText).toBe('right');
    }
  });

  test('to another protocol is refused', async () => {
    const server = await serve((_request, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );
    const { failure } = await startRecorder().send({ url: server.origin });
    expect(failure).toBeDefined();
    expect(failure?.message).toMatch(/change of protocol/);
    await server.closed;
  });
});

describe('an answer that breaks HTTP', () => {
  test.each([
    ['Content-Length: x\r\n\r\n', 'Invalid character in Content-Length'],
    ['Bad Header: x\r\n\r\n', 'Invalid header token'],
    ['Transfer-Encoding: chunked\r\n\r\nzz\r\n', 'Invalid character in chunk size'],
    ['X-Nul: \0\r\n\r\n', 'Invalid header value char'],
  ])('with %j says what is wrong', async (rest, detail) => {
    const server = await serve((_request, socket) => socket.write(`HTTP/1.1 200 OK\r\n${rest}`));
    const { failure } = await startRecorder().send({ url: server.origin });
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(failure?.message).toContain(`breaks HTTP/1.1: ${detail}. Correct it on the server`);
  });
});
