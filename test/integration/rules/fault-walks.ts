// How each fault of the lab is met: the server, the revision, and what must be asked or edited for it to show.

import type { Walk } from './a-walk.ts';
import { both, header, json, query } from './a-walk.ts';

export interface FaultWalk extends Walk {
  /** `modern` unless named. */
  readonly variant?: string;
}

const refresh = { kind: 'refresh' } as const;
const call = (name: string, args: Readonly<Record<string, unknown>> = {}) =>
  ({ kind: 'call-tool', name, arguments: args }) as const;

/** A call that needs more scope than the first token has. */
export const NEEDS_MORE = call('create_return', { orderId: 'A-1001', reason: 'too small' });

const legacy = { variant: 'legacy', settings: { revision: '2025-11-25' } } as const;

/** Faults that a plain flow of 2026-07-28 does not meet. */
export const FAULT_WALKS: Readonly<Record<string, FaultWalk>> = {
  'challenge-metadata-not-named': { variant: '2025-06-18', settings: { revision: '2025-06-18' } },
  'authorize-open-redirect': {
    edits: { authorize: query('redirect_uri', 'http://127.0.0.1:1/elsewhere') },
  },
  'token-scope-not-said': { settings: { scope: 'orders:read inventory:write' } },
  'refresh-not-rotated': { actions: [refresh] },
  'refresh-invalid-grant': { actions: [refresh] },
  'refresh-wider-scope': { actions: [refresh] },
  'introspection-no-active': { actions: [{ kind: 'introspect', token: 'access_token' }] },
  'introspection-refused': { actions: [{ kind: 'introspect', token: 'access_token' }] },
  'revocation-refused': { actions: [{ kind: 'revoke', token: 'access_token' }] },
  'revoked-token-still-accepted': {
    // A signed token may live on until it expires; an opaque one has no excuse.
    variant: 'opaque',
    actions: [{ kind: 'revoke', token: 'access_token' }, { kind: 'list-tools' }],
  },
  'mcp-accepts-any-token': { edits: { 'mcp-discover': header('authorization', 'Bearer wrong') } },
  'mcp-401-without-error': { edits: { 'mcp-discover': header('authorization', 'Bearer wrong') } },
  'mcp-insufficient-scope-401': { actions: [NEEDS_MORE] },
  'mcp-403-without-scope': { actions: [NEEDS_MORE] },
  'mcp-scopes-one-by-one': { actions: [NEEDS_MORE] },
  'mcp-notification-200': legacy,
  'mcp-session-counted': legacy,
  'mcp-session-spaced': legacy,
  'mcp-ignores-headers': { edits: { 'mcp-list-tools': header('mcp-method', 'tools/call') } },
  'mcp-unknown-method-200': {
    edits: {
      'mcp-list-tools': both(
        header('mcp-method', 'shop/nothing'),
        json((body) => {
          body['method'] = 'shop/nothing';
        }),
      ),
    },
  },
};

/** Failures that the edit of a walk causes by itself, with or without the fault. */
export const OF_THE_EDIT: Readonly<Record<string, readonly string[]>> = {
  'authorize-open-redirect': ['authorization-request/redirect-uri'],
  'mcp-ignores-headers': ['mcp/method-header'],
};
