// What the plan says comes next, as events of the trace.

import { assertNever } from '../../../shared/protocol/assert-never.ts';
import type { Planned } from '../../../shared/trace/fold.ts';
import type { Move } from './plan/move.ts';
import { valueBody } from './plan/move.ts';
import type { Recorder } from './recorder.ts';
import type { SignIn } from './sign-in.ts';

/**
 * The events of a move that leads to a request; `undefined` for one that ends the flow, or leaves it to somebody. Nothing
 * is sent; only the redirect URI of a flow may have to be listened on.
 */
export async function eventsOf(move: Move, signIn: SignIn): Promise<readonly Planned[] | undefined> {
  switch (move.kind) {
    case 'enter':
      return [
        {
          kind: 'stage-entered',
          stage: move.stage,
          ...(move.why === undefined ? {} : { why: move.why }),
        },
      ];
    case 'learn':
      return move.values.map(valueBody);
    case 'redirect-uri':
      return [valueBody(await signIn.redirectUri())];
    case 'draft': {
      const { stage, step, to, by, request, parts } = move;
      return [{ kind: 'draft', stage, step, to, by, request, parts }];
    }
    default:
      return undefined;
  }
}

/** Records a move. */
export async function recordMove(
  recorder: Recorder,
  signIn: SignIn,
  move: Exclude<Move, { kind: 'rest' }>,
): Promise<void> {
  switch (move.kind) {
    case 'enter':
    case 'learn':
    case 'redirect-uri':
    case 'draft':
      for (const event of (await eventsOf(move, signIn)) ?? []) recorder.append(event);
      return;
    case 'ask':
      recorder.append({ kind: 'waiting', stage: move.stage, question: move.question });
      return;
    case 'refuse': {
      const { stage, ruleId } = move.finding;
      const finding = recorder.append({ kind: 'finding', ...move.finding });
      recorder.append({ kind: 'refused', stage, ruleId, finding });
      return;
    }
    case 'fail':
      recorder.fail(move.stage, move.message, move.exchange);
      return;
    case 'sign-out':
      recorder.append({ kind: 'signed-out' });
      return;
    case 'complete':
      signIn.close();
      recorder.append({ kind: 'completed' });
      return;
    default:
      assertNever(move);
  }
}
