// Exchanges that break: each ends, each says what happened, each keeps what was seen.

import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';

import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

/** A port on which nothing listens any more. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

describe('nobody answers', () => {
  test('because nothing listens', async () => {
    const port = await freePort();
    const captured = await startRecorder().send({ url: `http://127.0.0.1:${port}/mcp` });
    expect(captured).toMatchObject({
      failure: {
        code: 'refused',
        message: `Nothing is listening on 127.0.0.1:${port}. Start the server, or check the port.`,
        cause: `ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:${port}`,
      },
      timing: { reusedConnection: false },
    });
    expect(captured.response).toBeUndefined();
    expect(captured.wireHeaders).toBeUndefined();
  });

  test('because nothing listens on any address of the name', async () => {
    const port = await freePort();
    const { failure } = await startRecorder().send({ url: `http://localhost:${port}/` });
    expect(failure).toMatchObject({ code: 'refused' });
    expect(failure?.message).toContain(`localhost:${port}`);
  });

  test('because the name does not exist', async () => {
    const { failure } = await startRecorder().send({ url: 'http://keyhole-test.invalid/' });
    expect(failure).toMatchObject({ code: 'dns' });
    expect(failure?.message).toContain('keyhole-test.invalid');
  });

  test('because the server never does, and the request is shown as sent', async () => {
    const server = await serve(() => {});
    const captured = await startRecorder().send(
      { method: 'POST', url: server.origin, body: '{}' },
      { timeout: 150 },
    );
    expect(captured.failure).toMatchObject({
      code: 'timeout',
      message: `127.0.0.1:${server.port} did not answer within 150 ms. Look at the server's log to see whether the request arrived, or allow more time.`,
    });
    expect(captured.wireHeaders).toContainEqual(['content-length', '2']);
    expect(captured.timing).toHaveProperty('sent');
    expect(captured.timing).not.toHaveProperty('firstByte');
    await server.closed;
  });

  test('because the TLS handshake never ends', async () => {
    const server = await serve(() => {});
    const { failure } = await startRecorder().send(
      { url: `https://127.0.0.1:${server.port}/` },
      { timeout: 150 },
    );
    expect(failure).toMatchObject({ code: 'timeout' });
    expect(failure?.message).toMatch(/did not finish the TLS handshake within 150 ms/);
    await server.closed;
  });

  test('because what listens is no web server', async () => {
    const server = await serve((_request, socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'));
    const { failure } = await startRecorder().send({ url: server.origin });
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(failure?.message).toMatch(/did not answer with HTTP\/1\.1/);
  });

  test('because the connection is closed first', async () => {
    const server = await serve((_request, socket) => socket.resetAndDestroy());
    const { failure } = await startRecorder().send({ url: server.origin });
    expect(failure).toMatchObject({ code: 'reset' });
    expect(failure?.message).toMatch(/closed the connection without an answer/);
  });

  test.each(['ftp://127.0.0.1/', 'javascript:alert(1)', 'mcp', 'http://me:pw@127.0.0.1/'])(
    'because %s is never asked',
    async (url) => {
      const captured = await startRecorder().send({ url });
      expect(captured).toMatchObject({ request: { url }, failure: { code: 'unsafe-url' } });
    },
  );
});

describe('the answer breaks off', () => {
  test('when the connection is reset: the head and the first part stay', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst part', () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      );
    });
    const captured = await startRecorder().send({ url: server.origin });
    expect(captured).toMatchObject({
      bodyText: 'first part',
      response: { status: 200 },
      failure: { code: 'reset' },
    });
    expect(captured.failure?.message).toMatch(/in the middle of its answer, after 10 bytes of the body/);
  });

  test('when the server stops sending', async () => {
    const server = await serve((_request, socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst part'),
    );
    const captured = await startRecorder().send({ url: server.origin }, { timeout: 150 });
    expect(captured).toMatchObject({ bodyText: 'first part', failure: { code: 'timeout' } });
    await server.closed;
  });

  test('not when the server is slow but goes on', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n');
      let sent = 0;
      const timer = setInterval(() => {
        socket.write('x');
        sent += 1;
        if (sent === 8) clearInterval(timer);
      }, 60);
    });
    const captured = await startRecorder().send({ url: server.origin }, { timeout: 300 });
    expect(captured.failure).toBeUndefined();
    expect(captured.timing.total).toBeGreaterThan(300);
  });
});

describe('cancelling', () => {
  test('before the start sends nothing', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const captured = await startRecorder().send({ url: server.origin }, { signal: AbortSignal.abort() });
    expect(captured).toMatchObject({ failure: { code: 'aborted' }, timing: { total: 0 } });
    expect(server.connections).toBe(0);
  });

  test('while connecting sends nothing', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const controller = new AbortController();
    const sending = startRecorder().send({ url: server.origin }, { signal: controller.signal });
    controller.abort();
    expect(await sending).toMatchObject({ failure: { code: 'aborted' } });
    const after = await startRecorder().send({ url: server.origin });
    expect(after.bodyText).toBe('ok');
    expect(server.requests).toHaveLength(1);
  });

  test('in mid-body keeps what came and closes the connection', async () => {
    const controller = new AbortController();
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n');
    });
    const captured = await startRecorder().send(
      { url: server.origin },
      { signal: controller.signal, onSse: () => controller.abort() },
    );
    expect(captured).toMatchObject({ failure: { code: 'aborted' }, bodyText: 'data: 1\n\n' });
    await server.closed;
  });

  test('from a listener records nothing that comes after', async () => {
    const controller = new AbortController();
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\ndata: 2\n\n');
    });
    const captured = await startRecorder().send(
      { url: server.origin },
      { signal: controller.signal, onSse: () => controller.abort() },
    );
    await server.closed;
    expect(captured.response?.events?.map(({ data }) => data)).toEqual(['1']);
  });

  test('one of several leaves the others alone', async () => {
    const controller = new AbortController();
    const server = await serve((request, socket) => {
      if (request.line.includes('/slow')) controller.abort();
      else setTimeout(() => socket.write(httpResponse('ok')), 30);
    });
    const recorder = startRecorder();
    const [slow, other] = await Promise.all([
      recorder.send({ url: `${server.origin}/slow` }, { signal: controller.signal }),
      recorder.send({ url: `${server.origin}/other` }, { signal: new AbortController().signal }),
    ]);
    expect(slow.failure?.code).toBe('aborted');
    expect(other.bodyText).toBe('ok');
  });
});
