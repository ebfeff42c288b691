// The way through a proxy: which one the environment names, and the tunnel it opens (RFC 9110 §9.3.6). Every request goes
// through a tunnel, also to http: so that what is recorded is what the server gets, and the proxy sees no header of it.

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';

/** Bytes of a proxy's answer that are read before it is given up. */
const LONGEST_HEAD = 16 * 1024;

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\]|::1)$/i;

/** A proxy as it may be shown: without the credentials in its URL. */
export function proxyName(proxy: URL): string {
  return `${proxy.hostname}:${proxyPort(proxy)}`;
}

function proxyPort(proxy: URL): number {
  return Number(proxy.port) || (proxy.protocol === 'https:' ? 443 : 80);
}

/**
 * The proxy for an origin, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in either case. This machine itself is
 * always reached directly. Throws a `ProxyError` when the variable names what is no HTTP proxy.
 */
export function proxyFor(origin: string): URL | undefined {
  const { hostname, protocol } = new URL(origin);
  if (LOOPBACK.test(hostname)) return undefined;
  const named = getProxyForUrl(origin);
  if (named === '') return undefined;
  const proxy = URL.canParse(named) ? new URL(named) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  const variable = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  throw new ProxyError(
    'EPROXYURL',
    `The proxy that ${variable} or ALL_PROXY names is no http:// or https:// URL. Correct the variable, or unset it.`,
  );
}

/** Why a proxy opened no tunnel; the message is a sentence for the person. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

function authorizationOf({ username, password }: URL): string {
  if (username === '' && password === '') return '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Proxy-Authorization: Basic ${Buffer.from(pair).toString('base64')}\r\n`;
}

function explainStatus(status: number, name: string, authority: string): string {
  if (status === 407)
    return `The proxy ${name} wants a user name and a password. Write them into the proxy variable: http://user:password@host:port.`;
  if (status === 403)
    return `The proxy ${name} does not allow a connection to ${authority} (HTTP 403). Ask its administrator, or add the host to NO_PROXY.`;
  return `The proxy ${name} opened no connection to ${authority} (HTTP ${status}). Look at its log, or add the host to NO_PROXY.`;
}

/**
 * Opens a tunnel to `authority` (host:port) and calls back once, with it or with a `ProxyError`.
 * @returns the socket to the proxy, at once, for whoever must be able to end the attempt
 */
export function openTunnel(
  proxy: URL,
  authority: string,
  done: (error: ProxyError | undefined, tunnel: Socket) => void,
): Socket {
  const name = proxyName(proxy);
  const address = { host: proxy.hostname.replace(/^\[|\]$/g, ''), port: proxyPort(proxy) };
  const secure = proxy.protocol === 'https:';
  const socket = secure ? connectTls({ ...address, servername: address.host }) : connectTcp(address);
  let head = Buffer.alloc(0);
  const finish = (error?: ProxyError): void => {
    socket.off('data', read);
    socket.off('error', onError);
    socket.off('close', onClose);
    if (error) {
      // An error that comes after the first is nobody's any more, and must not end the process.
      socket.on('error', () => {});
      socket.destroy();
    }
    done(error, socket);
  };
  const onError = (cause: Error): void =>
    finish(
      new ProxyError(
        'code' in cause && typeof cause.code === 'string' ? cause.code : 'EPROXY',
        `The proxy ${name} cannot be reached: ${cause.message}. Check HTTPS_PROXY and HTTP_PROXY, or add the host to NO_PROXY.`,
        cause,
      ),
    );
  const onClose = (): void =>
    finish(
      new ProxyError(
        'EPROXYCLOSED',
        `The proxy ${name} closed the connection without an answer. Check that it is an HTTP proxy.`,
      ),
    );
  const read = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 0);
    if (end < 0 && head.length < LONGEST_HEAD) return;
    if (end < 0 || status === 0) {
      finish(
        new ProxyError(
          'EPROXYPROTOCOL',
          `The proxy ${name} does not answer as an HTTP proxy does. Check its address.`,
        ),
      );
    } else if (status < 200 || status > 299) {
      finish(new ProxyError(`HTTP ${status}`, explainStatus(status, name, authority)));
    } else {
      // What a hasty server sent along belongs to whoever reads next.
      const rest = head.subarray(end + 4);
      if (rest.length > 0) socket.unshift(rest);
      finish();
    }
  };
  socket.on('data', read);
  socket.on('error', onError);
  socket.on('close', onClose);
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorizationOf(proxy)}\r\n`);
  });
  return socket;
}
