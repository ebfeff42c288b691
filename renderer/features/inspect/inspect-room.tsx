import ScanSearch from 'lucide-react/icons/scan-search';
import { useMemo } from 'react';
import { useShownSession } from '../../flow/use-shown-session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { useInspect, type Subject } from './inspect-store.ts';
import { PasteForm } from './paste-form.tsx';
import { tokensOf } from './session-tokens.ts';
import { TokenList } from './token-list.tsx';
import { TokenView } from './token-view.tsx';

const SESSION = 'session ';

/** Tokens, taken apart and judged: those of the session on screen, and pasted ones. */
export function InspectRoom() {
  const t = useInspectText();
  const view = useShownSession();
  const pasted = useInspect((state) => state.pasted);
  const chosenBefore = useInspect((state) => state.chosen);
  const comparedWith = useInspect((state) => state.comparedWith);
  // The session is one growing object; only its view is new with each batch.
  const tokens = useMemo(() => tokensOf(view.session), [view]);
  const ids = [...tokens.map(({ label }) => `${SESSION}${label}`), ...pasted.map(({ id }) => id)];
  const inForce =
    tokens.find(({ label, current }) => current && label.startsWith('access token')) ?? tokens[0];
  const fallback = inForce ? `${SESSION}${inForce.label}` : pasted[0]?.id;
  const chosen = chosenBefore !== undefined && ids.includes(chosenBefore) ? chosenBefore : fallback;
  const other = comparedWith !== chosen && ids.includes(comparedWith ?? '') ? comparedWith : undefined;
  const subject = useSubject(chosen, pasted);
  const otherSubject = useSubject(other, pasted);

  const titleOf = (id: string): string =>
    id.startsWith(SESSION)
      ? id.slice(SESSION.length)
      : t('list.pastedName', { number: id.replace('pasted ', '') });
  return (
    <div className={styles.room}>
      <div className={styles.side}>
        <TokenList tokens={tokens} pasted={pasted} chosen={chosen} />
        <PasteForm target={view.session.target} />
      </div>
      <div className={styles.main}>
        {subject === undefined ? (
          <EmptyState icon={<ScanSearch size={28} aria-hidden />} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        ) : (
          <TokenView
            key={`${view.id ?? ''} ${subject.id}`}
            view={view}
            subject={subject}
            other={otherSubject}
            others={ids.filter((id) => id !== subject.id)}
            exchange={tokens.find(({ label }) => `${SESSION}${label}` === subject.id)?.event}
            titleOf={titleOf}
          />
        )}
      </div>
    </div>
  );
}

/** The same object for as long as the same token is meant: a new one would be a new question to the engine. */
function useSubject(
  id: string | undefined,
  pasted: readonly Extract<Subject, { kind: 'pasted' }>[],
): Subject | undefined {
  return useMemo(() => {
    if (id === undefined) return undefined;
    if (id.startsWith(SESSION)) return { kind: 'session', id, label: id.slice(SESSION.length) };
    return pasted.find((subject) => subject.id === id);
  }, [id, pasted]);
}
