// Through a proxy: which requests go through it, what it sees of them, and why one fails there.

import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';

import { mintAuthority, type CertificateAuthority } from '../../support/certificates.ts';
import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

let authority: CertificateAuthority;
beforeAll(async () => {
  authority = await mintAuthority('Keyhole Test CA');
});
afterEach(() => vi.unstubAllEnvs());

const answer: Parameters<typeof serve>[0] = (_request, socket) => socket.write(httpResponse('through'));

/** A proxy that leads every tunnel to one port of this machine, and keeps what it was asked. */
async function startProxy(port: number, reply = 'HTTP/1.1 200 Connection established\r\n\r\n') {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => {});
    client.once('data', (head) => {
      asked.push(head.toString('latin1'));
      client.write(reply);
      if (!reply.includes(' 200 ')) return;
      const upstream = connect(port, '127.0.0.1');
      sockets.add(upstream);
      upstream.on('error', () => client.destroy());
      upstream.pipe(client);
      client.pipe(upstream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return { asked, name: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function throughProxy(url: string, noProxy = ''): void {
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy']) vi.stubEnv(name, url);
  for (const name of ['ALL_PROXY', 'all_proxy', 'no_proxy']) vi.stubEnv(name, '');
  vi.stubEnv('NO_PROXY', noProxy);
}

describe('a request to another machine', () => {
  test('goes through the tunnel, and its certificate is still that of the server', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['mcp.example.com'] }));
    const proxy = await startProxy(server.port);
    throughProxy(`http://user:p%40ss@${proxy.name}`);
    const recorder = startRecorder();
    const headers = [['authorization', 'Bearer secret']] as const;
    const captured = await recorder.send(
      { url: 'https://mcp.example.com/mcp', headers },
      { ca: authority.cert },
    );
    expect(captured).toMatchObject({ bodyText: 'through', proxy: proxy.name, tls: { authorized: true } });
    expect(captured).not.toHaveProperty('remoteAddress');
    expect(captured.timing.tls).toBeGreaterThanOrEqual(captured.timing.connect ?? Infinity);
    expect(proxy.asked).toEqual([
      `CONNECT mcp.example.com:443 HTTP/1.1\r\nHost: mcp.example.com:443\r\nProxy-Authorization: Basic ${Buffer.from('user:p@ss').toString('base64')}\r\n\r\n`,
    ]);

    const second = await recorder.send({ url: 'https://mcp.example.com/mcp' }, { ca: authority.cert });
    expect(second).toMatchObject({ bodyText: 'through', proxy: proxy.name });
    expect(second.timing.reusedConnection).toBe(true);
  });

  test('over http is tunnelled too, so that the proxy sees no header of it', async () => {
    const server = await serve(answer);
    const proxy = await startProxy(server.port);
    throughProxy(`http://${proxy.name}`);
    const captured = await startRecorder().send({ url: 'http://mcp.example.com:8080/mcp' });
    expect(captured).toMatchObject({ bodyText: 'through', proxy: proxy.name });
    expect(proxy.asked[0]).toMatch(/^CONNECT mcp\.example\.com:8080 /);
    expect(server.requests[0]?.line).toBe('GET /mcp HTTP/1.1');
  });

  test('with a certificate for another name is refused before a byte of it is written', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['other.example.com'] }));
    const proxy = await startProxy(server.port);
    throughProxy(`http://${proxy.name}`);
    const captured = await startRecorder().send({ url: 'https://mcp.example.com/' }, { ca: authority.cert });
    expect(captured.failure?.code).toBe('tls');
    expect(server.requests).toEqual([]);
  });
});

describe('a request that needs no proxy', () => {
  test('to this machine goes directly', async () => {
    const server = await serve(answer);
    const proxy = await startProxy(server.port);
    throughProxy(`http://${proxy.name}`);
    const captured = await startRecorder().send({ url: server.origin });
    expect(captured).toMatchObject({ bodyText: 'through', remoteAddress: '127.0.0.1' });
    expect(captured).not.toHaveProperty('proxy');
    expect(proxy.asked).toEqual([]);
  });

  test('to a host of NO_PROXY goes directly', async () => {
    const proxy = await startProxy(1);
    throughProxy(`http://${proxy.name}`, '.invalid');
    const captured = await startRecorder().send({ url: 'http://mcp.example.invalid/' });
    expect(captured.failure?.code).toBe('dns');
    expect(proxy.asked).toEqual([]);
  });
});

describe('a proxy that opens no tunnel', () => {
  test.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', /wants a user name and a password/],
    ['HTTP/1.1 403 Forbidden\r\n\r\n', /does not allow a connection to mcp\.example\.com:443/],
    ['HTTP/1.1 502 Bad Gateway\r\n\r\n', /opened no connection to mcp\.example\.com:443 \(HTTP 502\)/],
    ['SSH-2.0-OpenSSH_9.9\r\n\r\n', /does not answer as an HTTP proxy does/],
  ])('because it says %j is told in a sentence', async (reply, words) => {
    const proxy = await startProxy(1, reply);
    throughProxy(`http://${proxy.name}`);
    const { failure } = await startRecorder().send({ url: 'https://mcp.example.com/' });
    expect(failure?.message).toContain(proxy.name);
    expect(failure?.message).toMatch(words);
  });

  test('because nobody is there is told in a sentence', async () => {
    throughProxy('http://127.0.0.1:9');
    const { failure } = await startRecorder().send({ url: 'https://mcp.example.com/' });
    expect(failure).toMatchObject({ code: 'refused' });
    expect(failure?.message).toMatch(/^The proxy 127\.0\.0\.1:9 cannot be reached/);
  });

  test('because the variable names none is told in a sentence', async () => {
    throughProxy('socks5://127.0.0.1:1080');
    const { failure } = await startRecorder().send({ url: 'https://mcp.example.com/' });
    expect(failure?.message).toMatch(/HTTPS_PROXY or ALL_PROXY names is no http:\/\/ or https:\/\/ URL/);
  });

  test('is given up when it never answers', async () => {
    const proxy = await startProxy(1, '');
    throughProxy(`http://${proxy.name}`);
    const { failure } = await startRecorder().send({ url: 'https://mcp.example.com/' }, { timeout: 300 });
    expect(failure?.code).toBe('timeout');
  });
});
