// What the plan says comes next, as events of the trace.

import { assertNever } from '../../../shared/protocol/assert-never.ts';
import type { Move } from './plan/move.ts';
import type { Recorder } from './recorder.ts';
import type { SignIn } from './sign-in.ts';

/** Records a move. Nothing is sent; only the redirect URI of a flow may have to be listened on. */
export async function recordMove(
  recorder: Recorder,
  signIn: SignIn,
  move: Exclude<Move, { kind: 'rest' }>,
): Promise<void> {
  switch (move.kind) {
    case 'enter':
      recorder.append({
        kind: 'stage-entered',
        stage: move.stage,
        ...(move.why === undefined ? {} : { why: move.why }),
      });
      return;
    case 'learn':
      recorder.learn(move.values);
      return;
    case 'redirect-uri':
      await signIn.settleRedirectUri();
      return;
    case 'draft': {
      const { stage, step, to, by, request, parts } = move;
      recorder.append({ kind: 'draft', stage, step, to, by, request, parts });
      return;
    }
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
