import type { SessionSummary } from '../../shared/contract.ts';
import type { Session } from '../../shared/trace/session.ts';

/** What can be done now. */
export interface FlowAbilities {
  readonly live: boolean;
  readonly busy: boolean;
  readonly step: boolean;
  readonly back: boolean;
  readonly edit: boolean;
  readonly retry: boolean;
  readonly move: boolean;
  readonly override: boolean;
}

/** Reads what can be done from the fold and the summary. The engine has the last word. */
export function abilitiesOf(session: Session, summary: SessionSummary | undefined): FlowAbilities {
  const live = summary?.live ?? false;
  const busy = live && (summary?.busy ?? false);
  const waitsForBrowser = session.question?.question.kind === 'sign-in';
  const free = live && !busy;
  const unsent = session.draft !== undefined && session.draft.opened === undefined;
  const moved =
    session.exchanges.length > 0 || session.callbacks.length > 0 || session.draft?.opened !== undefined;
  return {
    live,
    busy,
    step: free && unsent,
    // A sign-in that is waited for counts as busy, and can still be left.
    back: live && (!busy || waitsForBrowser) && moved,
    edit: free && unsent,
    retry: live && (!busy || waitsForBrowser) && session.stage !== undefined,
    move: live && (!busy || waitsForBrowser),
    override: free && session.stop?.kind === 'refused',
  };
}
