// Going on while verdicts are still owed: the next request is planned on a copy of the session and leaves at once; what
// the last answer is worth, and how the plan came to the request, are recorded while it is on its way, in their order.

import type { EventId, StageId } from '../../../shared/trace/event.ts';
import type { Planned } from '../../../shared/trace/fold.ts';
import { Outlook } from '../../../shared/trace/fold.ts';
import type { PendingDraft, Session } from '../../../shared/trace/session.ts';
import type { Move } from './plan/move.ts';
import { eventsOf } from './record-move.ts';
import type { Recorder } from './recorder.ts';
import type { Outgoing } from './send-draft.ts';
import type { SignIn } from './sign-in.ts';
import { usedBefore } from './single-use.ts';
import type { Verdicts } from './verdicts.ts';

/** A request that is not in the trace yet. */
interface Ahead {
  readonly draft: PendingDraft;
  /** What leads to it; the draft is the last one. */
  readonly events: readonly Planned[];
}

/** Where a flow goes by itself. */
export interface Course {
  readonly recorder: Recorder;
  readonly signIn: SignIn;
  plan(session: Session): Promise<Move>;
  /** Whether a request of this stage may leave before somebody looks at the answer; absent where none may. */
  readonly goesOn: ((stage: StageId) => boolean) | undefined;
  /** Sends a draft and resolves to the verdicts on its answer, which are still to be recorded. */
  send(draft: Outgoing, recorded: () => EventId): Promise<Verdicts | undefined>;
}

/** The next request, when nobody has to do anything for it. */
async function planAhead(course: Course): Promise<Ahead | undefined> {
  const { recorder, signIn, goesOn } = course;
  if (!goesOn) return undefined;
  const outlook = new Outlook(recorder.session, recorder.trace.events.length + 1);
  const events: Planned[] = [];
  while (!outlook.session.draft) {
    const next = await eventsOf(await course.plan(outlook.session), signIn);
    if (!next) return undefined;
    for (const event of next) outlook.append(event);
    events.push(...next);
  }
  const { draft } = outlook.session;
  const isOurs = draft.event.by === 'keyhole' || signIn.isFollowed;
  const isUsed = usedBefore(recorder.trace, outlook.session, draft) !== undefined;
  return isOurs && !isUsed && goesOn(draft.event.stage) ? { draft, events } : undefined;
}

/** Sends a draft, and whatever follows without anybody's doing. In the end every verdict is recorded. */
export async function sendAndGoOn(course: Course, draft: PendingDraft, signal: AbortSignal): Promise<void> {
  const { recorder } = course;
  let verdicts = await course.send(draft, () => draft.event.id);
  while (verdicts && !verdicts.refused && !signal.aborted) {
    const owed = verdicts;
    // What the plan cannot do for want of something, it says again when it is asked for good.
    const ahead = await planAhead(course).catch(() => undefined);
    if (!ahead) break;
    verdicts = await course.send(ahead.draft, () => {
      owed.record();
      return ahead.events.map((event) => recorder.append(event)).at(-1) ?? 0;
    });
  }
  verdicts?.record();
}
