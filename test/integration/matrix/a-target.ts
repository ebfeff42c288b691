// An MCP server of 2026-07-28 with many read-only tools, which a test can make sick and well again, and whose callers
// come with tokens of their own.

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One call of a tool, as a test may answer it itself. */
export interface ToolCall {
  readonly tool: string;
  /** Whose token came with it. */
  readonly caller: string;
  /** How often this tool was called by this caller before. */
  readonly before: number;
  readonly response: ServerResponse;
}

/** A redirect of a target. */
export interface Redirect {
  readonly status: number;
  readonly location: string;
}

export interface ATarget {
  readonly url: string;
  /** Calls of tools so far, `tool caller`, in order. */
  readonly calls: readonly string[];
  /** Every request so far, `METHOD path`, in order. */
  readonly requests: readonly string[];
  /** Most calls that were under way at once. */
  readonly mostAtOnce: number;
  /** Answers a call in place of the server when it returns true. */
  sicken(with_: ((call: ToolCall) => boolean) | undefined): void;
  /** From now on calls are answered only when this has come to pass; nothing holds them any more when it is absent. */
  hold(until: Promise<void> | undefined): void;
  /** Answers what is asked at a path with a redirect where it returns one. */
  redirect(with_: ((path: string) => Redirect | undefined) | undefined): void;
  /** Ends every connection and listens no more. */
  die(): Promise<void>;
  /** Listens again where it did. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly name?: string };
}

async function read(request: IncomingMessage): Promise<Message> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Message;
}

/** Starts a target with tools `tool_1`, `tool_2` and so on, each of which says who called it. */
export async function startTarget(tools: number, milliseconds = 2): Promise<ATarget> {
  const calls: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let sick: ((call: ToolCall) => boolean) | undefined;
  let held: Promise<void> | undefined;
  let redirect: ((path: string) => Redirect | undefined) | undefined;
  const requests: string[] = [];
  const sockets = new Set<Socket>();

  const answer = (response: ServerResponse, id: number | undefined, result: object): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...result } }));
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    requests.push(`${request.method} ${path}`);
    const away = redirect?.(path);
    if (away) {
      request.resume();
      response.writeHead(away.status, { location: away.location }).end();
      return;
    }
    const { id, method, params } = await read(request);
    const caller = /^Bearer (\w+)-token$/.exec(request.headers.authorization ?? '')?.[1];
    if (caller === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return;
    }
    if (method === 'server/discover') {
      answer(response, id, {
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        serverInfo: INFO,
      });
    } else if (method === 'tools/list') {
      answer(response, id, { tools: Array.from({ length: tools }, (_, index) => toolNumber(index + 1)) });
    } else if (method === 'tools/call') {
      const tool = params?.name ?? '';
      const before = calls.filter((call) => call === `${tool} ${caller}`).length;
      calls.push(`${tool} ${caller}`);
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      await held;
      atOnce -= 1;
      if (sick?.({ tool, caller, before, response }) === true) return;
      answer(response, id, { content: [{ type: 'text', text: `${tool} for ${caller}` }] });
    } else {
      response.writeHead(404, { 'content-type': 'application/json' });
      const error = { code: -32601, message: 'Method not found' };
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error }));
    }
  };

  let server: Server;
  const listen = async (port: number): Promise<number> => {
    server = createServer((request, response) => void serve(request, response));
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const die = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    calls,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    sicken: (with_) => {
      sick = with_;
    },
    hold: (until) => {
      held = until;
    },
    redirect: (with_) => {
      redirect = with_;
    },
    die,
    revive: async () => void (await listen(port)),
    close: die,
  };
}

const INFO = { name: 'target', version: '1' };

function toolNumber(number: number): object {
  return {
    name: `tool_${number}`,
    inputSchema: { type: 'object' },
    annotations: { readOnlyHint: true },
  };
}

/** A policy of people with tokens of this target. Their variables are `ALICE` and so on. */
export function targetPolicy(people: readonly string[], run = 'concurrency: 4'): string {
  return `keyhole: 1
revision: 2026-07-28
identities:
${people.map((name) => `  ${name}: { source: token, token_env: ${name.toUpperCase()} }`).join('\n')}
run: { ${run} }
`;
}

/** The variables of such a policy. */
export function targetVariables(people: readonly string[]): Record<string, string> {
  return Object.fromEntries(people.map((name) => [name.toUpperCase(), `${name}-token`]));
}
