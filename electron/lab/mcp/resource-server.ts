import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Defects } from '../faults/defects.ts';
import { BASE_SCOPE } from '../identities.ts';
import { requirementOf } from '../shop/access.ts';
import type { Requirement } from '../shop/access.ts';
import type { Caller } from '../shop/caller.ts';
import type { ShopTool } from '../shop/tool.ts';
import { sendChallenge } from './challenge.ts';
import type { Challenge } from './challenge.ts';
import type { McpEndpoint, VerifiedCall } from './endpoint.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** The path under which every protected-resource document lives. @see RFC 9728 section 3.1 */
export const METADATA_PREFIX = '/.well-known/oauth-protected-resource';

const MAX_BODY_BYTES = 1024 * 1024;
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** One MCP server with its checks. */
export interface ResourceServerSettings {
  /** The MCP endpoint, which is also the resource identifier, byte for byte. */
  readonly url: string;
  readonly title: string;
  readonly issuer: string;
  readonly open: boolean;
  /** Where the protected-resource document is; absent when there is none. */
  readonly metadataUrl?: string;
  readonly verify: TokenVerifier;
  readonly endpoint: McpEndpoint;
  readonly tools: readonly ShopTool[];
  readonly defects: Defects;
}

/** The protected-resource document. @see RFC 9728 section 2 */
export function buildResourceMetadata(settings: ResourceServerSettings): Record<string, unknown> {
  return {
    resource: settings.url,
    authorization_servers: [settings.issuer],
    scopes_supported: [BASE_SCOPE],
    bearer_methods_supported: ['header'],
    resource_name: `Keyhole lab: ${settings.title}`,
  };
}

/**
 * Serves one request to an MCP endpoint, checking in this order: where it comes from, who is calling, what the messages
 * need, and only then what they say.
 */
export async function serveResource(
  settings: ResourceServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!comesFromLoopback(request)) {
    sendJson(response, 403, {
      jsonrpc: '2.0',
      error: { code: -32000, message: 'Foreign Origin or Host' },
    });
    return;
  }

  const { defects } = settings;
  const credentials = readCredentials(request, defects);
  const challenge = (extra: Omit<Challenge, 'metadataUrl'>): void => {
    const { metadataUrl } = settings;
    sendChallenge(response, metadataUrl === undefined ? extra : { ...extra, metadataUrl });
  };
  if (credentials.kind === 'malformed') {
    challenge({ status: 400, error: 'invalid_request', description: 'Malformed Bearer token', scopes: [] });
    return;
  }

  const text = request.method === 'POST' ? await readBody(request) : '';
  if (text === undefined) {
    // What is left of the body must not be taken for the next request of this connection.
    response.setHeader('connection', 'close');
    request.resume();
    sendJson(response, 413, { jsonrpc: '2.0', error: { code: -32000, message: 'Body too large' }, id: null });
    return;
  }
  const body = parseJson(text);
  const needs = requirementOf(body, settings.tools);
  const scopes = needs.scopes.length > 0 ? needs.scopes : [BASE_SCOPE];

  let call: VerifiedCall | undefined;
  if (credentials.kind === 'bearer') {
    const verdict = await settings.verify(credentials.token);
    if (verdict.kind === 'invalid') {
      challenge({ status: 401, error: 'invalid_token', description: verdict.reason, scopes });
      return;
    }
    if (lacksScope(verdict.caller, needs, defects)) {
      const description = `This request needs ${needs.scopes.join(' ')}`;
      challenge({ status: 403, error: 'insufficient_scope', description, scopes: needs.scopes });
      return;
    }
    call = { ...verdict, token: credentials.token };
  } else if (!mayGoWithoutToken(settings, needs)) {
    challenge({ status: 401, scopes });
    return;
  }

  if (request.method === 'POST' && body === undefined) {
    sendJson(response, 400, { jsonrpc: '2.0', error: { code: -32700, message: 'Parse error' }, id: null });
    return;
  }
  await settings.endpoint.serve(request, response, body, call);
}

function mayGoWithoutToken({ open, defects }: ResourceServerSettings, needs: Requirement): boolean {
  if (open && needs.open) return true;
  return needs.callsTool && defects.has('token-not-required');
}

/** Whether a scope of this operation is missing. @see MCP 2026-07-28, Runtime Insufficient Scope Errors */
function lacksScope(caller: Caller, needs: Requirement, defects: Defects): boolean {
  if (defects.has('scope-not-checked')) return false;
  // The fault asks only administrators for the scope of their tools, and stops nobody else.
  if (needs.callsAdminTool && caller.role !== 'admin' && defects.has('admin-not-checked')) return false;
  return !needs.scopes.every((scope) => caller.scopes.includes(scope));
}

/** An absent Origin is fine; a foreign one, or a foreign Host, is DNS rebinding. @see MCP 2026-07-28, streamable-http, Security Warning */
function comesFromLoopback({ headers }: IncomingMessage): boolean {
  const host = URL.parse(`http://${headers.host ?? ''}`)?.hostname;
  if (host === undefined || !LOOPBACK_HOSTS.has(host)) return false;
  if (headers.origin === undefined) return true;
  const origin = URL.parse(headers.origin);
  return origin !== null && LOOPBACK_HOSTS.has(origin.hostname);
}

function readCredentials({ headers, url }: IncomingMessage, defects: Defects): Credentials {
  const credentials = readBearer(headers.authorization);
  if (credentials.kind === 'none' && defects.has('query-token-accepted')) {
    const token = new URLSearchParams(url?.split('?')[1]).get('access_token');
    if (token !== null) return { kind: 'bearer', token };
  }
  // Not even the grammar of a token keeps this server from guessing.
  if (credentials.kind === 'malformed' && defects.has('unreadable-token-accepted')) {
    return { kind: 'bearer', token: '' };
  }
  return credentials;
}

type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'bearer'; readonly token: string };

/** Another scheme than Bearer counts as no credentials: the answer then is the plain challenge. @see RFC 6750 section 2.1 */
function readBearer(header: string | undefined): Credentials {
  const [scheme, ...rest] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer') return { kind: 'none' };
  const token = rest.join(' ');
  return /^[A-Za-z0-9\-._~+/]+=*$/.test(token) ? { kind: 'bearer', token } : { kind: 'malformed' };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without destroyOnReturn the early return would close the socket that must still carry the 413.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends a JSON document that must not be kept: a switched fault changes it at once. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
