import { useCallback } from 'react';
import type { SessionAction } from '../../../shared/trace/event.ts';
import { viewAt } from '../../flow/flow-store.ts';
import { useSession, useSessionStore, type SessionView } from '../../session-store.ts';
import { useAsk } from '../../use-ask.ts';
import { goTo, select } from '../../view-store.ts';

/** Whether the session on screen takes an action now. */
export function canAct({ summary, session }: SessionView): boolean {
  return (
    summary?.live === true && !summary.busy && session.target !== undefined && session.events.some(isRest)
  );
}

const isRest = (event: SessionView['session']['events'][number]) =>
  event.kind === 'completed' || event.kind === 'signed-out';

/** Does an action on the session on screen. With `look`, its request is drafted and shown in the Flow room first. */
export function useAct(): (action: SessionAction, options?: { readonly look?: boolean }) => Promise<void> {
  const ask = useAsk();
  const store = useSessionStore();
  const { id, identity } = useSession();
  return useCallback(
    async (action, { look = false } = {}) => {
      if (id === undefined) return;
      viewAt(undefined);
      const done = await ask('session.act', {
        session: id,
        identity,
        action: structuredClone(action),
        send: !look,
      });
      if (!done || !look) return;
      // The draft is what the person wants to look at; its event may still be on its way.
      await store.resync();
      select(store.getView().session.draft?.event.id);
      goTo('flow');
    },
    [ask, id, identity, store],
  );
}

/** Shows an event in the Flow room. */
export function showInFlow(event: number): void {
  select(event);
  goTo('flow');
}
