import type { ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Caller } from '../shop/caller.ts';
import type { Shop } from '../shop/shop.ts';
import { SHOP_PROMPTS, SHOP_RESOURCES } from '../shop/texts.ts';
import { SHOP_TOOLS } from '../shop/tools.ts';
import { SERVER_INFO, SERVER_INSTRUCTIONS } from './endpoint.ts';
import type { McpEndpoint, VerifiedCall } from './endpoint.ts';

/** How the 1.x SDK is to serve. */
export interface LegacyEndpointSettings {
  readonly shop: Shop;
  /** Revisions spoken, newest first. */
  readonly revisions: readonly string[];
  readonly newSessionId: () => string;
}

interface Session {
  readonly transport: StreamableHTTPServerTransport;
  /** Sessions are bound to the person and client that opened them (security best practices, Session Hijacking). */
  readonly owner: string;
}

/** The shop on the 1.x SDK: `initialize`, then a session. @see MCP 2025-11-25, basic/transports, Session Management */
export function createLegacyEndpoint(settings: LegacyEndpointSettings): McpEndpoint {
  const sessions = new Map<string, Session>();

  const open = async (owner: string): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: settings.newSessionId,
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, owner });
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    await createServer(settings.shop).connect(transport);
    return transport;
  };

  return {
    serve: async (request, response, body, call) => {
      const version = request.headers['mcp-protocol-version'];
      if (typeof version === 'string' && !settings.revisions.includes(version)) {
        sendError(response, 400, -32000, `Unsupported protocol version ${version}`);
        return;
      }
      if (call) Object.assign(request, { auth: toAuthInfo(call) });
      const owner = call ? `${call.clientId} ${call.caller?.subject ?? ''}` : '';
      const sessionId = request.headers['mcp-session-id'];
      if (typeof sessionId === 'string') {
        const session = sessions.get(sessionId);
        if (session?.owner !== owner) {
          sendError(response, 404, -32001, 'Session not found');
          return;
        }
        await session.transport.handleRequest(request, response, body);
        return;
      }
      if (!isInitialize(body)) {
        sendError(response, 400, -32000, 'Bad Request: Mcp-Session-Id header is required');
        return;
      }
      const transport = await open(owner);
      await transport.handleRequest(request, response, withKnownVersion(body, settings.revisions));
    },
    close: async () => {
      await Promise.all([...sessions.values()].map(({ transport }) => transport.close()));
      sessions.clear();
    },
  };
}

interface InitializeMessage {
  readonly method: 'initialize';
  readonly params?: { readonly protocolVersion?: string };
}

function isInitialize(body: unknown): body is InitializeMessage {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
}

/**
 * The SDK would agree to every revision it knows. A version this server does not speak is answered with the newest it
 * does (MCP 2025-11-25, basic/lifecycle, Version Negotiation), so the SDK gets to see that one.
 */
function withKnownVersion(body: InitializeMessage, revisions: readonly string[]): unknown {
  const asked = body.params?.protocolVersion;
  if (asked === undefined || revisions.includes(asked)) return body;
  return { ...body, params: { ...body.params, protocolVersion: revisions[0] } };
}

function createServer(shop: Shop): McpServer {
  const server = new McpServer(SERVER_INFO, { instructions: SERVER_INSTRUCTIONS });
  for (const tool of SHOP_TOOLS) {
    const { name, title, description, inputSchema, annotations } = tool;
    server.registerTool(name, { title, description, inputSchema, annotations }, (input, { authInfo }) =>
      tool.run(shop, authInfo?.extra?.caller as Caller | undefined, input),
    );
  }
  for (const resource of SHOP_RESOURCES) {
    const { name, uri, title, description, mimeType, annotations } = resource;
    server.registerResource(name, uri, { title, description, mimeType, annotations }, () => ({
      contents: [{ uri, mimeType, text: JSON.stringify(resource.read(shop)) }],
    }));
  }
  for (const prompt of SHOP_PROMPTS) {
    const { name, title, description, argsSchema } = prompt;
    server.registerPrompt(name, { title, description, argsSchema: argsSchema.shape }, (args) => ({
      messages: [{ role: 'user', content: prompt.write(args) }],
    }));
  }
  return server;
}

function toAuthInfo(call: VerifiedCall) {
  return {
    token: call.token,
    clientId: call.clientId,
    scopes: [...(call.caller?.scopes ?? [])],
    expiresAt: call.expiresAt,
    extra: { caller: call.caller },
  };
}

function sendError(response: ServerResponse, status: number, code: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}
