import { useMemo } from 'react';
import { documentsOf, probedDocuments, type MetadataDocument } from '../../../shared/metadata/documents.ts';
import { isRevision, type Revision } from '../../../shared/protocol/revision.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { useShownSession } from '../../flow/use-shown-session.ts';
import type { SessionView } from '../../session-store.ts';
import { useProbe } from './probe-store.ts';

/** The documents on hand: those of the session on screen, and what a probe of it found besides. */
export function useDocuments(): {
  readonly view: SessionView;
  readonly documents: readonly MetadataDocument[];
  /** Whose clauses are cited. */
  readonly revision: Revision;
} {
  const view = useShownSession();
  const { trace, session, version, id } = view;
  const probe = useProbe();
  const results = probe.session === id ? probe.results : undefined;
  // `trace` and `session` grow in place; `version` says when.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const known = useMemo(() => documentsOf(trace, session), [trace, session, version]);
  const documents = useMemo(
    () => (results === undefined ? known : [...known, ...probedDocuments(results, known)]),
    [known, results],
  );
  const learnt = latestText(session, 'revision') ?? session.settings?.revision;
  return { view, documents, revision: isRevision(learnt) ? learnt : '2026-07-28' };
}
