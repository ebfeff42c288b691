// Opens sockets for undici and records how each came to be: DNS, TCP, TLS, and whom it reached.
//
// Certificates are always verified. The handshake is nevertheless allowed to finish, so that the chain of a bad
// certificate can be shown; the socket is then destroyed before a byte of any request is written to it.

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, getCACertificates, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';

import type { TlsInfo } from '../../../shared/trace/event.ts';
import { describeTls } from './certificate-chain.ts';

/** One connection, or one attempt. Times are those of `performance.now()`. */
export interface ConnectionRecord {
  readonly openedAt: number;
  readonly destroy: () => void;
  dns?: number;
  connect?: number;
  tls?: number;
  remoteAddress?: string;
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
    const socket = secure
      ? connectTls({
          host: options.hostname,
          port,
          // The name in the URL is the one to prove: undici would take that of a Host header written by hand. An
          // address is not sent as a name (RFC 6066 §3), but it is checked.
          ...(isIP(options.hostname) === 0 ? { servername: options.hostname } : {}),
          ALPNProtocols: ['http/1.1'],
          secureContext: this.#secureContext(),
          rejectUnauthorized: false,
        })
      : connectTcp({ host: options.hostname, port });
    const record: ConnectionRecord = {
      openedAt: performance.now(),
      destroy: () => socket.destroy(),
      used: false,
    };
    records.set(socket, record);
    this.#attempts.add(socket);
    this.opener?.(record);

    let answer: buildConnector.Callback | undefined = callback;
    const fail = (error: Error): void => {
      this.#attempts.delete(socket);
      answer?.(new ConnectionError(record, error), null);
      answer = undefined;
    };

    // Happy eyeballs may report several addresses: the last lookup counts.
    socket.on('lookup', () => (record.dns = performance.now()));
    socket.once('connect', () => {
      record.connect = performance.now();
      if (socket.remoteAddress !== undefined) record.remoteAddress = socket.remoteAddress;
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      if (socket instanceof TLSSocket) {
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
    });
    // Stays for the life of the socket: an error without a listener would end the process.
    socket.on('error', fail);
    socket.once('close', () => fail(new Error('The connection was closed before it was ready.')));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
  };

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
