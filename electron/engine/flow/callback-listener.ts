// The loopback listener that catches the browser's way back. Opened for a flow, closed after its answer.
// Threats: any page or program on the machine can reach the port, so it answers one method on one path, trusts
// nothing, shows nothing of what it received, and leaves the judging of `state` to the rules.

import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { KeyholeError } from '../../../shared/contract.ts';

const PAGE = (title: string, text: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><style>
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{display:grid;place-content:center;min-height:90vh;text-align:center}
h1{font-size:18px;margin:0 0 4px}p{margin:0;opacity:.75}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

export interface CallbackListener {
  /** The redirect URI, `http://127.0.0.1:{port}{path}`. */
  readonly redirectUri: string;
  readonly port: number;
  close(): void;
}

/**
 * Listens on 127.0.0.1.
 * @param port 0 for any free port
 * @param onCallback called with the full URL of each answer on the path
 * Throws `KeyholeError` (`bad-input`) when the port is taken.
 * @see RFC 8252 §7.3, §8.3
 */
export async function listenForCallback(
  port: number,
  path: string,
  onCallback: (url: string) => void,
): Promise<CallbackListener> {
  const server: Server = createServer((request, response) => {
    const { port: bound } = server.address() as { port: number };
    const host = request.headers.host;
    // Not `new URL`: a target such as `//` has none, and whatever is thrown here ends the whole program.
    const [pathname] = (request.url ?? '').split('?', 1);
    if (host !== `127.0.0.1:${bound}` && host !== `localhost:${bound}`) {
      response.writeHead(421, HEADERS).end(PAGE('Wrong host', 'This address is not for you.'));
    } else if (pathname !== path) {
      response.writeHead(404, HEADERS).end(PAGE('Nothing here', 'Keyhole waits on another path.'));
    } else if (request.method !== 'GET') {
      response.writeHead(405, { ...HEADERS, allow: 'GET' }).end();
    } else {
      response.writeHead(200, HEADERS).end(PAGE('Back to Keyhole', 'You can close this page.'));
      onCallback(`http://${host}${request.url}`);
    }
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${error.code})`;
      reject(
        new KeyholeError(
          'bad-input',
          `The redirect port ${port} ${why}. Choose another one, or 0 for a free port, and restart the flow.`,
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();
  const bound = (server.address() as { port: number }).port;
  return {
    redirectUri: `http://127.0.0.1:${bound}${path}`,
    port: bound,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
