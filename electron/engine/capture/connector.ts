// Opens sockets for undici and records how each came to be: DNS, TCP, TLS, and whom it reached.
//
// Certificates are always verified. The handshake is nevertheless allowed to finish, so that the chain of a bad
// certificate can be shown; the socket is then destroyed before a byte of any request is written to it.

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, getCACertificates, TLSSocket } from 'node:tls';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';

import type { TlsInfo } from '../../../shared/trace/event.ts';
import { describeTls } from './certificate-chain.ts';
import { openTunnel, proxyFor, proxyName } from './proxy.ts';

/** One connection, or one attempt. Times are those of `performance.now()`. */
export interface ConnectionRecord {
  readonly openedAt: number;
  readonly destroy: () => void;
  dns?: number;
  connect?: number;
  tls?: number;
  remoteAddress?: string;
  /** Host and port of the proxy it goes through. */
  proxy?: string;
  info?: TlsInfo;
  /** Set by the first exchange that writes to the socket: later ones reuse it. */
  used: boolean;
}

/** A connection that could not be used, with what was learnt on the way. Its `cause` is the platform's error. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly record: ConnectionRecord;

  constructor(record: ConnectionRecord, cause: Error) {
    super(cause.message, { cause });
    this.record = record;
  }
}

/** A certificate that fails verification; `code` is OpenSSL's or Node's name of the reason. */
export class UntrustedCertificateError extends Error {
  override readonly name = 'UntrustedCertificateError';
  readonly code: string;

  constructor(code: string) {
    super(`certificate verification failed: ${code}`);
    this.code = code;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

const records = new WeakMap<Socket, ConnectionRecord>();

/** The record of a socket that a connector of this module opened. */
export function connectionRecord(socket: Socket): ConnectionRecord | undefined {
  return records.get(socket);
}

/** The sockets of one undici agent: all trust the same certificates. */
export class Connector {
  readonly #ca: readonly string[];
  readonly #attempts = new Set<Socket>();
  #context: SecureContext | undefined;
  /** Whoever dispatches a request right now; told of the attempt, so as to be able to end it. */
  opener: ((record: ConnectionRecord) => void) | undefined;

  /** @param ca PEM certificates trusted besides the platform's. */
  constructor(ca: readonly string[]) {
    this.#ca = ca;
  }

  readonly connect: buildConnector.connector = (options, callback) => {
    const secure = options.protocol === 'https:';
    const port = Number(options.port) || (secure ? 443 : 80);
    const host = options.hostname;
    let current: Socket | undefined;
    const record: ConnectionRecord = {
      openedAt: performance.now(),
      destroy: () => current?.destroy(),
      used: false,
    };
    const follow = (socket: Socket): Socket => {
      if (current) this.#attempts.delete(current);
      current = socket;
      this.#attempts.add(socket);
      return socket;
    };
    this.opener?.(record);
    // A name in brackets is an IPv6 address in a URL.
    const authority = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
    let proxy: URL | undefined;
    try {
      proxy = proxyFor(`${options.protocol}//${authority}`);
    } catch (error) {
      callback(new ConnectionError(record, asError(error)), null);
      return;
    }
    if (!proxy) {
      const socket = secure
        ? connectTls({ host, port, ...this.#tlsOptions(host) })
        : connectTcp({ host, port });
      this.#await(follow(socket), record, secure ? 'secureConnect' : 'connect', callback);
      return;
    }
    record.proxy = proxyName(proxy);
    const tunnel = openTunnel(proxy, authority, (error, opened) => {
      if (error) {
        this.#attempts.delete(opened);
        callback(new ConnectionError(record, error), null);
        return;
      }
      record.connect = performance.now();
      if (secure) {
        const socket = connectTls({ socket: opened, ...this.#tlsOptions(host) });
        this.#await(follow(socket), record, 'secureConnect', callback);
      } else {
        this.#await(opened, record, 'open', callback);
      }
    });
    follow(tunnel);
  };

  #tlsOptions(host: string): ConnectionOptions {
    return {
      // The name in the URL is the one to prove: undici would take that of a Host header written by hand. An
      // address is not sent as a name (RFC 6066 §3), but it is checked.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ['http/1.1'],
      secureContext: this.#secureContext(),
      rejectUnauthorized: false,
    };
  }

  /** Hands a socket to undici once it is ready: at once when it is `open` already. */
  #await(
    socket: Socket,
    record: ConnectionRecord,
    when: 'connect' | 'secureConnect' | 'open',
    callback: buildConnector.Callback,
  ): void {
    records.set(socket, record);
    let answer: buildConnector.Callback | undefined = callback;
    const fail = (error: Error): void => {
      this.#attempts.delete(socket);
      answer?.(new ConnectionError(record, error), null);
      answer = undefined;
    };
    const ready = (): void => {
      if (socket instanceof TLSSocket && when === 'secureConnect') {
        record.tls = performance.now();
        record.info = describeTls(socket);
        if (!socket.authorized) {
          fail(new UntrustedCertificateError(record.info.authorizationError ?? 'unknown'));
          socket.destroy();
          return;
        }
      }
      this.#attempts.delete(socket);
      answer?.(null, socket);
      answer = undefined;
    };

    // Happy eyeballs may report several addresses: the last lookup counts.
    socket.on('lookup', () => (record.dns = performance.now()));
    if (record.proxy === undefined) {
      socket.once('connect', () => {
        record.connect = performance.now();
        if (socket.remoteAddress !== undefined) record.remoteAddress = socket.remoteAddress;
      });
    }
    // Stays for the life of the socket: an error without a listener would end the process.
    socket.on('error', fail);
    socket.once('close', () => fail(new Error('The connection was closed before it was ready.')));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    if (when === 'open') ready();
    else socket.once(when, ready);
  }

  /** Ends attempts that are still under way; undici knows only of connections that stand. */
  close(): void {
    for (const socket of this.#attempts) socket.destroy();
  }

  /** Parsing some 150 root certificates takes milliseconds, so it is done once an agent. */
  #secureContext(): SecureContext {
    this.#context ??= createSecureContext(
      this.#ca.length > 0 ? { ca: [...getCACertificates('default'), ...this.#ca] } : {},
    );
    return this.#context;
  }
}
