import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one HTTP request. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A listening socket whose handler may be set later: an issuer must know its port before it can exist. */
export interface Listener {
  readonly origin: string;
  handle(handler: RequestHandler): void;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface only. */
export async function listen(host: string): Promise<Listener> {
  let handler = notReady;
  const server = createServer((request, response) => {
    Promise.resolve(handler(request, response)).catch((error: unknown) => {
      failRequest(response, error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${String(port)}`,
    handle: (next) => {
      handler = next;
    },
    close: () => closeServer(server),
  };
}

const notReady: RequestHandler = (_request, response) => {
  response.writeHead(503).end();
};

function failRequest(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  response.writeHead(500, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'server_error', error_description: message }));
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
