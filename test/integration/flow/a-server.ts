// An MCP server and its authorization server at one origin, written down route by route, so that a test can change one
// answer and leave the rest right.

import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AskedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

export type Route = (request: AskedRequest, origin: string) => Answer;

export interface AServer {
  readonly origin: string;
  readonly target: string;
  /** Everything that was asked, in order. */
  readonly asked: readonly AskedRequest[];
  close(): Promise<void>;
}

const rpc = ({ body }: AskedRequest): { id: number; method: string } =>
  JSON.parse(body) as { id: number; method: string };

const result = (request: AskedRequest, value: object): Answer => ({
  json: { jsonrpc: '2.0', id: rpc(request).id, result: { resultType: 'complete', ...value } },
});

/** Every route of a server of 2026-07-28 that does everything right. */
export const RIGHT: Readonly<Record<string, Route>> = {
  '/mcp': (request, origin) => {
    if (request.headers.authorization !== 'Bearer the-access-token') {
      return {
        status: 401,
        headers: {
          'www-authenticate': `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
        },
      };
    }
    return rpc(request).method === 'tools/list'
      ? result(request, { tools: [] })
      : result(request, {
          supportedVersions: ['2026-07-28'],
          capabilities: {},
          serverInfo: { name: 's', version: '1' },
        });
  },
  '/.well-known/oauth-protected-resource/mcp': (_request, origin) => ({
    json: { resource: `${origin}/mcp`, authorization_servers: [origin] },
  }),
  '/.well-known/oauth-authorization-server': (_request, origin) => ({
    json: {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    },
  }),
  '/register': (request) => ({
    status: 201,
    json: { ...(JSON.parse(request.body) as object), client_id: 'the-client' },
  }),
  '/authorize': ({ query }) => ({
    status: 302,
    headers: { location: `${query.get('redirect_uri')}?code=the-code&state=${query.get('state')}` },
  }),
  '/token': () => ({
    headers: { 'cache-control': 'no-store' },
    json: { access_token: 'the-access-token', token_type: 'Bearer', expires_in: 3600 },
  }),
};

/** Starts the server with some routes changed. A path without a route answers 404. */
export async function startServer(changed: Readonly<Record<string, Route>> = {}): Promise<AServer> {
  const routes = { ...RIGHT, ...changed };
  const asked: AskedRequest[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { pathname: path, searchParams: query } = new URL(request.url ?? '/', origin);
      const { method = '', url = '', headers } = request;
      const one = { method, url, path, query, headers, body };
      asked.push(one);
      const {
        status = 200,
        headers: extra = {},
        json,
        text = '',
      } = routes[path]?.(one, origin) ?? { status: 404 };
      response.writeHead(status, {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...extra,
      });
      response.end(json === undefined ? text : JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    target: `${origin}/mcp`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
