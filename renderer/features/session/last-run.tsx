import Hourglass from 'lucide-react/icons/hourglass';
import type { SessionAction } from '../../../shared/trace/event.ts';
import { useAsk } from '../../use-ask.ts';
import type { SessionView } from '../../session-store.ts';
import { useText } from '../../i18n/messages.ts';
import { Button } from '../../ui/button.tsx';
import line from '../../ui/line.module.css';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { goTo } from '../../view-store.ts';
import { latestRun } from './action-runs.ts';
import { useSessionText } from './session-messages.ts';
import styles from './session-room.module.css';
import { showInFlow } from './use-act.ts';

function nameOf(action: SessionAction): string {
  if (action.kind === 'call-tool' || action.kind === 'get-prompt') return action.name;
  return action.kind === 'read-resource' ? action.uri : '';
}

/** An edited request may go to anything, even to what is no URL. */
function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** One line on the last action: what came of it, and its exchange a press away. */
export function LastRun({ view }: { readonly view: SessionView }) {
  const t = useText();
  const s = useSessionText();
  const ask = useAsk();
  const { id, identity, session, summary } = view;
  const run = latestRun(session);
  if (!run) return null;
  const exchange = run.exchanges.at(-1);
  const status = exchange?.response?.status;
  const busy = summary?.busy === true;
  const waits =
    !busy && !run.done && !run.stop && (session.draft !== undefined || session.question !== undefined);
  const wrong = run.stop !== undefined || run.failed.length > 0 || (status !== undefined && status >= 400);
  return (
    <div className={styles.strip}>
      {busy ? <Spinner size={14} /> : null}
      {waits ? <Hourglass size={14} aria-hidden /> : null}
      {busy || waits ? null : <SeverityMark mark={wrong ? 'fail' : 'pass'} shapeOnly />}
      <span>{s(`action.${run.action.kind}`, { name: nameOf(run.action) })}</span>
      {exchange ? (
        <span className={styles.mono}>
          {exchange.request.method} {pathOf(exchange.request.url)}
          {status === undefined ? '' : ` → ${status}`}
        </span>
      ) : null}
      <span className={styles.stripMuted}>
        {busy ? s('run.underWay') : null}
        {waits ? s('run.waits') : null}
        {run.stop?.kind === 'failed' ? run.stop.message : null}
        {run.stop?.kind === 'refused' ? (run.failed.at(-1)?.message ?? s('run.refused')) : null}
        {!run.stop && run.failed.length > 0 ? s('run.findings', { count: run.failed.length }) : null}
      </span>
      <span className={line.spring} />
      {busy && id !== undefined ? (
        <Button size="small" onPress={() => void ask('session.cancel', { session: id, identity })}>
          {t('common.cancel')}
        </Button>
      ) : null}
      {waits ? (
        <Button size="small" onPress={() => goTo('flow')}>
          {s('goFlow')}
        </Button>
      ) : null}
      {exchange ? (
        <Button size="small" look="quiet" onPress={() => showInFlow(exchange.id)}>
          {s('show')}
        </Button>
      ) : null}
    </div>
  );
}
