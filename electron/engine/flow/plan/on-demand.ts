// What a person asks of the authorization server from a live session.

import type { StageId, StepId, ValueName } from '../../../../shared/trace/event.ts';
import { latestText } from '../../../../shared/trace/fold.ts';
import { clientForm } from './authorization.ts';
import { currentEndpoint } from './endpoint.ts';
import type { Move, Situation } from './move.ts';

type TokenName = 'access_token' | 'refresh_token';

function actionEvent(situation: Situation): number {
  return situation.session.events.findLast((event) => event.kind === 'action')?.id ?? 0;
}

function sentSinceAction(situation: Situation, step: StepId): boolean {
  const since = actionEvent(situation);
  return situation.session.exchanges.some((exchange) => exchange.step === step && exchange.id > since);
}

function tokenForm(
  situation: Situation,
  step: 'introspect' | 'revoke',
  stage: StageId,
  endpointName: Extract<ValueName, 'introspection_endpoint' | 'revocation_endpoint'>,
  token: TokenName,
): Promise<Move> {
  const { session } = situation;
  return clientForm(
    situation,
    { stage, step, endpoint: currentEndpoint(session, endpointName) ?? '', endpointName },
    [
      { name: 'token', value: latestText(session, token), part: { from: [token] } },
      { name: 'token_type_hint', value: token, part: { from: [], note: 'part.token-hint' } },
    ],
  );
}

/** Stage `introspection` (RFC 7662 §2.1). */
export function planIntrospection(situation: Situation): Promise<Move> | Move {
  const { action } = situation.session;
  if (action?.kind !== 'introspect') return { kind: 'rest' };
  if (sentSinceAction(situation, 'introspect')) return { kind: 'complete' };
  return tokenForm(situation, 'introspect', 'introspection', 'introspection_endpoint', action.token);
}

/** Stage `revocation` (RFC 7009 §2.1): one token, or all that a sign-out ends. */
export function planRevocation(situation: Situation): Promise<Move> | Move {
  const { session, policy, target } = situation;
  const { action } = session;
  if (action?.kind === 'revoke') {
    if (sentSinceAction(situation, 'revoke')) return { kind: 'complete' };
    return tokenForm(situation, 'revoke', 'revocation', 'revocation_endpoint', action.token);
  }
  if (action?.kind !== 'sign-out') return { kind: 'rest' };
  const sessionId = latestText(session, 'session_id');
  const accessToken = latestText(session, 'access_token');
  // Every request after `initialize` names the revision agreed on, since 2025-06-18.
  const agreed = latestText(session, 'revision');
  if (policy.era === 'legacy' && sessionId !== undefined && !sentSinceAction(situation, 'mcp-end-session')) {
    return {
      kind: 'draft',
      stage: 'revocation',
      step: 'mcp-end-session',
      to: 'mcp-server',
      by: 'keyhole',
      request: {
        method: 'DELETE',
        url: target,
        headers: [
          ['mcp-session-id', sessionId],
          ...(agreed === undefined || agreed === '2025-03-26'
            ? []
            : [['mcp-protocol-version', agreed] as const]),
          ...(accessToken === undefined ? [] : [['authorization', `Bearer ${accessToken}`] as const]),
        ],
      },
      parts: [
        { at: { in: 'request-header', name: 'mcp-session-id' }, from: ['session_id'] },
        { at: { in: 'request-header', name: 'authorization' }, from: ['access_token'] },
      ],
    };
  }
  // The refresh token ends the grant and with it, at most servers, the access token (RFC 7009 §2.1).
  const token: TokenName =
    latestText(session, 'refresh_token') === undefined ? 'access_token' : 'refresh_token';
  const revocable =
    currentEndpoint(session, 'revocation_endpoint') !== undefined && latestText(session, token) !== undefined;
  if (revocable && !sentSinceAction(situation, 'revoke')) {
    return tokenForm(situation, 'revoke', 'revocation', 'revocation_endpoint', token);
  }
  return { kind: 'sign-out' };
}
