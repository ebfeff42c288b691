// The sentences a person reads when there is no answer.

import { describe, expect, test } from 'vitest';

import {
  explainAbort,
  explainError,
  explainRefusal,
  explainTimeout,
  spokenSize,
  spokenTime,
  type FailureContext,
} from '../../../electron/engine/capture/failure-explanation.ts';
import { UntrustedCertificateError } from '../../../electron/engine/capture/connector.ts';

const context = (url: string, more: Partial<FailureContext> = {}): FailureContext => ({
  url: new URL(url),
  timeout: 30_000,
  headerLimit: 64 * 1024,
  phase: 'waiting',
  received: 0,
  ...more,
});
const http = context('http://127.0.0.1:4444/mcp');
const https = context('https://mcp.example/mcp');
const error = (code: string, message: string): Error => Object.assign(new Error(message), { code });
const parserError = (reason: string, data: Uint8Array): Error =>
  Object.assign(new Error(`Response does not match the HTTP/1.1 protocol (${reason})`), {
    name: 'HTTPParserError',
    code: undefined,
    data: Buffer.from(data).toString(),
  });
const leaf = {
  subject: 'CN=other.example',
  issuer: 'CN=Inner CA',
  validFrom: '2027-01-01T00:00:00.000Z',
  validTo: '2026-02-03T10:00:00.000Z',
  fingerprint256: 'AA',
  subjectAltName: 'DNS:other.example',
};

describe('an error of the platform becomes advice', () => {
  test.each([
    [
      error('ECONNREFUSED', 'connect ECONNREFUSED'),
      http,
      'refused',
      'Nothing is listening on 127.0.0.1:4444. Start the server, or check the port.',
    ],
    [
      error('ENOTFOUND', 'getaddrinfo ENOTFOUND'),
      https,
      'dns',
      'No address is known for mcp.example. Check the spelling of the host name, and the DNS of this network.',
    ],
    [
      error('EAI_AGAIN', 'getaddrinfo EAI_AGAIN'),
      https,
      'dns',
      'The address of mcp.example could not be looked up: the DNS server did not answer. Check the network connection and try again.',
    ],
    [
      error('EAI_FAIL', 'getaddrinfo EAI_FAIL'),
      https,
      'dns',
      /mcp\.example could not be looked up\. Check the host name/,
    ],
    [
      error('ETIMEDOUT', 'connect ETIMEDOUT'),
      https,
      'timeout',
      'mcp.example:443 did not accept a connection. Check the address and any firewall or VPN between.',
    ],
    [error('EHOSTUNREACH', 'no route'), http, 'other', /no way to reach 127\.0\.0\.1:4444.*VPN/],
    [
      error('UND_ERR_SOCKET', 'other side closed'),
      http,
      'reset',
      "127.0.0.1:4444 closed the connection without an answer. Look at the server's log; if the port speaks TLS, use an https:// URL.",
    ],
    [
      error('ECONNRESET', 'read ECONNRESET'),
      { ...https, phase: 'handshaking' as const },
      'reset',
      'mcp.example:443 closed the connection during the TLS handshake. Check that the port speaks TLS; if it serves plain HTTP, use an http:// URL.',
    ],
    [
      error('ECONNRESET', 'read ECONNRESET'),
      { ...http, phase: 'receiving' as const, received: 2048 },
      'reset',
      "127.0.0.1:4444 closed the connection in the middle of its answer, after 2 KiB of the body. Look at the server's log, and send the request again.",
    ],
    [error('UND_ERR_SOCKET', 'bad upgrade'), http, 'reset', /change of protocol/],
    [
      error('UND_ERR_HEADERS_OVERFLOW', 'Headers Overflow Error'),
      http,
      'too-large-headers',
      '127.0.0.1:4444 sent more than 64 KiB of response headers. Look for a runaway cookie or a token in a header on the server; most clients accept no more than 16 KiB.',
    ],
    [
      error('UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'x'),
      http,
      'protocol',
      /length is not what its Content-Length says/,
    ],
    [
      error('UND_ERR_INVALID_ARG', 'invalid header key'),
      http,
      'protocol',
      /cannot be sent as HTTP: invalid header key\. Correct/,
    ],
    [error('UND_ERR_DESTROYED', 'x'), http, 'aborted', /^The exchange was cancelled/],
    [
      error('ERR_SSL_WRONG_VERSION_NUMBER', 'x'),
      https,
      'protocol',
      'mcp.example:443 does not speak TLS; it probably serves plain HTTP. Use an http:// URL, or switch TLS on.',
    ],
    [
      error('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'x'),
      https,
      'tls',
      /The TLS handshake with mcp\.example:443 failed\. Check/,
    ],
    [error('EPROTO', 'x'), https, 'tls', /handshake/],
    [
      parserError('Expected HTTP/, RTSP/ or ICE/', Buffer.from([0x15, 3, 1, 0, 2])),
      http,
      'protocol',
      '127.0.0.1:4444 answered with TLS, not with plain HTTP. Use an https:// URL.',
    ],
    [
      parserError('Expected HTTP/, RTSP/ or ICE/', Buffer.from('SSH-2.0')),
      http,
      'protocol',
      /did not answer with HTTP\/1\.1\. Check that the port belongs to a web server/,
    ],
    [
      parserError('Invalid header token', Buffer.from('Bad Header: x')),
      http,
      'protocol',
      '127.0.0.1:4444 sent an answer that breaks HTTP/1.1: Invalid header token. Correct it on the server or on the proxy in front of it.',
    ],
    [error('ESTRANGE', 'strange'), http, 'other', /failed: strange\. Try again/],
    ['thrown text', http, 'other', /failed: thrown text/],
  ])('%s', (cause, where, code, message) => {
    const failure = explainError(cause, where);
    expect(failure.code).toBe(code);
    if (typeof message === 'string') expect(failure.message).toBe(message);
    else expect(failure.message).toMatch(message);
  });

  test("keeps the platform's code and words for the details", () => {
    expect(explainError(error('ECONNREFUSED', 'connect ECONNREFUSED ::1:1'), http).cause).toBe(
      'ECONNREFUSED: connect ECONNREFUSED ::1:1',
    );
    const both = Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:1')], ''), {
      code: 'ECONNREFUSED',
    });
    expect(explainError(both, http).cause).toBe('ECONNREFUSED: connect ECONNREFUSED ::1:1');
  });
});

