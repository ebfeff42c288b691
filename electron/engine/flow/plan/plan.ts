// The plan: from the folded session to the next move. It sends nothing and remembers nothing.

import { KeyholeError } from '../../../../shared/keyhole-error.ts';
import { assertNever } from '../../../../shared/protocol/assert-never.ts';
import type { SessionAction, StageId } from '../../../../shared/trace/event.ts';
import { latestText } from '../../../../shared/trace/fold.ts';
import {
  planAuthorizationRequest,
  planAuthorizationResponse,
  planRefresh,
  planStepUp,
  planToken,
} from './authorization.ts';
import { planResourceMetadata, planServerMetadata } from './discovery.ts';
import { planChallenge, planMcp } from './mcp.ts';
import type { Move, Situation } from './move.ts';
import { given } from './move.ts';
import { planIntrospection, planRevocation } from './on-demand.ts';
import { planRegistration } from './registration.ts';

/** The stage an action begins in. */
function stageOfAction(action: SessionAction): StageId {
  switch (action.kind) {
    case 'refresh':
      return 'refresh';
    case 'introspect':
      return 'introspection';
    case 'revoke':
    case 'sign-out':
      return 'revocation';
    case 'step-up':
      return 'step-up';
    default:
      return 'mcp';
  }
}

/** A flow begins by asking without a token, unless a person gave one. */
function firstMove({ session, settings, ports }: Situation): Move {
  if (settings.grant !== 'token') return { kind: 'enter', stage: 'challenge' };
  if (latestText(session, 'access_token') !== undefined)
    return { kind: 'enter', stage: 'mcp', why: 'token-given' };
  const token = ports.secrets.accessToken?.trim() ?? '';
  if (token === '') {
    throw new KeyholeError(
      'bad-input',
      'The flow is to use a token that you give, and none was given. Paste one, or choose another grant.',
    );
  }
  return { kind: 'learn', values: [given('access_token', token, 'pasted', true)] };
}

/** What to do next. Rejects with `KeyholeError` when the settings lack something the next request needs. */
export async function plan(situation: Situation): Promise<Move> {
  const { session } = situation;
  if (session.draft || session.question || session.stop) return { kind: 'rest' };
  // A live session waits to be asked; whatever runs by itself belongs to an action.
  if (session.completed && !session.action) return { kind: 'rest' };
  if (session.stage === undefined) return firstMove(situation);
  const last = session.events.at(-1);
  if (last?.kind === 'action') return { kind: 'enter', stage: stageOfAction(last.action), why: 'asked' };
  switch (session.stage) {
    case 'challenge':
      return planChallenge(situation);
    case 'resource-metadata':
      return planResourceMetadata(situation);
    case 'server-metadata':
      return planServerMetadata(situation);
    case 'registration':
      return planRegistration(situation);
    case 'authorization-request':
      return planAuthorizationRequest(situation);
    case 'authorization-response':
      return planAuthorizationResponse(situation);
    case 'token':
      return planToken(situation);
    case 'mcp':
      return planMcp(situation);
    case 'refresh':
      return planRefresh(situation);
    case 'step-up':
      return planStepUp(situation);
    case 'introspection':
      return planIntrospection(situation);
    case 'revocation':
      return planRevocation(situation);
    default:
      return assertNever(session.stage);
  }
}
