import Grid3x3 from 'lucide-react/icons/grid-3x3';
import { useMemo, useRef } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { AccessLevel } from '../../../../shared/identity/identity.ts';
import type { Expect, MatrixRow } from '../../../../shared/matrix/matrix.ts';
import type { Evidence } from '../../../../shared/trace/event.ts';
import { useActions } from '../../../actions.ts';
import { useSession } from '../../../session-store.ts';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { ExchangeDetails } from '../../flow/details/exchange-details.tsx';
import { useWide } from '../../flow/use-wide.ts';
import { useRolesText } from '../roles-messages.ts';
import { showRoles, useRoles } from '../roles-store.ts';
import { CellPanel } from './cell-panel.tsx';
import { ConsentDialog } from './consent-dialog.tsx';
import { expectationEdit } from './expectation-edit.ts';
import { FindingsPanel } from './findings-panel.tsx';
import { columnsOf, layoutGrid } from './grid-layout.ts';
import { MatrixGrid } from './matrix-grid.tsx';
import styles from './matrix.module.css';
import { RunBar } from './run-bar.tsx';
import type { Run } from './run-store.ts';
import { POLICY_FILES, useRunCommands, type RunCommands } from './use-run-commands.ts';
import { VerdictFilter } from './verdict-filter.tsx';

/** Who may call what, and who did. */
export function MatrixView({ run }: { readonly run: Run | undefined }) {
  const commands = useRunCommands(run);
  const file = useRef<HTMLInputElement>(null);
  const openPolicy = () => file.current?.click();
  return (
    <>
      {run ? (
        <OpenRun run={run} commands={commands} onOpenPolicy={openPolicy} />
      ) : (
        <NoRun commands={commands} onOpenPolicy={openPolicy} />
      )}
      <input
        ref={file}
        type="file"
        hidden
        data-policy-file
        accept={POLICY_FILES.join(',')}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          // The same file again is a change to it.
          event.target.value = '';
          if (chosen) void chosen.text().then(commands.usePolicy);
        }}
      />
      {commands.question ? <ConsentDialog question={commands.question} onClose={commands.forget} /> : null}
    </>
  );
}

const PANES = ['cell', 'exchange', 'findings'] as const;

const showRaw = ({ event, at }: Evidence) => showRoles({ raw: { event, lit: at } });

interface PartProps {
  readonly commands: RunCommands;
  readonly onOpenPolicy: () => void;
}

function NoRun({ commands, onOpenPolicy }: PartProps) {
  const r = useRolesText();
  const { identities, summary } = useSession();
  const live = summary?.live === true;
  const alone = identities.length < 2;
  useActions([
    {
      id: 'matrix.open',
      title: r('matrix.build'),
      group: r('title'),
      enabled: live,
      run: () => void commands.open(),
    },
    {
      id: 'matrix.open-policy',
      title: r('matrix.openPolicy'),
      group: r('title'),
      enabled: live,
      run: onOpenPolicy,
    },
  ]);
  return (
    <EmptyState
      icon={<Grid3x3 size={28} aria-hidden />}
      title={r('matrix.emptyTitle')}
      action={
        <span className={styles.emptyActions}>
          <Button look="primary" isDisabled={!live} onPress={() => void commands.open()}>
            {r('matrix.build')}
          </Button>
          <Button isDisabled={!live} onPress={onOpenPolicy}>
            {r('matrix.openPolicy')}
          </Button>
          {alone ? (
            <Button onPress={() => showRoles({ tab: 'identities' })}>{r('matrix.addIdentity')}</Button>
          ) : null}
        </span>
      }
    >
      {r('matrix.emptyText')}
      {alone ? ` ${r('matrix.emptyAlone')}` : ''}
    </EmptyState>
  );
}

