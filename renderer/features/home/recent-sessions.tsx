import Trash from 'lucide-react/icons/trash-2';
import { useCallback, useEffect, useState } from 'react';
import { Button as KitButton } from 'react-aria-components/Button';
import type { SessionSummary } from '../../../shared/contract.ts';
import { useEngine } from '../../engine-context.ts';
import { useWhen } from '../../i18n/when.ts';
import { messageOf } from '../../fault-store.ts';
import { useText } from '../../i18n/messages.ts';
import { useSessionStore } from '../../session-store.ts';
import { useShowSession } from '../../target-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Url } from '../../ui/url.tsx';
import { useAsk } from '../../use-ask.ts';
import { useHomeText } from './home-messages.ts';
import styles from './recent-sessions.module.css';

const TONES = { open: 'neutral', completed: 'pass', refused: 'fail', failed: 'fail' } as const;

/** Sessions of this run and saved ones, newest first. */
export function RecentSessions() {
  const t = useText();
  const h = useHomeText();
  const when = useWhen();
  const ask = useAsk();
  const engine = useEngine();
  const show = useShowSession();
  const store = useSessionStore();
  const [sessions, setSessions] = useState<readonly SessionSummary[]>();
  const [error, setError] = useState<unknown>();
  const [deleting, setDeleting] = useState<SessionSummary>();

  const load = useCallback(() => {
    engine.call('session.list', {}).then(
      (answer) => setSessions(answer.sessions),
      (error: unknown) => setError(error),
    );
  }, [engine]);
  useEffect(() => {
    load();
    return engine.subscribe((notice) => {
      if (notice.topic !== 'summary') return;
      setSessions((known) => {
        const { summary } = notice;
        if (!known?.some(({ session }) => session === summary.session)) return [summary, ...(known ?? [])];
        return known.map((each) => (each.session === summary.session ? summary : each));
      });
    });
  }, [engine, load]);

  const remove = async (summary: SessionSummary) => {
    setDeleting(undefined);
    if (!(await ask('session.delete', { session: summary.session }))) return;
    if (store.getView().id === summary.session) store.leave();
    load();
  };

  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" className={styles.title}>
        {h('sessions')}
      </h2>
      {error === undefined ? null : <ErrorNotice message={messageOf(error)} />}
      {sessions?.length === 0 ? <p className={styles.none}>{h('noSessions')}</p> : null}
      {sessions === undefined || sessions.length === 0 ? null : (
        <ul className={styles.list}>
          {sessions.map((summary) => {
            const names = { target: summary.target, when: when(summary.updatedAt) };
            return (
              <li key={summary.session} className={styles.item}>
                <KitButton
                  className={styles.open ?? ''}
                  aria-label={h('openSession', names)}
                  onPress={() => void show(summary.session)}
                >
                  <span className={styles.target}>
                    <Url text={summary.target} />
                  </span>
                  <span className={styles.facts}>
                    <Badge tone={summary.busy ? 'accent' : TONES[summary.outcome]}>
                      {summary.busy ? h('busy') : h(`outcome.${summary.outcome}`)}
                    </Badge>
                    <span>{summary.revision}</span>
                    <span>{names.when}</span>
                  </span>
                </KitButton>
                <IconButton
                  label={h('deleteSession', names)}
                  size="small"
                  className={styles.delete ?? ''}
                  onPress={() => setDeleting(summary)}
                >
                  <Trash size={14} aria-hidden />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
      <Dialog
        title={h('deleteQuestion')}
        isOpen={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        footer={
          <>
            <Button onPress={() => setDeleting(undefined)}>{t('common.cancel')}</Button>
            <Button danger onPress={() => deleting && void remove(deleting)}>
              {t('common.delete')}
            </Button>
          </>
        }
      >
        <p>{h('deleteText', { target: deleting?.target ?? '' })}</p>
      </Dialog>
    </section>
  );
}
