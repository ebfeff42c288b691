import KeyRound from 'lucide-react/icons/key-round';
import { DiagnosisPanel } from '../../diagnosis/diagnosis-panel.tsx';
import { useDiagnosis } from '../../diagnosis/use-diagnosis.ts';
import { useShownSession } from '../../flow/use-shown-session.ts';
import type { SessionView } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { JsonText } from '../../ui/json-text.tsx';
import { goTo } from '../../view-store.ts';
import { latestRun } from './action-runs.ts';
import { ActionsPanel } from './actions-panel.tsx';
import { CataloguePanel } from './catalogue-panel.tsx';
import { LastRun } from './last-run.tsx';
import { useSessionText } from './session-messages.ts';
import styles from './session-room.module.css';
import { ScopesPanel, TokensPanel } from './tokens-panel.tsx';

/** The live session: what is held, what it can do, and what the server offers. */
export function SessionRoom() {
  const s = useSessionText();
  const view = useShownSession();
  const { session } = view;
  // Tools listed and tokens held stay of use after a sign-out or a refused step-up.
  const reached = session.completed || session.values.has('access_token') || session.values.has('tools');

  if (!reached) {
    const started = session.target !== undefined;
    return (
      <EmptyState
        icon={<KeyRound size={28} aria-hidden />}
        title={started ? s('unfinishedTitle') : s('noneTitle')}
        action={
          <Button look="primary" onPress={() => goTo(started ? 'flow' : 'home')}>
            {started ? s('goFlow') : s('goHome')}
          </Button>
        }
      >
        {s('noneText')}
      </EmptyState>
    );
  }
  const introspection = latestRun(session, (action) => action.kind === 'introspect')?.introspection;
  return (
    <div className={styles.room}>
      <div className={styles.run}>
        {view.summary?.live === false ? <p className={styles.strip}>{s('saved')}</p> : null}
        <LastRun view={view} />
        <WhyRefused view={view} />
      </div>
      <div className={styles.held}>
        <TokensPanel session={session} />
        <ScopesPanel session={session} />
        <ActionsPanel view={view} />
        {introspection ? (
          <section className={styles.section} aria-labelledby="introspection">
            <h2 id="introspection">{s('introspection')}</h2>
            <JsonText value={introspection.value} />
          </section>
        ) : null}
      </div>
      <div className={styles.server}>
        <CataloguePanel view={view} />
      </div>
    </div>
  );
}

/** Why the call of the last action was refused, until one is accepted. */
function WhyRefused({ view }: { readonly view: SessionView }) {
  const { id, session } = view;
  const exchange = latestRun(session)?.exchanges.at(-1);
  const diagnosis = useDiagnosis(id, exchange, session.head);
  if (!diagnosis || diagnosis.resolved) return null;
  return (
    <div className={styles.why}>
      <DiagnosisPanel diagnosis={diagnosis} />
    </div>
  );
}