function OpenRun({ run, commands, onOpenPolicy }: PartProps & { readonly run: Run }) {
  const r = useRolesText();
  const wide = useWide();
  const { fold, view, live, busy, state } = run;
  const grouping = useRoles((shown) => shown.grouping);
  const filter = useRoles((shown) => shown.filter);
  const words = useRoles((shown) => shown.words);
  const chosen = useRoles((shown) => shown.chosen);
  const pane = useRoles((shown) => shown.pane);
  const raw = useRoles((shown) => shown.raw);
  const { version } = view;
  const { plan } = fold;

  const layout = useMemo(
    () => layoutGrid(fold, { grouping, filter, words }),
    // `fold` grows in place; `version` says when.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [fold, grouping, filter, words, version],
  );
  const { columns, live: liveColumns } = useMemo(
    () => (plan ? columnsOf(plan) : { columns: [], live: 0 }),
    [plan],
  );
  const asking = useMemo(
    () => new Set(busy ? state.asking.map(({ row, identity }) => `${row}\n${identity}`) : []),
    [state, busy],
  );
  const canEdit = live && !busy;
  const cell = chosen && fold.cell(chosen.row, chosen.identity);
  const answered = cell?.answer?.exchange;
  const shownRaw = raw ?? (answered === undefined ? undefined : { event: answered, lit: undefined });
  const failed = fold.findings.filter(({ verdict }) => verdict === 'fail');

  const expect = (expect: Expect | null) => {
    if (cell && canEdit) void commands.edit([expectationEdit(fold, cell, expect)]);
  };
  const openCompare = () => {
    if (cell) showRoles({ tab: 'compare' });
  };
  useMatrixActions(run, commands, onOpenPolicy, expect, openCompare);

  const failures =
    failed.length === 0 ? null : (
      <SeverityMark
        mark={failed.some(({ severity }) => severity === 'error') ? 'fail' : 'warning'}
        shapeOnly
        count={failed.length}
      />
    );
  const showPane = (shown: (typeof PANES)[number]) => {
    if (shown === 'findings') return <FindingsPanel run={run} />;
    if (!cell) return <p className={styles.choose}>{r('matrix.choose')}</p>;
    if (shown === 'cell') {
      return (
        <CellPanel
          key={`${cell.row.id} ${cell.column.definition.name}`}
          run={run}
          cell={cell}
          commands={commands}
          canEdit={canEdit}
          onExpect={expect}
        />
      );
    }
    if (shownRaw === undefined) return <p className={styles.choose}>{r('matrix.noExchange')}</p>;
    return (
      <div className={styles.exchange}>
        <ExchangeDetails store={run.store} event={shownRaw.event} lit={shownRaw.lit} onShow={showRaw} />
      </div>
    );
  };

  return (
    <div className={styles.view}>
      <RunBar run={run} commands={commands} onOpenPolicy={onOpenPolicy}>
        <VerdictFilter fold={fold} />
      </RunBar>
      <Group
        key={wide ? 'wide' : 'narrow'}
        className={styles.middle}
        orientation={wide ? 'horizontal' : 'vertical'}
      >
        <Panel className={styles.pane} defaultSize={wide ? '74%' : '62%'} minSize={wide ? '520px' : '160px'}>
          {layout.order.length === 0 ? (
            <EmptyState
              title={r('matrix.noRows')}
              action={
                <Button onPress={() => showRoles({ filter: 'all', words: '' })}>{r('matrix.showAll')}</Button>
              }
            />
          ) : (
            <MatrixGrid
              fold={fold}
              layout={layout}
              columns={columns}
              live={liveColumns}
              chosen={chosen}
              asking={asking}
              canEdit={canEdit}
              onChoose={(place) =>
                showRoles({ chosen: place, raw: undefined, ...(pane === 'findings' ? { pane: 'cell' } : {}) })
              }
              onOpen={openCompare}
              onLevel={(row: MatrixRow, level: AccessLevel | null) =>
                void commands.edit([{ edit: 'level', kind: row.kind, name: row.name, level }])
              }
              onConsent={(row, consent) =>
                void commands.edit([{ edit: 'consent', kind: row.kind, name: row.name, consent }])
              }
              onRunColumn={({ definition }) =>
                commands.runCells(
                  layout.order
                    .filter((row) => row.effect === 'reads' || row.ticked)
                    .map((row) => ({ row: row.id, identity: definition.name })),
                )
              }
            />
          )}
        </Panel>
        <Separator
          className={classes(styles.separator, wide ? styles.across : styles.down)}
          aria-label={r('matrix.paneTabs')}
        />
        <Panel className={styles.pane} minSize={wide ? '300px' : '120px'}>
          <Tabs
            label={r('matrix.paneTabs')}
            selected={pane}
            onSelect={(pane) => showRoles({ pane })}
            items={PANES.map((id) => ({
              id,
              title: r(`matrix.pane.${id}`),
              badge: id === 'findings' ? failures : null,
              content: () => showPane(id),
            }))}
          />
        </Panel>
      </Group>
    </div>
  );
}

