// The engine for a browser: loopback HTTP for the interface, one WebSocket for the protocol.
// May import the shared code, the engine's type and `ws`; knows nothing of Electron, the terminal or React.
//
// Threats this folder answers: another site in the same browser (Origin, Sec-Fetch-Site, SameSite cookie, frame
// ancestors), a name that is rebound to 127.0.0.1 (Host), another program of this machine (the token), and text of an
// untrusted server that reaches the page as script (the content security policy, see `page-headers.ts`).

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EnginePort } from '../../shared/contract.ts';
import { tokenCookie } from './cookie.ts';
import { judgeRequest, REFUSALS, sameSecret, type Refusal } from './guard.ts';
import { RendererFiles } from './renderer-files.ts';
import type { EngineSocket } from './engine-socket.ts';
import { pageHeaders, plainHeaders } from './page-headers.ts';

export interface HostOptions {
  readonly engine: EnginePort;
  /** Folder of the built interface. */
  readonly rendererDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** For tests; otherwise 32 random bytes. */
  readonly token?: string;
}

export interface Host {
  /** The address to open, with the token. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection. The engine is the caller's to close. */
  close(): Promise<void>;
}

/** Serves the interface and the protocol on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function startHost(options: HostOptions): Promise<Host> {
  const token = options.token ?? randomBytes(32).toString('base64url');
  const files = new RendererFiles(options.rendererDir);
  const server = createServer({ requireHostHeader: false });
  let port = 0;
  let engineSocket: Promise<EngineSocket> | undefined;

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      if (!response.headersSent) plain(request, response, 500, 'Keyhole failed to answer; see its terminal.');
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = splitTarget(request.url ?? '');
    const offered = path === '/' ? query.get('token') : null;
    const refusal = judgeRequest(request, { port, token, cookie: offered === null });
    if (refusal !== undefined) return refuse(request, response, refusal);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return plain(request, response, 405, 'Keyhole answers GET only.');
    }
    if (offered !== null) {
      if (!sameSecret(offered, token)) return refuse(request, response, 'token');
      response.writeHead(303, {
        ...plainHeaders(),
        location: '/',
        'set-cookie': tokenCookie(port, token),
      });
      response.end();
      return;
    }
    if (path === '/') return page(request, response);
    const file = await files.read(path, request.headers['accept-encoding']);
    if (file === undefined) return plain(request, response, 404, 'There is nothing at this address.');
    response.writeHead(200, { ...plainHeaders(), ...file.headers, 'content-length': file.content.length });
    response.end(request.method === 'HEAD' ? undefined : file.content);
  }

  async function page(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    const html = await files.page(nonce);
    if (html === undefined) {
      return plain(
        request,
        response,
        503,
        `The interface is not built: ${options.rendererDir} has no index.html. Run "npm run build", then reload.`,
      );
    }
    response.writeHead(200, { ...pageHeaders(nonce), 'content-length': Buffer.byteLength(html) });
    response.end(request.method === 'HEAD' ? undefined : html);
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until the protocol takes the socket over, a reset by the other side must not end the process.
    socket.on('error', () => socket.destroy());
    const refusal = judgeRequest(request, { port, token, cookie: true });
    if (refusal !== undefined) return endUpgrade(socket, 403, REFUSALS[refusal]);
    if (splitTarget(request.url ?? '').path !== '/engine') {
      return endUpgrade(socket, 404, 'There is nothing at this address.');
    }
    // Loaded with the first connection: the page is answered before anything of the protocol is read from disk.
    engineSocket ??= import('./engine-socket.ts').then((module) => new module.EngineSocket(options.engine));
    engineSocket.then(
      (accepting) => accepting.accept(request, socket, head),
      (error: unknown) => endUpgrade(socket, 500, String(error)),
    );
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port ?? 0, host: '127.0.0.1', exclusive: true }, resolve);
  });
  port = (server.address() as AddressInfo).port;

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await (await engineSocket)?.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Never `new URL`: a target like `//other/` must stay a path. */
function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  return mark === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  plain(request, response, 403, REFUSALS[refusal]);
}

function plain(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    ...plainHeaders(),
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function endUpgrade(socket: Duplex | Socket, status: number, text: string): void {
  const body = `${text}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : status === 404 ? 'Not Found' : 'Internal Server Error'}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
