// What an on-demand action needs before it can begin.

import type { SessionAction, ValueName } from '../../../shared/trace/event.ts';
import { latest } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { excluded } from './plan/mcp.ts';
import { policyOf } from './plan/move.ts';

/** Why an action cannot begin in this session, as a sentence; `undefined` when it can. */
export function missingFor(session: Session, action: SessionAction): string | undefined {
  const has = (name: ValueName): boolean => latest(session, name) !== undefined;
  switch (action.kind) {
    case 'refresh':
      return has('refresh_token')
        ? undefined
        : 'There is no refresh token: the server issued none. Sign in again instead.';
    case 'introspect':
      if (!has('introspection_endpoint')) return 'The authorization server offers no introspection endpoint.';
      return has(action.token) ? undefined : `There is no ${action.token.replace('_', ' ')} to introspect.`;
    case 'revoke':
      if (!has('revocation_endpoint')) return 'The authorization server offers no revocation endpoint.';
      return has(action.token) ? undefined : `There is no ${action.token.replace('_', ' ')} to revoke.`;
    case 'call-tool':
      return session.settings && excluded(session, policyOf(session, session.settings), action.name);
    case 'step-up':
      return has('authorization_endpoint')
        ? undefined
        : 'The authorization server is not known yet: run the flow first.';
    default:
      return undefined;
  }
}
