import Ellipsis from 'lucide-react/icons/ellipsis';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import type { ReactNode } from 'react';
import { durationText } from '../../../duration.ts';
import { useText } from '../../../i18n/messages.ts';
import { KEYMAP } from '../../../keymap.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import line from '../../../ui/line.module.css';
import { Menu } from '../../../ui/menu.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Select } from '../../../ui/select.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useNow } from '../../../use-now.ts';
import { useRolesText } from '../roles-messages.ts';
import { showRoles, useRoles } from '../roles-store.ts';
import { GROUPINGS } from './grid-layout.ts';
import styles from './matrix.module.css';
import type { Run } from './run-store.ts';
import type { RunCommands } from './use-run-commands.ts';

/** Requests under way at once, and begun in a second; 0 for no limit. */
const AT_ONCE = [1, 2, 4, 8, 16, 32];
const PER_SECOND = [0, 1, 2, 5, 10, 50];

export interface RunBarProps {
  readonly run: Run;
  readonly commands: RunCommands;
  readonly onOpenPolicy: () => void;
  /** The verdicts in numbers, below the buttons. */
  readonly children: ReactNode;
}

/** What can be done with the run as a whole, how far it is, and which rows are shown. */
export function RunBar({ run, commands, onOpenPolicy, children }: RunBarProps) {
  const r = useRolesText();
  const { state, live, busy, fold } = run;
  const words = useRoles((view) => view.words);
  const grouping = useRoles((view) => view.grouping);
  const paused = state.phase === 'paused';
  const { open } = fold.progress();
  const entries = [
    { id: 'again', title: r('matrix.runAgain'), isDisabled: !live || busy, run: commands.runAgain },
    { id: 'discover', title: r('matrix.discover'), isDisabled: !live || busy, run: commands.discover },
    {
      id: 'undo',
      title: r('matrix.undo'),
      chord: KEYMAP['matrix.undo'][0],
      isDisabled: !live || busy || state.canUndo !== true,
      run: commands.undo,
    },
    {
      id: 'redo',
      title: r('matrix.redo'),
      chord: KEYMAP['matrix.redo'][0],
      isDisabled: !live || busy || state.canRedo !== true,
      run: commands.redo,
    },
    { id: 'open', title: r('matrix.openPolicy'), isDisabled: busy, run: onOpenPolicy },
    { id: 'save', title: r('matrix.savePolicy'), isDisabled: !live, run: () => void commands.savePolicy() },
    { id: 'markdown', title: r('matrix.saveMarkdown'), run: () => commands.saveReport('markdown') },
    { id: 'json', title: r('matrix.saveJson'), run: () => commands.saveReport('json') },
    { id: 'trace', title: r('matrix.saveTrace'), run: () => void commands.saveTrace() },
    { id: 'new', title: r('matrix.newRun'), isDisabled: !live || busy, run: () => void commands.open() },
  ];
  return (
    <div className={styles.bar}>
      <div className={styles.tools}>
        {busy ? (
          <>
            {state.phase === 'discovers' ? null : (
              <Button
                icon={<Pause size={14} aria-hidden />}
                isDisabled={state.pausing === true}
                onPress={commands.pause}
              >
                {r('matrix.pause')}
              </Button>
            )}
            <Button onPress={commands.cancel}>{r('matrix.cancel')}</Button>
          </>
        ) : paused ? (
          <>
            <Button
              look="primary"
              icon={<Play size={14} aria-hidden />}
              isDisabled={!live}
              onPress={commands.resume}
            >
              {r('matrix.resume')}
            </Button>
            <Button isDisabled={!live} onPress={commands.cancel}>
              {r('matrix.cancel')}
            </Button>
          </>
        ) : (
          <Button
            look="primary"
            icon={<Play size={14} aria-hidden />}
            isDisabled={!live || commands.opening}
            onPress={open > 0 ? commands.run : commands.runAgain}
          >
            {r(open === 0 ? 'matrix.runAgain' : 'matrix.run')}
          </Button>
        )}
        {live ? (
          <Limits run={run} commands={commands} />
        ) : (
          <span className={styles.muted}>{r('matrix.savedRun')}</span>
        )}
        <RunState run={run} />
        <span className={line.spring} />
        <TextField
          label={r('matrix.filter')}
          hideLabel
          placeholder={r('matrix.filter')}
          className={styles.search ?? ''}
          value={words}
          onChange={(words) => showRoles({ words })}
        />
        <Segments
          label={r('matrix.group')}
          options={GROUPINGS.map((id) => ({ id, title: r(`matrix.by.${id}`) }))}
          selected={grouping}
          onSelect={(grouping) => showRoles({ grouping })}
        />
        <Menu label={r('matrix.more')} entries={entries}>
          <IconButton label={r('matrix.more')} placement="bottom">
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        </Menu>
      </div>
      {children}
      {busy ? null : <Unreachable run={run} />}
      {busy ? (
        <div className={styles.progress}>
          <Progress
            label={r(`matrix.phase.${state.phase}`)}
            {...(state.planned === 0 ? {} : { value: (100 * state.done) / state.planned })}
          />
        </div>
      ) : null}
    </div>
  );
}

