// TLS: what was negotiated, who vouched for the server, and why not.

import { createServer } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';

import { mintAuthority, mintSelfSigned, type CertificateAuthority } from '../../support/certificates.ts';
import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

const HOUR = 3_600_000;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;

beforeAll(async () => {
  authority = await mintAuthority('Keyhole Test CA');
  stranger = await mintAuthority('Unknown CA');
});

const answer: Parameters<typeof serve>[0] = (_request, socket) => socket.write(httpResponse('secret'));

describe('a certificate of a trusted authority', () => {
  test('is recorded with its chain, the protocol and the cipher, also on a reused connection', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['localhost'], ip: ['127.0.0.1'] }));
    const recorder = startRecorder();
    const first = await recorder.send({ url: server.origin }, { ca: authority.cert });
    expect(first.failure).toBeUndefined();
    expect(first.tls).toMatchObject({
      protocol: 'TLSv1.3',
      authorized: true,
      chain: [
        {
          subject: 'CN=localhost',
          issuer: 'CN=Keyhole Test CA',
          subjectAltName: 'DNS:localhost, IP Address:127.0.0.1',
        },
        { subject: 'CN=Keyhole Test CA', issuer: 'CN=Keyhole Test CA' },
      ],
    });
    expect(first.tls?.cipher).toMatch(/^TLS_/);
    expect(first.tls?.chain[0]?.validTo).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(first.tls?.chain[0]?.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(first.tls).not.toHaveProperty('authorizationError');
    const { dns = 0, connect = 0, tls = 0, sent = 0, firstByte = 0, total } = first.timing;
    const marks = [dns, connect, tls, sent, firstByte, total];
    expect(marks).toEqual(marks.toSorted((a, b) => a - b));
    expect(dns).toBeGreaterThan(0);

    const second = await recorder.send({ url: server.origin }, { ca: [authority.cert] });
    expect(second.timing).toMatchObject({ reusedConnection: true });
    expect(second.timing).not.toHaveProperty('tls');
    expect(second.tls).toEqual(first.tls);
  });

  test('may be for an address', async () => {
    const server = await serve(answer, await authority.issue({ ip: ['127.0.0.1'] }));
    const captured = await startRecorder().send(
      { url: `https://127.0.0.1:${server.port}/` },
      { ca: authority.cert },
    );
    expect(captured).toMatchObject({ bodyText: 'secret', tls: { authorized: true } });
  });
});

describe('a Host header written by hand', () => {
  const headers = [['Host', 'mcp.example']] as const;

  test('does not change whose certificate is asked for', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['localhost'] }));
    const captured = await startRecorder().send({ url: server.origin, headers }, { ca: authority.cert });
    expect(captured).toMatchObject({ bodyText: 'secret', tls: { authorized: true } });
    expect(server.requests[0]?.headers).toContainEqual(['host', 'mcp.example']);
  });

  test('does not make a certificate for that host acceptable', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['mcp.example'] }));
    const captured = await startRecorder().send({ url: server.origin, headers }, { ca: authority.cert });
    expect(captured.tls?.authorizationError).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(server.requests).toEqual([]);
  });
});

describe('a certificate that cannot be trusted stops the exchange before the request is written', () => {
  test.each([
    [
      'of an unknown authority',
      () => stranger.issue({ dns: ['localhost'] }),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      /issued by “CN=Unknown CA”, which this machine does not know/,
    ],
    [
      'signed by itself',
      () => mintSelfSigned({ dns: ['localhost'] }),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /self-signed.*NODE_EXTRA_CA_CERTS/,
    ],
    [
      'that expired',
      () => authority.issue({ dns: ['localhost'], notAfter: new Date(Date.now() - HOUR) }),
      'CERT_HAS_EXPIRED',
      /expired on \d{4}-\d\d-\d\d\. Renew it/,
    ],
    [
      'that is not valid yet',
      () => authority.issue({ dns: ['localhost'], notBefore: new Date(Date.now() + HOUR) }),
      'CERT_NOT_YET_VALID',
      /not valid before \d{4}-\d\d-\d\d\. Check the clock/,
    ],
    [
      'for another host',
      () => authority.issue({ dns: ['mcp.example'] }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /is for DNS:mcp\.example, not for localhost/,
    ],
  ])('%s', async (_which, mint, reason, message) => {
    const server = await serve(answer, await mint());
    const captured = await startRecorder().send(
      { method: 'POST', url: server.origin, headers: [['Authorization', 'Bearer t']], body: '{}' },
      { ca: authority.cert },
    );
    expect(captured.response).toBeUndefined();
    expect(captured.wireHeaders).toBeUndefined();
    expect(captured.failure).toMatchObject({ code: 'tls' });
    expect(captured.failure?.message).toMatch(message);
    expect(captured.tls).toMatchObject({
      protocol: 'TLSv1.3',
      authorized: false,
      authorizationError: reason,
    });
    expect(captured.tls?.chain[0]?.subject).toMatch(/^CN=/);
    expect(captured.timing.tls).toBeGreaterThan(0);
    await server.closed;
    expect(server.requests).toEqual([]);
  });

  test('also when the same server was trusted a moment ago under another setting', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['localhost'] }));
    const recorder = startRecorder();
    expect((await recorder.send({ url: server.origin }, { ca: authority.cert })).bodyText).toBe('secret');
    expect((await recorder.send({ url: server.origin })).failure?.code).toBe('tls');
    expect(server.requests).toHaveLength(1);
  });
});

describe('the wrong scheme', () => {
  test('https to a plain port is explained', async () => {
    // A scripted server waits for a whole request; this one answers the garbage of a TLS hello at once.
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const address = plain.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { failure } = await startRecorder().send({ url: `https://127.0.0.1:${port}/` });
    plain.close();
    expect(failure).toMatchObject({
      code: 'protocol',
      message: `127.0.0.1:${port} does not speak TLS; it probably serves plain HTTP. Use an http:// URL, or switch TLS on.`,
    });
  });

  test('http to a TLS port is explained', async () => {
    const server = await serve(answer, await authority.issue({ dns: ['localhost'] }));
    const { failure } = await startRecorder().send({ url: `http://127.0.0.1:${server.port}/` });
    expect(failure?.message).toMatch(/use an https:\/\/ URL\.$/i);
    expect(['reset', 'protocol']).toContain(failure?.code);
  });
});
