import type { Defects } from '../faults/defects.ts';

/** Whether an answer may be given to other callers too. @see MCP 2026-07-28, server/utilities/caching */
export type CacheScope = 'public' | 'private';

/** How long an answer may be kept, and for whom. */
export interface CacheFields {
  readonly ttlMs: number;
  readonly cacheScope: CacheScope;
}

/** What to say of an answer: what is anybody's may be kept for a moment, what is somebody's not at all. */
export function cacheFields(scope: CacheScope, defects: Defects): CacheFields {
  if (scope === 'private' && defects.has('cache-scope-wrong')) return { ttlMs: 60_000, cacheScope: 'public' };
  return { ttlMs: scope === 'public' ? 5000 : 0, cacheScope: scope };
}
