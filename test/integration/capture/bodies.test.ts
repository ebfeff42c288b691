// Response bodies: decoded, bounded, kept once.

import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

const MIB = 1024 * 1024;

describe('a response body', () => {
  test('is kept as it came, byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const server = await serve((_request, socket) => socket.write(httpResponse(bytes)));
    const recorder = startRecorder();
    const captured = await recorder.send({ url: server.origin });
    expect(captured.response?.body).toMatchObject({ length: 256, total: 256, cut: false });
    expect(recorder.stored(captured)).toEqual(bytes);
  });

  test('is given to judges as text without its byte order mark', async () => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse('\uFEFF{"name":"h\u00e9 😀"}')),
    );
    const { bodyText } = await startRecorder().send({ url: server.origin });
    expect(JSON.parse(bodyText ?? '')).toEqual({ name: 'h\u00e9 😀' });
  });

  test('that is empty is no body, yet judges get its text', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('', 'HTTP/1.1 202 Accepted')));
    const captured = await startRecorder().send({ url: server.origin });
    expect(captured.response).not.toHaveProperty('body');
    expect(captured.bodyText).toBe('');
  });

  test.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\n\r\n'],
  ])('that a %s cannot have is not missed: %j', async (method, head) => {
    const server = await serve((_request, socket) => socket.write(head));
    const captured = await startRecorder().send({ method, url: server.origin });
    expect(captured.failure).toBeUndefined();
    expect(captured.bodyText).toBe('');
  });

  test('of a page is kept like any other: judging it is not for the recorder', async () => {
    const html = '<!doctype html><script>alert(1)</script>';
    const server = await serve((_request, socket) =>
      socket.write(httpResponse(html, 'HTTP/1.1 200 OK\r\nContent-Type: text/html')),
    );
    const captured = await startRecorder().send({ url: server.origin });
    expect(captured).toMatchObject({ bodyText: html });
    expect(captured.failure).toBeUndefined();
  });

  test('that ends with the connection is complete', async () => {
    const server = await serve((_request, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'));
    expect(await startRecorder().send({ url: server.origin })).toMatchObject({ bodyText: 'until the end' });
  });

  test('seen twice is stored once', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('same')));
    const recorder = startRecorder();
    const [first, second] = [
      await recorder.send({ url: server.origin }),
      await recorder.send({ url: server.origin }),
    ];
    expect(first.response?.body).toEqual(second.response?.body);
    expect(recorder.bodies.size).toBe(1);
  });
});

describe('a coded body', () => {
  const text = JSON.stringify({ tools: Array.from({ length: 5000 }, (_, index) => `tool ${index} €`) });

  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', Buffer.from(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    ['gzip, identity, br', brotliCompressSync(gzipSync(text))],
  ])('in %s is decoded', async (coding, bytes) => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse(bytes, `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}`)),
    );
    const recorder = startRecorder();
    const captured = await recorder.send({ url: server.origin });
    expect(captured.failure).toBeUndefined();
    expect(captured.bodyText).toBe(text);
    const length = Buffer.byteLength(text);
    expect(captured.response?.body).toMatchObject({ length, total: length, cut: false });
    expect((await recorder.send({ url: server.origin })).timing.reusedConnection).toBe(true);
  });

  test('in a coding nobody knows is kept as it came', async () => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse('raw', 'HTTP/1.1 200 OK\r\nContent-Encoding: aws-chunked')),
    );
    expect(await startRecorder().send({ url: server.origin })).toMatchObject({ bodyText: 'raw' });
  });

  test.each([
    ['that is none', Buffer.from('{"not":"gzip"}'), ''],
    ['that breaks off', gzipSync(text).subarray(0, 500), '{"tools":["tool 0 €"'],
  ])('%s is a failure that keeps what could be read', async (_what, bytes, beginning) => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse(bytes, 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip')),
    );
    const captured = await startRecorder().send({ url: server.origin });
    expect(captured.response?.status).toBe(200);
    expect(captured.bodyText?.startsWith(beginning)).toBe(true);
    expect(captured.failure).toMatchObject({ code: 'protocol' });
    expect(captured.failure?.message).toMatch(
      /is encoded as gzip, but it cannot be decoded\. Check compression/,
    );
  });
});

describe('a body past the limit', () => {
  test.each([
    [100, 100, false],
    [100, 101, true],
    [100, 400, true],
    [0, 0, false],
  ])('of %i bytes, with %i sent, is counted to its end', async (bodyLimit, sent, cut) => {
    const server = await serve((_request, socket) => socket.write(httpResponse('x'.repeat(sent))));
    const recorder = startRecorder();
    const captured = await recorder.send({ url: server.origin }, { bodyLimit });
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.body).toEqual(
      sent === 0
        ? undefined
        : expect.objectContaining({ length: Math.min(sent, bodyLimit), total: sent, cut }),
    );
    expect(captured.bodyText).toBe('x'.repeat(Math.min(sent, bodyLimit)));
    expect((await recorder.send({ url: server.origin })).timing.reusedConnection).toBe(true);
  });

  test('of 5 MiB, with 20 MiB sent, is cut and is no failure', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse(Buffer.alloc(20 * MIB, 'k'))));
    const recorder = startRecorder();
    const captured = await recorder.send({ url: server.origin }, { bodyLimit: 5 * MIB });
    expect(captured.failure).toBeUndefined();
    expect(captured.response?.body).toMatchObject({ length: 5 * MIB, total: 20 * MIB, cut: true });
    expect(recorder.stored(captured).equals(Buffer.alloc(5 * MIB, 'k'))).toBe(true);
  });

  test('is cut inside a character without harm', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('aé')));
    const captured = await startRecorder().send({ url: server.origin }, { bodyLimit: 2 });
    expect(captured).toMatchObject({
      bodyText: 'a\uFFFD',
      response: { body: { length: 2, total: 3, cut: true } },
    });
  });
});
