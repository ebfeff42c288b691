/** Somebody who has signed in and calls a server of the lab, of whichever era it is. */
import type { Lab } from '../../../electron/lab/lab.ts';
import type { McpAnswer, SignIn } from './lab-client.ts';
import { callLegacy, callModern, initialize, signIn, urlOf } from './lab-client.ts';

/** One server of each era; every fault that shows in both is met in both. */
export const ERAS = ['modern', 'legacy'] as const;
export type Era = (typeof ERAS)[number];

/** Every scope of the shop; a customer gets what customers may have. */
export const EVERYTHING = 'orders:read orders:write profile:write inventory:write promotions:write';

export interface ACaller {
  readonly token: string;
  /** Absent in the era without sessions. */
  readonly sessionId?: string;
  request(method: string, params?: Record<string, unknown>): Promise<McpAnswer>;
  callTool(name: string, args?: Record<string, unknown>): Promise<McpAnswer>;
  read(uri: string): Promise<McpAnswer>;
}

/** Signs in and, where there are sessions, opens one. */
export async function startCaller(lab: Lab, as: string, options: SignIn = {}): Promise<ACaller> {
  const variant = options.variant ?? 'modern';
  const { accessToken } = await signIn(lab, { scope: EVERYTHING, as, ...options, variant });
  const url = urlOf(lab, variant);
  const isLegacy = lab.variants.find(({ id }) => id === variant)?.revisions.includes('2026-07-28') === false;
  if (!isLegacy)
    return callerBy(accessToken, (method, params) => callModern(url, accessToken, method, params));
  const opened = await initialize(url, accessToken, '2025-11-25');
  const sessionId = opened.headers.get('mcp-session-id') ?? '';
  return { ...callerInSession(url, accessToken, sessionId), sessionId };
}

/** A caller with this token in this session, whether the two belong together or not. */
export function callerInSession(url: string, token: string | undefined, sessionId: string): ACaller {
  return callerBy(token ?? '', (method, params) =>
    callLegacy(url, token, { id: 1, method, params }, { 'mcp-session-id': sessionId }),
  );
}

/** A caller of the era without sessions, with any token or none. */
export function callerWith(url: string, token: string | undefined): ACaller {
  return callerBy(token ?? '', (method, params) => callModern(url, token, method, params));
}

function callerBy(
  token: string,
  request: (method: string, params: Record<string, unknown>) => Promise<McpAnswer>,
): ACaller {
  return {
    token,
    request: (method, params = {}) => request(method, params),
    callTool: (name, args = {}) => request('tools/call', { name, arguments: args }),
    read: (uri) => request('resources/read', { uri }),
  };
}

/** Whether a call was let through: neither a status, nor a JSON-RPC error, nor a result says no. */
export function isAllowed({ status, body }: McpAnswer): boolean {
  const { result } = body as { result?: { isError?: boolean } };
  return status === 200 && result !== undefined && result.isError !== true;
}

/** Names, or for resources URIs, that a list shows. */
export async function listed(caller: ACaller, what: 'tools' | 'resources' | 'prompts'): Promise<string[]> {
  const { body } = await caller.request(`${what}/list`);
  const entries = (body.result as Record<string, { name: string; uri?: string }[]> | undefined)?.[what] ?? [];
  return entries.map(({ name, uri }) => uri ?? name);
}
