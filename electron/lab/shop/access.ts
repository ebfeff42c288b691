import { SHOP_PROMPTS, SHOP_RESOURCES } from './texts.ts';
import { SHOP_TOOLS } from './tools.ts';

/** What the JSON-RPC messages of one HTTP request need before they may be served. */
export interface Requirement {
  /** Whether a server that leaves its public part open may serve this without a token. */
  readonly open: boolean;
  /** Scopes the token must carry, all of them, for the current operation (MCP 2026-07-28, Runtime Insufficient Scope). */
  readonly scopes: readonly string[];
}

/** Reads the need off the messages; the one table of levels, used for every revision. Takes a batch too (2025-03-26). */
export function requirementOf(body: unknown): Requirement {
  const messages = Array.isArray(body) ? (body as unknown[]) : [body];
  const scopes = new Set<string>();
  for (const message of messages) {
    const scope = scopeOf(message);
    if (scope !== undefined) scopes.add(scope);
  }
  return { open: scopes.size === 0, scopes: [...scopes] };
}

function scopeOf(message: unknown): string | undefined {
  const { method, params } = asRecord(message);
  const { name, uri } = asRecord(params);
  switch (method) {
    case 'tools/call':
      return SHOP_TOOLS.find((tool) => tool.name === name)?.scope;
    case 'prompts/get':
      return SHOP_PROMPTS.find((prompt) => prompt.name === name)?.scope;
    case 'resources/read':
      return SHOP_RESOURCES.find((resource) => resource.uri === uri)?.scope;
    default:
      return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