describe('a certificate that is not trusted is explained by its reason', () => {
  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /^The certificate of mcp\.example is self-signed.*NODE_EXTRA_CA_CERTS/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /private CA that this machine does not know.*NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /issued by “CN=Inner CA”.*send its whole chain/],
    ['CERT_HAS_EXPIRED', /expired on 2026-02-03\. Renew it on the server, and check the clock/],
    ['CERT_NOT_YET_VALID', /not valid before 2027-01-01\. Check the clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /is for DNS:other\.example, not for mcp\.example/],
    ['CERT_REVOKED', /revoked by its issuer/],
    ['INVALID_CA', /chain of the certificate of mcp\.example is not valid \(INVALID_CA\)/],
    ['SOMETHING_NEW', /could not be verified \(SOMETHING_NEW\)/],
  ])('%s', (reason, message) => {
    const failure = explainError(new UntrustedCertificateError(reason), { ...https, leaf });
    expect(failure.code).toBe('tls');
    expect(failure.message).toMatch(message);
    expect(failure.cause).toContain(reason);
  });
});

describe('waiting in vain is explained by where it stopped', () => {
  test.each([
    ['connecting', /did not accept a connection within 30 s/],
    ['handshaking', /accepted the connection but did not finish the TLS handshake within 30 s/],
    ['waiting', /^127\.0\.0\.1:4444 did not answer within 30 s\./],
    ['receiving', /sent nothing for 30 s, after 1\.5 KiB of the body/],
  ] as const)('%s', (phase, message) => {
    const failure = explainTimeout({ ...http, phase, received: 1536 });
    expect(failure).toMatchObject({ code: 'timeout' });
    expect(failure.message).toMatch(message);
    expect(failure.message).toMatch(/allow more time\.$/);
  });

  test('cancelling is no mystery', () => {
    expect(explainAbort()).toEqual({
      code: 'aborted',
      message: 'The exchange was cancelled before it was complete. Send it again to see its answer.',
    });
  });
});

describe('a request that is never sent', () => {
  test.each([
    [
      'GET',
      'shop',
      'unsafe-url',
      '“shop” is not a URL. Give an absolute one that begins with https:// or http://.',
    ],
    [
      'GET',
      'javascript:alert(1)',
      'unsafe-url',
      'Keyhole does not open javascript: URLs. Give one that begins with https:// or http://.',
    ],
    ['GET', 'file:///etc/passwd', 'unsafe-url', /file: URLs/],
    [
      'GET',
      'https://me:pw@a.example/',
      'unsafe-url',
      /^The URL of a\.example carries a user name or a password/,
    ],
    ['CONNECT', 'https://a.example/', 'protocol', /tunnel/],
  ])('%s %s', (method, url, code, message) => {
    const failure = explainRefusal(method, url);
    expect(failure?.code).toBe(code);
    if (typeof message === 'string') expect(failure?.message).toBe(message);
    else expect(failure?.message).toMatch(message);
    expect(failure?.message).not.toContain('me:pw');
  });

  test('is told apart from one that is', () => {
    expect(explainRefusal('GET', 'https://a.example/')).toBeUndefined();
    expect(explainRefusal('POST', 'http://127.0.0.1:1/')).toBeUndefined();
  });
});

test('times and sizes are written as people say them', () => {
  expect([500, 1000, 1500, 30_000].map(spokenTime)).toEqual(['500 ms', '1 s', '1.5 s', '30 s']);
  expect([0, 1023, 1024, 1536, 5 * 1024 * 1024].map(spokenSize)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1 KiB',
    '1.5 KiB',
    '5 MiB',
  ]);
});
