import type { EventId, SessionAction } from '../../../shared/trace/event.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';

/** One on-demand action and what came of it, read from the path. */
export interface ActionRun {
  readonly id: EventId;
  readonly action: SessionAction;
  readonly exchanges: readonly EventOf<'exchange'>[];
  /** Rules that failed. */
  readonly failed: readonly EventOf<'finding'>[];
  /** What a call, read or get answered. */
  readonly result: EventOf<'value'> | undefined;
  readonly introspection: EventOf<'value'> | undefined;
  readonly stop: EventOf<'refused' | 'failed'> | undefined;
  readonly done: boolean;
}

/** The latest action of a session that `matches`, or `undefined`. Costs the events since that action. */
export function latestRun(
  session: Session,
  matches: (action: SessionAction) => boolean = () => true,
): ActionRun | undefined {
  const { events } = session;
  let end = events.length;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event?.kind !== 'action') continue;
    if (matches(event.action)) return readRun(session, event, index, end);
    end = index;
  }
  return undefined;
}

/** Whether the token learnt at `learntAt` was revoked since: the server said 200 to a revocation of it. */
export function isRevoked(
  session: Session,
  token: 'access_token' | 'refresh_token',
  learntAt: EventId,
): boolean {
  const run = latestRun(session, (action) => action.kind === 'revoke' && action.token === token);
  return run !== undefined && run.id > learntAt && run.done && run.exchanges.at(-1)?.response?.status === 200;
}

function readRun(session: Session, event: EventOf<'action'>, start: number, end: number): ActionRun {
  const exchanges: EventOf<'exchange'>[] = [];
  const failed: EventOf<'finding'>[] = [];
  let result: EventOf<'value'> | undefined;
  let introspection: EventOf<'value'> | undefined;
  let stop: ActionRun['stop'];
  let done = false;
  for (const each of session.events.slice(start + 1, end)) {
    if (each.kind === 'exchange') exchanges.push(each);
    else if (each.kind === 'finding' && each.verdict === 'fail') failed.push(each);
    else if (each.kind === 'value' && each.name === 'result') result = each;
    else if (each.kind === 'value' && each.name === 'introspection') introspection = each;
    else if (each.kind === 'refused' || each.kind === 'failed') stop = each;
    else if (each.kind === 'override') stop = undefined;
    else if (each.kind === 'completed' || each.kind === 'signed-out') done = true;
  }
  return { id: event.id, action: event.action, exchanges, failed, result, introspection, stop, done };
}