function Limits({ run, commands }: { readonly run: Run; readonly commands: RunCommands }) {
  const r = useRolesText();
  const settings = run.fold.plan?.run;
  if (!settings) return null;
  const { concurrency, rate } = settings;
  const choices = (known: readonly number[], now: number) =>
    [...new Set([...known, now])].sort((a, b) => a - b);
  return (
    <span className={styles.limits}>
      <Select
        label={r('matrix.atOnce', { count: concurrency })}
        hideLabel
        quiet
        isDisabled={run.busy}
        options={choices(AT_ONCE, concurrency).map((count) => ({
          id: String(count),
          title: r('matrix.atOnce', { count }),
        }))}
        selected={String(concurrency)}
        onSelect={(count) => void commands.edit([{ edit: 'run', concurrency: Number(count) }])}
      />
      <Select
        label={r('matrix.noLimit')}
        hideLabel
        quiet
        isDisabled={run.busy}
        options={choices(PER_SECOND, rate).map((count) => ({
          id: String(count),
          title: count === 0 ? r('matrix.noLimit') : r('matrix.perSecond', { count }),
        }))}
        selected={String(rate)}
        onSelect={(count) => void commands.edit([{ edit: 'run', rate: Number(count) }])}
      />
    </span>
  );
}

/** Says that a server went away in the middle, which no single cell would. */
function Unreachable({ run: { fold, live } }: { readonly run: Run }) {
  const r = useRolesText();
  let [count, said] = [0, ''];
  for (const { answer } of fold.cells()) {
    if (answer?.outcome.kind !== 'not-run' || answer.outcome.why !== 'unreachable') continue;
    count += 1;
    ({ said } = answer.outcome);
  }
  if (count === 0) return null;
  return (
    <output className={styles.unreachable} title={said}>
      <SeverityMark mark="warning" shapeOnly />
      <span>
        {r('matrix.unreachable', { count })} {live ? r('matrix.unreachableNext') : null}
      </span>
    </output>
  );
}

/** How far it is, in words. */
function RunState({ run: { state } }: { readonly run: Run }) {
  const t = useText();
  const r = useRolesText();
  const { phase, done, planned, waitsUntil, pausing } = state;
  const now = useNow(waitsUntil !== undefined);
  if (phase === 'rests') return null;
  return (
    <output className={styles.state}>
      {r(pausing ? 'matrix.pausing' : `matrix.phase.${phase}`)}
      {planned === 0 ? null : <span className={styles.muted}>{r('matrix.progress', { done, planned })}</span>}
      {waitsUntil === undefined || waitsUntil <= now ? null : (
        <span className={styles.waits}>{r('matrix.waits', { time: durationText(waitsUntil - now, t) })}</span>
      )}
    </output>
  );
}
