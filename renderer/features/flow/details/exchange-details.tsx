import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { requestLabel } from '../../../../shared/diagram/label.ts';
import { isRevision } from '../../../../shared/protocol/revision.ts';
import { latestText } from '../../../../shared/trace/fold.ts';
import type { EventId, Evidence, Pointer } from '../../../../shared/trace/event.ts';
import { SessionStoreContext, type SessionStore } from '../../../session-store.ts';
import { showTab } from '../../../flow/flow-store.ts';
import { DetailsPane } from './details-pane.tsx';
import { FlowContext, type FlowContextValue } from './flow-context.ts';
import { subjectOf, tabOf } from './subject.ts';
import { indexValues } from './value-index.ts';

export interface ExchangeDetailsProps {
  /** The session that the exchange belongs to; it need not be the one on screen. */
  readonly store: SessionStore;
  readonly event: EventId;
  readonly lit?: Pointer | undefined;
  /** A place in another event was asked for. */
  readonly onShow: (evidence: Evidence) => void;
}

/** One exchange of any session, from the words down to the bytes: for rooms that show exchanges besides the flow. */
export function ExchangeDetails({ store, event, lit, onShow }: ExchangeDetailsProps) {
  const { trace, version } = useSyncExternalStore(store.subscribe, store.getView);
  const found = trace.events[event - 1];
  const session = found && trace.session(found.identity);
  // `session` grows in place; `version` says when.
  // oxlint-disable react-hooks/exhaustive-deps
  const subject = useMemo(() => session && subjectOf(session, event), [session, event, version]);
  const context = useMemo<FlowContextValue | undefined>(() => {
    if (!session) return undefined;
    const learnt = latestText(session, 'revision');
    return {
      session,
      values: indexValues(session),
      revision: isRevision(learnt) ? learnt : '2026-07-28',
      nameOf: (id) => {
        const named = trace.events[id - 1];
        return named?.kind === 'exchange' ? requestLabel(named.request) : `#${id}`;
      },
      show: onShow,
    };
  }, [trace, session, onShow, version]);
  // oxlint-enable react-hooks/exhaustive-deps
  useEffect(() => {
    if (lit) showTab(tabOf(lit));
  }, [lit, event]);
  if (!subject || !context) return null;
  return (
    <SessionStoreContext value={store}>
      <FlowContext value={context}>
        <DetailsPane subject={subject} lit={lit} canEdit={false} onOverride={undefined} />
      </FlowContext>
    </SessionStoreContext>
  );
}
