import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another site, that counts who came. */
export interface PageServer {
  readonly origin: string;
  readonly visits: readonly string[];
  close(): Promise<void>;
}

/** Serves one page at every path of a free loopback port. */
export async function startPageServer(): Promise<PageServer> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>another site</title>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
