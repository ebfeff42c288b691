/** A small OAuth and MCP client over plain fetch: enough to drive the lab, and to see exactly what it put on the wire. */
import { createHash, randomBytes } from 'node:crypto';
import type { Lab } from '../../../electron/lab/lab.ts';

export const REDIRECT_URI = 'http://127.0.0.1:53123/callback';
export const REVISION = '2026-07-28';

export interface SignIn {
  readonly variant?: string;
  readonly as?: string;
  readonly scope?: string;
  readonly clientId?: string;
  readonly redirectUri?: string;
  /** Sent with the token request: client authentication. */
  readonly tokenFields?: Record<string, string>;
  readonly tokenHeaders?: Record<string, string>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The issuer that a variant trusts. */
export function issuerOf(lab: Lab, variant: string): string {
  return variant === '2025-03-26' ? new URL(urlOf(lab, variant)).origin : lab.issuer;
}

export function urlOf(lab: Lab, variant: string): string {
  const url = lab.mcp[variant];
  if (url === undefined) throw new Error(`no variant ${variant}`);
  return url;
}

/** Where the well-known document of a path endpoint is. */
export function resourceMetadataUrl(mcpUrl: string): string {
  const { origin, pathname } = new URL(mcpUrl);
  return `${origin}/.well-known/oauth-protected-resource${pathname}`;
}

export function authorizationUrl(lab: Lab, signIn: SignIn, verifier: string): URL {
  const variant = signIn.variant ?? 'modern';
  const url = new URL('/authorize', issuerOf(lab, variant));
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: signIn.clientId ?? 'keyhole-public',
    redirect_uri: signIn.redirectUri ?? REDIRECT_URI,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'the-state',
    scope: signIn.scope,
    login_hint: signIn.as,
    resource: variant === '2025-03-26' ? undefined : urlOf(lab, variant),
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** Follows the one redirect of a headless sign-in and returns where the client is sent. */
export async function authorize(lab: Lab, signIn: SignIn, verifier = createVerifier()): Promise<URL> {
  const response = await fetch(authorizationUrl(lab, { as: 'alice', ...signIn }, verifier), {
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`${String(response.status)} ${await response.text()}`);
  return new URL(location);
}

export async function requestToken(
  lab: Lab,
  variant: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const response = await fetch(`${issuerOf(lab, variant)}/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  const body = parseObject(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    accessToken: String(body.access_token),
    refreshToken: String(body.refresh_token),
  };
}

/** The whole code flow with PKCE. */
export async function signIn(lab: Lab, options: SignIn = {}): Promise<TokenAnswer> {
  const verifier = createVerifier();
  const callback = await authorize(lab, options, verifier);
  const variant = options.variant ?? 'modern';
  return requestToken(
    lab,
    variant,
    {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: options.redirectUri ?? REDIRECT_URI,
      code_verifier: verifier,
      ...(variant === '2025-03-26' ? {} : { resource: urlOf(lab, variant) }),
      ...(options.tokenFields ?? { client_id: options.clientId ?? 'keyhole-public' }),
    },
    options.tokenHeaders,
  );
}

export async function refresh(lab: Lab, refreshToken: string, variant = 'modern'): Promise<TokenAnswer> {
  return requestToken(lab, variant, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: 'keyhole-public',
    ...(variant === '2025-03-26' ? {} : { resource: urlOf(lab, variant) }),
  });
}

export async function revoke(lab: Lab, token: string): Promise<number> {
  const response = await fetch(`${lab.issuer}/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token, client_id: 'keyhole-public' }),
  });
  return response.status;
}

export async function register(lab: Lab, metadata: Record<string, unknown>): Promise<Response> {
  return fetch(`${lab.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  });
}

export interface McpAnswer {
  readonly status: number;
  readonly challenge: string | null;
  readonly headers: Headers;
  /** The JSON-RPC answer, alone or at the end of an event stream. */
  readonly body: Record<string, unknown>;
  /** All of the body as it came. */
  readonly text: string;
}

/** One complete request of revision 2026-07-28. */
export async function callModern(
  url: string,
  token: string | undefined,
  method: string,
  params: Record<string, unknown> = {},
  headers: Record<string, string> = {},
  meta: Record<string, unknown> = {},
): Promise<McpAnswer> {
  const name = params.name ?? params.uri;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': REVISION,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': REVISION,
          'io.modelcontextprotocol/clientCapabilities': {},
          'io.modelcontextprotocol/clientInfo': { name: 'lab-test', version: '1' },
          ...meta,
        },
      },
    }),
  });
  return toAnswer(response);
}

export function callTool(
  url: string,
  token: string | undefined,
  name: string,
  args: Record<string, unknown> = {},
): Promise<McpAnswer> {
  return callModern(url, token, 'tools/call', { name, arguments: args });
}

/** One request of a revision with sessions. */
export async function callLegacy(
  url: string,
  token: string | undefined,
  message: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<McpAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  });
  return toAnswer(response);
}

export function initialize(
  url: string,
  token: string | undefined,
  protocolVersion: string,
): Promise<McpAnswer> {
  return callLegacy(url, token, {
    id: 0,
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'lab-test', version: '1' } },
  });
}

/** The result of a JSON-RPC answer. */
export function resultOf(answer: McpAnswer): Record<string, unknown> {
  return answer.body.result as Record<string, unknown>;
}

/** The first text of a tool's result. */
export function textOf(answer: McpAnswer): string {
  const content = resultOf(answer).content as { text: string }[];
  return content[0]?.text ?? '';
}

export function createVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** The claims of a signed token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

async function toAnswer(response: Response): Promise<McpAnswer> {
  const text = await response.text();
  const messages = Array.from(text.matchAll(/^data: (.*)$/gm), ([, data]) => parseObject(data ?? ''));
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    headers: response.headers,
    body: messages.find((message) => 'result' in message || 'error' in message) ?? parseObject(text),
    text,
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
