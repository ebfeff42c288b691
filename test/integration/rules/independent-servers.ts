// Servers that know nothing of Keyhole's lab, as their own documentation sets them up: what is said of them is either
// true or a false alarm.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  oauthMetadataResponse,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Provider } from 'oidc-provider';
import { z } from 'zod';

export interface IndependentServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers one request. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that listens already, so that what answers can know its address. */
export async function listen(): Promise<{
  origin: string;
  port: number;
  handle(to: Listener): void;
  close(): Promise<void>;
}> {
  let listener: Listener | undefined;
  const server = createServer((request, response) => listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    handle: (to) => {
      listener = to;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const door = await listen();
  await door.close();
  return door.port;
}

/** SDK 1.x: `mcpAuthRouter` and `requireBearerAuth`, as the SDK's own example puts them together. */
export async function startSdk1(): Promise<IndependentServer> {
  const example = createRequire(import.meta.url)
    .resolve('@modelcontextprotocol/sdk/server/mcp.js')
    .replace(/dist[\\/](esm|cjs)[\\/].*$/, 'dist/esm/examples/server/simpleStreamableHttp.js');
  const [port, authPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [example, '--oauth'], {
    env: { ...process.env, MCP_PORT: String(port), MCP_AUTH_PORT: String(authPort) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes(`listening on port ${port}`) && said.includes(`listening on port ${authPort}`))
        resolve();
    });
    child.once('exit', () => reject(new Error(`the example ended: ${said}`)));
  });
  return {
    url: `http://localhost:${port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

/** An oidc-provider with little but its defaults, which agrees to everything for carol. */
async function startProvider(resource: string) {
  const door = await listen();
  const provider = new Provider(door.origin, {
    scopes: ['openid', 'offline_access', 'notes:read'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'notes:read',
          audience: resource,
          accessTokenFormat: 'jwt' as const,
        }),
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
  });
  const agree = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const details = await provider.interactionDetails(request, response);
    if (details.prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: 'carol' } });
      return;
    }
    const grant = new provider.Grant({ accountId: 'carol', clientId: String(details.params['client_id']) });
    const { scope } = details.params;
    grant.addOIDCScope(typeof scope === 'string' ? scope : '');
    grant.addResourceScope(resource, 'notes:read');
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  };
  const serve = provider.callback();
  door.handle((request, response) => {
    if (request.url?.startsWith('/interaction/')) void agree(request, response);
    else void serve(request, response);
  });
  return door;
}

/** An MCP server with one tool, for whoever has been let in. */
export function notes(): ReturnType<typeof createMcpHandler> {
  return createMcpHandler(() => {
    const server = new McpServer({ name: 'notes', version: '1.0.0' });
    server.registerTool('read_notes', { description: 'Reads notes', inputSchema: z.object({}) }, () => ({
      content: [{ type: 'text', text: 'nothing' }],
    }));
    return server;
  });
}

/** SDK 2.x: `requireBearerAuth` before a handler, and a plain oidc-provider. */
export async function startSdk2(): Promise<IndependentServer> {
  const door = await listen();
  const url = `${door.origin}/mcp`;
  const provider = await startProvider(url);
  const keys = createRemoteJWKSet(new URL(`${provider.origin}/jwks`));
  const metadata: unknown = await (await fetch(`${provider.origin}/.well-known/openid-configuration`)).json();
  const gate = requireBearerAuth({
    requiredScopes: ['notes:read'],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(new URL(url)),
    expectedResource: new URL(url),
    verifier: {
      verifyAccessToken: async (token) => {
        const { payload } = await jwtVerify(token, keys, { issuer: provider.origin, audience: url });
        return {
          token,
          clientId: String(payload['client_id']),
          scopes: String(payload['scope']).split(' '),
          expiresAt: payload.exp ?? 0,
          resource: new URL(url),
        };
      },
    },
  });
  const handler = notes();
  const serve = toNodeHandler({
    fetch: async (request) => {
      const document = oauthMetadataResponse(request, {
        oauthMetadata: metadata as Parameters<typeof oauthMetadataResponse>[1]['oauthMetadata'],
        resourceServerUrl: new URL(url),
        scopesSupported: ['notes:read'],
      });
      if (document) return document;
      const auth = await gate(request);
      return auth instanceof Response ? auth : handler.fetch(request, { authInfo: auth });
    },
  });
  door.handle((request, response) => void serve(request as Parameters<typeof serve>[0], response));
  return {
    url,
    close: async () => {
      await Promise.all([door.close(), provider.close(), handler.close()]);
    },
  };
}
