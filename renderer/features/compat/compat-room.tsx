import LayoutGrid from 'lucide-react/icons/layout-grid';
import Puzzle from 'lucide-react/icons/puzzle';
import { CELLS, cellKey, type CompatCell } from '../../../shared/compat/cell.ts';
import { useActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { chordFor } from '../../keymap.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import page from '../../ui/page.module.css';
import { Progress } from '../../ui/progress.tsx';
import { Url } from '../../ui/url.tsx';
import { CellDetail } from './cell-detail.tsx';
import { CompatGrid } from './compat-grid.tsx';
import { useCompatText } from './compat-messages.ts';
import styles from './compat-room.module.css';
import { shownOf, useCompat } from './compat-store.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { gridMarkdown } from './grid-markdown.ts';
import { RunInputs } from './run-inputs.tsx';
import { useCompatInputs } from './use-compat-inputs.ts';
import { useCompatRun } from './use-compat-run.ts';

/** The room of the compatibility run: which clients a server lets in. */
export function CompatRoom() {
  const c = useCompatText();
  const t = useText();
  const inputs = useCompatInputs();
  const state = useCompat();
  const { start, rerun, cancel, open } = useCompatRun();
  const busy = state.asked.length > 0;
  const chosen = CELLS.find((name) => cellKey(name) === state.chosen) ?? firstOf(state.cells);
  const key = chosen && cellKey(chosen);
  const cell = key === undefined ? undefined : state.cells[key];
  const again = state.target !== undefined && state.target === inputs.url;
  const opens = cell !== undefined && cell.stage !== null && !busy;

  useActions([
    {
      id: 'flow.run',
      title: again ? c('again') : c('run'),
      group: t('room.compat'),
      enabled: !busy,
      run: () => void start(),
    },
    { id: 'flow.cancel', title: c('cancel'), group: t('room.compat'), enabled: busy, run: cancel },
    {
      id: 'compat.rerun',
      title: c('rerun'),
      group: t('room.compat'),
      enabled: chosen !== undefined && !busy,
      run: () => chosen && void rerun(chosen),
    },
    {
      id: 'compat.open',
      title: c('open'),
      group: t('room.compat'),
      enabled: opens,
      run: () => chosen && void open(chosen),
    },
  ]);

  const runButton = busy ? (
    <Button onPress={cancel}>{c('cancel')}</Button>
  ) : (
    <Button
      look="primary"
      icon={<LayoutGrid size={14} aria-hidden />}
      chord={chordFor('flow.run')}
      onPress={() => void start()}
    >
      {again ? c('again') : c('run')}
    </Button>
  );
  return (
    <div className={page.page}>
      <header className={styles.head}>
        <div>
          <h1 className={page.title}>{c('title')}</h1>
          <p className={page.lead}>{c('lead')}</p>
        </div>
        {state.target === undefined ? null : runButton}
      </header>
      <RunInputs inputs={inputs} />
      {state.target === undefined ? (
        <EmptyState icon={<Puzzle size={28} aria-hidden />} title={c('empty')} action={runButton}>
          {c('emptyText')}
          {inputs.url === undefined ? <p>{c('noUrl')}</p> : null}
        </EmptyState>
      ) : (
        <>
          <div className={styles.state} aria-live="polite">
            {busy ? <Progress label={c('title')} value={progressOf(state)} /> : null}
            <div className={styles.sum}>
              {busy ? <Under state={state} /> : <Summary state={state} />}
              <CopyButton text={() => gridMarkdown(state.target ?? '', state.cells)} label={c('copy')} />
            </div>
            {again ? null : (
              <p className={styles.of}>
                {c('of')}{' '}
                <code>
                  <Url text={state.target} />
                </code>
              </p>
            )}
          </div>
          <CompatGrid chosen={key} />
          {chosen && key !== undefined ? (
            <CellDetail
              name={chosen}
              shown={shownOf(state, key)}
              cell={cell}
              busy={busy}
              onOpen={() => void open(chosen)}
              onRerun={() => void rerun(chosen)}
            />
          ) : (
            <p className={styles.quiet}>{c('choose')}</p>
          )}
        </>
      )}
    </div>
  );
}

type State = ReturnType<typeof useCompat>;

const OUTCOMES = [
  'works',
  'offered',
  'refused',
  'failed',
  'not-offered',
  'not-tried',
] as const satisfies readonly CompatCell['outcome'][];

function progressOf({ ended, asked }: State): number {
  return (100 * ended.length) / asked.length;
}

/** Where the run under way is. */
function Under({ state }: { readonly state: State }) {
  const c = useCompatText();
  const t = useText();
  const { ended, asked, at } = state;
  const counts = { done: ended.length, planned: asked.length };
  return at
    ? c('progressAt', { ...counts, cell: at.key, stage: t(`stage.${at.stage}`) })
    : c('progress', counts);
}

/** How many cells came to what, the good first. */
function Summary({ state }: { readonly state: State }) {
  const c = useCompatText();
  const cells = Object.values(state.cells);
  return (
    <>
      {state.cancelled ? <span>{c('cancelled')}</span> : null}
      {OUTCOMES.map((outcome) => ({
        outcome,
        count: cells.filter((cell) => cell.outcome === outcome).length,
      }))
        .filter(({ count }) => count > 0)
        .map(({ outcome, count }) => (
          <OutcomeMark key={outcome} shown={outcome} errors={0} count={count} />
        ))}
    </>
  );
}

/** What a person wants to see first: a refusal, else the first cell that says anything. */
function firstOf(cells: State['cells']) {
  const ended = CELLS.map((name) => cells[cellKey(name)]).filter((cell) => cell !== undefined);
  return (
    ended.findLast(({ outcome }) => outcome === 'refused') ?? ended.findLast(({ stage }) => stage !== null)
  );
}
