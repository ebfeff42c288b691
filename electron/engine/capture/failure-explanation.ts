// Why there is no usable response, in words a person can act on. Pure: errors in, sentences out.

import type { CertificateSummary, Failure } from '../../../shared/trace/event.ts';
import { explainCertificate } from './certificate-explanation.ts';

/** How far an exchange had come. */
export type Phase = 'connecting' | 'handshaking' | 'waiting' | 'receiving';

/** What is known about the exchange that failed. */
export interface FailureContext {
  readonly url: URL;
  /** Milliseconds without progress that were allowed. */
  readonly timeout: number;
  /** Bytes of response headers that were allowed. */
  readonly headerLimit: number;
  readonly phase: Phase;
  /** Bytes of the body received so far. */
  readonly received: number;
  readonly leaf?: CertificateSummary;
}

type Code = Failure['code'];

/** Host and port, the port written out: it is what a person compares with the server's own output. */
function authority(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** A time as people say it: `500 ms`, `30 s`. */
export function spokenTime(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

/** A size as people say it: `512 bytes`, `64 KiB`. */
export function spokenSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KiB'] : [bytes / 1024 / 1024, 'MiB'];
  return `${Number(size.toFixed(1))} ${unit}`;
}

/** Nothing moved for the whole allowance. */
export function explainTimeout(context: FailureContext): Failure {
  const host = authority(context.url);
  const time = spokenTime(context.timeout);
  const said = {
    connecting: `${host} did not accept a connection within ${time}. Check the address and any firewall or VPN between, or allow more time.`,
    handshaking: `${host} accepted the connection but did not finish the TLS handshake within ${time}. Check that the port speaks TLS, or allow more time.`,
    waiting: `${host} did not answer within ${time}. Look at the server's log to see whether the request arrived, or allow more time.`,
    receiving: `${host} began its answer but then sent nothing for ${time}, after ${spokenSize(context.received)} of the body. Look at the server's log, or allow more time.`,
  } satisfies Record<Phase, string>;
  return failure('timeout', said[context.phase]);
}

/** The person, or Keyhole on its way out, ended the exchange. */
export function explainAbort(): Failure {
  return failure(
    'aborted',
    'The exchange was cancelled before it was complete. Send it again to see its answer.',
  );
}

/** The request is one that Keyhole does not send: undefined when it is fine. */
export function explainRefusal(method: string, text: string): Failure | undefined {
  if (!URL.canParse(text)) {
    return failure(
      'unsafe-url',
      `“${shorten(text)}” is not a URL. Give an absolute one that begins with https:// or http://.`,
    );
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return failure(
      'unsafe-url',
      `Keyhole does not open ${url.protocol} URLs. Give one that begins with https:// or http://.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    return failure(
      'unsafe-url',
      `The URL of ${url.host} carries a user name or a password, which would end up in logs. Take it out of the URL.`,
    );
  }
  if (method.toUpperCase() === 'CONNECT') {
    return failure(
      'protocol',
      'CONNECT opens a tunnel, and has no answer to inspect. Choose another method.',
    );
  }
  return undefined;
}

/** The server went on with interim responses instead of answering. */
export function explainInterimFlood(context: FailureContext, count: number): Failure {
  return failure(
    'protocol',
    `${authority(context.url)} sent ${count} interim (1xx) responses and no final one. Look at the server or the proxy in front of it.`,
  );
}

/** The body cannot be read as its Content-Encoding says. */
export function explainDecoding(context: FailureContext, coding: string, error: unknown): Failure {
  const { code, words } = platformWords(error);
  return failure(
    'protocol',
    `${authority(context.url)} said that its body is encoded as ${coding}, but it cannot be decoded. Check compression on the server and on proxies in front of it.`,
    code,
    words,
  );
}

/** Any error of the platform or of undici. */
export function explainError(error: unknown, context: FailureContext): Failure {
  const { code, words } = platformWords(error);
  const host = authority(context.url);
  const say = (kind: Code, message: string): Failure => failure(kind, message, code, words);

  if (error instanceof Error && error.name === 'UntrustedCertificateError') {
    return say('tls', explainCertificate(code, context.url, context.leaf));
  }
  if (error instanceof Error && error.name === 'ProxyError') {
    return say(code === 'ETIMEDOUT' ? 'timeout' : 'refused', error.message);
  }
  switch (code) {
    case 'ENOTFOUND':
      return say(
        'dns',
        `No address is known for ${context.url.hostname}. Check the spelling of the host name, and the DNS of this network.`,
      );
    case 'EAI_AGAIN':
      return say(
        'dns',
        `The address of ${context.url.hostname} could not be looked up: the DNS server did not answer. Check the network connection and try again.`,
      );
    case 'ECONNREFUSED':
      return say('refused', `Nothing is listening on ${host}. Start the server, or check the port.`);
    case 'ETIMEDOUT':
      return say(
        'timeout',
        `${host} did not accept a connection. Check the address and any firewall or VPN between.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return say('other', `This machine has no way to reach ${host}. Check the network connection or VPN.`);
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return say('reset', explainReset(context, words));
    case 'UND_ERR_HEADERS_OVERFLOW':
      return say(
        'too-large-headers',
        `${host} sent more than ${spokenSize(context.headerLimit)} of response headers. Look for a runaway cookie or a token in a header on the server; most clients accept no more than 16 KiB.`,
      );
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return say(
        'protocol',
        `${host} sent a body whose length is not what its Content-Length says. Look for a proxy or middleware that changes bodies.`,
      );
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return say(
        'protocol',
        `The request cannot be sent as HTTP: ${words}. Correct its method, headers or body, and send it again.`,
      );
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return say('aborted', explainAbort().message);
    default:
      return explainByFamily(error, code, words, context);
  }
}

function explainByFamily(error: unknown, code: string, words: string, context: FailureContext): Failure {
  const host = authority(context.url);
  // Not every parser error has a code.
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return failure('protocol', explainParserError(error, words, host), code, words);
  }
  if (SPEAKS_PLAIN_TEXT.has(code)) {
    return failure(
      'protocol',
      `${host} does not speak TLS; it probably serves plain HTTP. Use an http:// URL, or switch TLS on.`,
      code,
      words,
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return failure(
      'tls',
      `The TLS handshake with ${host} failed. Check the TLS versions, ciphers and client certificates that the server asks for.`,
      code,
      words,
    );
  }
  if (code.startsWith('EAI_')) {
    return failure(
      'dns',
      `The address of ${context.url.hostname} could not be looked up. Check the host name and the DNS of this network.`,
      code,
      words,
    );
  }
  return failure(
    'other',
    `The exchange with ${host} failed: ${words}. Try again, and copy the details if it stays.`,
    code,
    words,
  );
}

function explainParserError(error: Error, words: string, host: string): string {
  if (startsLikeTls(error)) return `${host} answered with TLS, not with plain HTTP. Use an https:// URL.`;
  if (words.includes('Expected HTTP/')) {
    return `${host} did not answer with HTTP/1.1. Check that the port belongs to a web server, and whether it wants https:// or HTTP/2 only.`;
  }
  const detail = /\(([^)]+)\)/.exec(words)?.[1] ?? words;
  return `${host} sent an answer that breaks HTTP/1.1: ${detail}. Correct it on the server or on the proxy in front of it.`;
}

/** OpenSSL's names for "those bytes are not TLS". */
const SPEAKS_PLAIN_TEXT = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_UNKNOWN_PROTOCOL',
]);