/** Everything of this view in the command list, and by key where there is one. */
function useMatrixActions(
  run: Run,
  commands: RunCommands,
  onOpenPolicy: () => void,
  expect: (expect: Expect | null) => void,
  onCompare: () => void,
): void {
  const r = useRolesText();
  const { live, busy, state, fold } = run;
  const chosen = useRoles((shown) => shown.chosen);
  const rests = live && !busy;
  const hasCell = chosen !== undefined && fold.cell(chosen.row, chosen.identity) !== undefined;
  const row = chosen?.row;
  const action = (id: string, title: string, enabled: boolean, run: () => unknown) => ({
    id: `matrix.${id}`,
    title,
    group: r('tab.matrix'),
    enabled,
    run: () => void run(),
  });
  useActions([
    action('run', r('matrix.run'), rests, commands.run),
    action('run-again', r('matrix.runAgain'), rests, commands.runAgain),
    action('pause', r('matrix.pause'), busy && state.phase !== 'discovers' && !state.pausing, commands.pause),
    action('resume', r('matrix.resume'), state.phase === 'paused', commands.resume),
    action('cancel', r('matrix.cancel'), busy || state.phase === 'paused', commands.cancel),
    action('discover', r('matrix.discover'), rests, commands.discover),
    action('open-policy', r('matrix.openPolicy'), !busy, onOpenPolicy),
    action('save-policy', r('matrix.savePolicy'), live, commands.savePolicy),
    action('save-markdown', r('matrix.saveMarkdown'), true, () => commands.saveReport('markdown')),
    action('save-json', r('matrix.saveJson'), true, () => commands.saveReport('json')),
    action('save-trace', r('matrix.saveTrace'), true, commands.saveTrace),
    action('new', r('matrix.newRun'), rests, () => commands.open()),
    action('only-problems', r('matrix.filters.problems'), true, () => showRoles({ filter: 'problems' })),
    action('show-all', r('matrix.showAll'), true, () => showRoles({ filter: 'all', words: '' })),
    action('expect-allow', `${r('cell.expected')}: ${r('cell.expect.allow')}`, rests && hasCell, () =>
      expect('allow'),
    ),
    action('expect-deny', `${r('cell.expected')}: ${r('cell.expect.deny')}`, rests && hasCell, () =>
      expect('deny'),
    ),
    action('expect-unknown', `${r('cell.expected')}: ${r('cell.expect.unknown')}`, rests && hasCell, () =>
      expect('unknown'),
    ),
    action('ask-cell', r('cell.again'), rests && hasCell, () => chosen && commands.runCells([chosen])),
    action('ask-row', r('cell.runRow'), rests && row !== undefined, () =>
      commands.runCells(
        (fold.plan?.columns ?? []).map(({ definition }) => ({ row: row ?? '', identity: definition.name })),
      ),
    ),
    action('compare', r('cell.compare'), hasCell, onCompare),
  ]);
}
