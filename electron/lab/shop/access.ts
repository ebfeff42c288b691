import { SHOP_PROMPTS } from './prompts.ts';
import { scopeOfResource } from './resources.ts';
import type { ShopTool } from './tool.ts';

/** What the JSON-RPC messages of one HTTP request need before they may be served. */
export interface Requirement {
  /** Whether a server that leaves its public part open may serve this without a token. */
  readonly open: boolean;
  /** Scopes the token must carry, all of them, for the current operation (MCP 2026-07-28, Runtime Insufficient Scope). */
  readonly scopes: readonly string[];
  /** Whether a tool is called, and whether one of those is for administrators. */
  readonly callsTool: boolean;
  readonly callsAdminTool: boolean;
}

/** Reads the need off the messages; the one table of levels, used for every revision. Takes a batch too (2025-03-26). */
export function requirementOf(body: unknown, tools: readonly ShopTool[]): Requirement {
  const messages = (Array.isArray(body) ? (body as unknown[]) : [body]).map(asRecord);
  const called = messages
    .filter(({ method }) => method === 'tools/call')
    .map(({ params }) => tools.find(({ name }) => name === asRecord(params).name));
  const scopes = [...called.map((tool) => tool?.scope), ...messages.map(scopeOf)].filter(
    (scope) => scope !== undefined,
  );
  return {
    open: scopes.length === 0,
    scopes: [...new Set(scopes)],
    callsTool: called.length > 0,
    callsAdminTool: called.some((tool) => tool?.level === 'admin'),
  };
}

function scopeOf({ method, params }: Record<string, unknown>): string | undefined {
  const { name, uri } = asRecord(params);
  if (method === 'prompts/get') return SHOP_PROMPTS.find((prompt) => prompt.name === name)?.scope;
  return method === 'resources/read' ? scopeOfResource(uri) : undefined;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
