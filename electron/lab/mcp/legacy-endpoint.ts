import type { ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createLegacyServer } from './legacy-server.ts';
import type { McpEndpoint, ServedShop, VerifiedCall } from './endpoint.ts';

/** How the 1.x SDK is to serve. */
export interface LegacyEndpointSettings extends ServedShop {
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
  const { revisions, defects } = settings;
  const sessions = new Map<string, Session>();

  const open = async (call: VerifiedCall | undefined): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: settings.newSessionId,
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, owner: ownerOf(call) });
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    await createLegacyServer(settings, call?.caller).connect(transport);
    return transport;
  };

  return {
    serve: async (request, response, body, call) => {
      const version = request.headers['mcp-protocol-version'];
      if (typeof version === 'string' && !revisions.includes(version)) {
        sendError(response, 400, -32000, `Unsupported protocol version ${version}`);
        return;
      }
      const sessionId = request.headers['mcp-session-id'];
      if (typeof sessionId === 'string') {
        const session = sessions.get(sessionId);
        const mayUse = session?.owner === ownerOf(call) || defects.has('session-not-bound');
        if (!session || !mayUse) {
          // Somebody else's session is answered as one that is not there: a 403 would tell that it is, and 404 makes a
          // client open its own (MCP 2025-11-25, basic/transports, Session Management).
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
      const transport = await open(call);
      await transport.handleRequest(request, response, withKnownVersion(body, revisions));
    },
    close: async () => {
      await Promise.all([...sessions.values()].map(({ transport }) => transport.close()));
      sessions.clear();
    },
  };
}

function ownerOf(call: VerifiedCall | undefined): string {
  return call ? `${call.clientId} ${call.caller?.subject ?? ''}` : '';
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

function sendError(response: ServerResponse, status: number, code: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}