function explainReset(context: FailureContext, words: string): string {
  const host = authority(context.url);
  const secure = context.url.protocol === 'https:';
  if (words === 'bad upgrade' || words === 'bad response') {
    return `${host} answered with a change of protocol, or with more than was asked for. Check that the URL is that of an MCP or authorization endpoint.`;
  }
  const early = secure
    ? `${host} closed the connection during the TLS handshake. Check that the port speaks TLS; if it serves plain HTTP, use an http:// URL.`
    : `${host} closed the connection as soon as it was open. Check what listens on that port.`;
  const said = {
    connecting: early,
    handshaking: early,
    waiting: secure
      ? `${host} closed the connection without an answer. Look at the server's log, and send the request again.`
      : `${host} closed the connection without an answer. Look at the server's log; if the port speaks TLS, use an https:// URL.`,
    receiving: `${host} closed the connection in the middle of its answer, after ${spokenSize(context.received)} of the body. Look at the server's log, and send the request again.`,
  } satisfies Record<Phase, string>;
  return said[context.phase];
}

/** A TLS alert or handshake record where HTTP was expected (RFC 8446 §5.1). */
function startsLikeTls(error: Error): boolean {
  if (!('data' in error)) return false;
  const data: unknown = error.data;
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
  return bytes instanceof Uint8Array && (bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 0x03;
}

/** The platform's own code and words; an AggregateError has no words of its own. */
function platformWords(error: unknown): { readonly code: string; readonly words: string } {
  if (!(error instanceof Error)) return { code: '', words: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const words = error.message || (first instanceof Error ? first.message : '') || error.name;
  return { code, words: words.trim() };
}

function failure(code: Code, message: string, platformCode = '', words = ''): Failure {
  const cause = [platformCode, words].filter((part) => part !== '').join(': ');
  return { code, message, ...(cause === '' ? {} : { cause }) };
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
