// A server that answers with exactly the bytes a test writes, and shows exactly the bytes it was sent.

import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import type { Identity } from './certificates.ts';

/** One request as its bytes came, Latin-1 for the head and UTF-8 for the body. */
export interface RawRequest {
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Which connection it came on, from 1. */
  readonly connection: number;
}

export interface RawServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or `https://localhost:PORT` with an identity. */
  readonly origin: string;
  readonly requests: readonly RawRequest[];
  /** Connections accepted so far; with TLS, only those whose handshake was completed. */
  readonly connections: number;
  /** Resolves when the first connection to end has ended, by whichever side. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Starts the server; `answer` is called once for each complete request. */
export async function startRawServer(
  answer: (request: RawRequest, socket: Socket) => void,
  identity?: Identity,
): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();

  const accept = (socket: Socket): void => {
    connections += 1;
    const connection = connections;
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (let read = readRequest(pending, connection); read; read = readRequest(pending, connection)) {
        pending = pending.subarray(read.length);
        requests.push(read.request);
        answer(read.request, socket);
      }
    });
  };
  const server: Server = identity
    ? createTlsServer({ cert: identity.cert, key: identity.key }, accept)
    : createTcpServer(accept);
  server.on('tlsClientError', () => {});
  // With TLS these are the sockets below it: they close also when the handshake is broken off.
  server.on('connection', (socket: Socket) => socket.on('close', () => onClosed()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: identity ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections;
    },
    closed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function readRequest(bytes: Buffer, connection: number): { request: RawRequest; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((text) => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1).trim()] as const;
  });
  const announced = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
  const length = end + 4 + Number(announced);
  if (bytes.length < length) return undefined;
  return { request: { line, headers, body: bytes.toString('utf8', end + 4, length), connection }, length };
}

/** A complete HTTP/1.1 response with a Content-Length. */
export function httpResponse(body: string | Uint8Array, head = 'HTTP/1.1 200 OK'): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`${head}\r\nContent-Length: ${bytes.length}\r\n\r\n`, 'latin1'), bytes]);
}
