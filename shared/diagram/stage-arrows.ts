// Where each stage begins in the diagram.

import type { EventId, StageId } from '../trace/event.ts';
import type { Session } from '../trace/session.ts';

/** The event of the first arrow of each stage that has one: an exchange, a handing over to the browser, or the draft. */
export function firstArrows(session: Session): ReadonlyMap<StageId, EventId> {
  const first = new Map<StageId, EventId>();
  const add = (stage: StageId, event: EventId): void => {
    if (!first.has(stage)) first.set(stage, event);
  };
  const stageOfDraft = new Map<EventId, StageId>();
  for (const event of session.events) {
    if (event.kind === 'draft') stageOfDraft.set(event.id, event.stage);
    else if (event.kind === 'exchange') add(event.stage, event.id);
    else if (event.kind === 'callback') add('authorization-response', event.id);
    else if (event.kind === 'browser-opened')
      add(stageOfDraft.get(event.draft) ?? 'authorization-request', event.id);
  }
  const { draft } = session;
  if (draft && !draft.opened) add(draft.event.stage, draft.event.id);
  return first;
}
