// Where a head may rest: at a draft. Stepping back goes from one to the one before.

import type { EventId } from '../../../shared/trace/event.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';

/**
 * The event to move to so that the flow rests there: the nearest draft at or before `to` on its path, or the entry of
 * the first stage. An authorization request is built anew (fresh `state` and verifier), so it rests at its stage entry.
 */
export function restingPoint(trace: Trace, to: EventId): EventId {
  const path = trace.path(to);
  for (let i = path.length - 1; i >= 0; i -= 1) {
    const event = trace.event(path[i] ?? 0);
    if (event.kind === 'draft' && event.by === 'keyhole') return event.id;
    // A flow's live rest, and a stage just entered, are places to rest at as they are.
    if (event.kind === 'completed' || event.kind === 'signed-out') return event.id;
    if (event.kind === 'stage-entered' && event.stage !== 'authorization-response') return event.id;
    if (event.kind === 'flow-started') return event.id;
  }
  return path[0] ?? to;
}

/** The draft that was sent last before the present one: what Back returns to. */
export function backTarget(session: Session): EventId | undefined {
  const { events, draft } = session;
  const sent = events.findLast(
    (event) =>
      event.kind === 'draft' &&
      event.id !== draft?.event.id &&
      events.some(
        (later) => (later.kind === 'exchange' || later.kind === 'browser-opened') && later.draft === event.id,
      ),
  );
  return sent?.id;
}
