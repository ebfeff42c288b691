// Groups of steps that are asked about in many places.

import type { StepId } from '../trace/event.ts';

/** A request to the MCP endpoint itself. */
export function isMcpStep(step: StepId): boolean {
  return step.startsWith('mcp-');
}

/** A request for a protected-resource metadata document. */
export const RESOURCE_METADATA_STEPS = ['prm-from-challenge', 'prm-path', 'prm-root'] as const;

/** A request for an authorization-server metadata document. */
export const SERVER_METADATA_STEPS = [
  'as-oauth-path',
  'as-openid-path-inserted',
  'as-openid-path-appended',
  'as-oauth-root',
  'as-openid-root',
] as const;

/** A request to the token endpoint. */
export const TOKEN_STEPS = ['token-code', 'token-client-credentials', 'token-refresh'] as const;
