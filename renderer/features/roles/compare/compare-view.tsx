import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Columns3 from 'lucide-react/icons/columns-3';
import { useMemo } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { CellView } from '../../../../shared/matrix/fold.ts';
import { rowLabel } from '../../../../shared/matrix/matrix.ts';
import type { Evidence, IdentityName } from '../../../../shared/trace/event.ts';
import { useActions } from '../../../actions.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { classes } from '../../../ui/classes.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import line from '../../../ui/line.module.css';
import { Select } from '../../../ui/select.tsx';
import { ExchangeDetails } from '../../flow/details/exchange-details.tsx';
import { ConsentDialog } from '../matrix/consent-dialog.tsx';
import { columnsOf } from '../matrix/grid-layout.ts';
import type { Run } from '../matrix/run-store.ts';
import { useRunCommands } from '../matrix/use-run-commands.ts';
import { shortTitle } from '../short-title.ts';
import { useRolesText } from '../roles-messages.ts';
import { showRoles, useRoles } from '../roles-store.ts';
import { AnswerTable } from './answer-table.tsx';
import styles from './compare.module.css';

/** Columns that are shown unless a person chooses. */
const USUAL = 4;

const hasAnswer = ({ answer }: CellView) => answer?.exchange !== undefined;

/** Who is worth a look first: the chosen one, then those who got something, then one for each other outcome. */
function usualColumns(cells: readonly CellView[], chosen: IdentityName | undefined): readonly IdentityName[] {
  const answered = cells.filter(hasAnswer);
  const weight = ({ column, verdict, answer }: CellView) =>
    column.definition.name === chosen
      ? 0
      : verdict === 'over-permissive' || verdict === 'over-restrictive'
        ? 1
        : answer?.outcome.kind === 'allowed'
          ? 2
          : 3;
  const picked = new Set(
    answered
      .toSorted((a, b) => weight(a) - weight(b))
      .slice(0, USUAL)
      .map(({ column }) => column.definition.name),
  );
  return answered.map(({ column }) => column.definition.name).filter((name) => picked.has(name));
}

/** One call as several callers: what each was given, laid line by line beside the others. */
export function CompareView({ run }: { readonly run: Run | undefined }) {
  const r = useRolesText();
  const rows = (run?.fold.plan?.rows ?? []).filter((row) => run?.fold.row(row.id).some(hasAnswer));
  if (!run || rows.length === 0) {
    return (
      <EmptyState
        icon={<Columns3 size={28} aria-hidden />}
        title={r('compare.emptyTitle')}
        action={
          <Button look="primary" onPress={() => showRoles({ tab: 'matrix' })}>
            {r('compare.goMatrix')}
          </Button>
        }
      >
        {r('compare.emptyText')}
      </EmptyState>
    );
  }
  return <OpenCompare run={run} rows={rows} />;
}

interface OpenCompareProps {
  readonly run: Run;
  readonly rows: readonly CellView['row'][];
}

function OpenCompare({ run, rows }: OpenCompareProps) {
  const r = useRolesText();
  const commands = useRunCommands(run);
  const { fold } = run;
  const chosen = useRoles((view) => view.chosen);
  const compared = useRoles((view) => view.compared);
  const baseName = useRoles((view) => view.base);
  const only = useRoles((view) => view.onlyDifferences);
  const raw = useRoles((view) => view.raw);
  const row = rows.find(({ id }) => id === chosen?.row) ?? rows[0];
  const at = row ? rows.indexOf(row) : -1;
  const { columns } = useMemo(() => (fold.plan ? columnsOf(fold.plan) : { columns: [] }), [fold.plan]);
  const cells = row ? columns.flatMap(({ definition }) => fold.cell(row.id, definition.name) ?? []) : [];
  const usual = usualColumns(cells, chosen?.identity);
  const shown = compared ?? usual;
  const visible = cells.filter((cell) => shown.includes(cell.column.definition.name));
  const base =
    visible.find(({ column }) => column.definition.name === baseName) ??
    visible.find(({ answer }) => answer?.outcome.kind === 'allowed') ??
    visible[0];

  const go = (by: number) => {
    const next = rows[at + by];
    if (next) showRoles({ chosen: { row: next.id, identity: chosen?.identity ?? '' }, raw: undefined });
  };
  useActions([
    {
      id: 'compare.next',
      title: r('compare.next'),
      group: r('tab.compare'),
      enabled: at < rows.length - 1,
      run: () => go(1),
    },
    {
      id: 'compare.previous',
      title: r('compare.previous'),
      group: r('tab.compare'),
      enabled: at > 0,
      run: () => go(-1),
    },
    {
      id: 'compare.only-differences',
      title: r('compare.onlyDifferences'),
      group: r('tab.compare'),
      run: () => showRoles({ onlyDifferences: !only }),
    },
  ]);
  const toggle = (name: IdentityName) =>
    showRoles({ compared: shown.includes(name) ? shown.filter((each) => each !== name) : [...shown, name] });
  const rawOf = raw && fold.cellOfExchange(raw.event)?.column.definition;
  const isShownRaw = raw !== undefined && fold.cellOfExchange(raw.event)?.row.id === row?.id;

  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <Select
          label={r('compare.call')}
          hideLabel
          className={styles.call ?? ''}
          options={rows.map((each) => ({ id: each.id, title: rowLabel(each) }))}
          selected={row?.id ?? ''}
          onSelect={(id) =>
            showRoles({ chosen: { row: id, identity: chosen?.identity ?? '' }, raw: undefined })
          }
        />
        <IconButton label={r('compare.previous')} isDisabled={at <= 0} onPress={() => go(-1)}>
          <ChevronLeft size={16} aria-hidden />
        </IconButton>
        <IconButton label={r('compare.next')} isDisabled={at >= rows.length - 1} onPress={() => go(1)}>
          <ChevronRight size={16} aria-hidden />
        </IconButton>
        <span className={line.spring} />
        <Checkbox isSelected={only} onChange={(onlyDifferences) => showRoles({ onlyDifferences })}>
          {r('compare.onlyDifferences')}
        </Checkbox>
        <fieldset className={styles.chips} aria-label={r('compare.columns')}>
          {cells.map(({ column: { definition }, answer }) => (
            <button
              key={definition.name}
              type="button"
              className={styles.chip}
              title={definition.title}
              aria-label={definition.title}
              aria-pressed={shown.includes(definition.name)}
              disabled={answer === undefined}
              onClick={() => toggle(definition.name)}
            >
              <IdentityMark colour={definition.colour} />
              {shortTitle(definition)}
            </button>
          ))}
        </fieldset>
      </div>
      <Group className={styles.middle} orientation="vertical">
        <Panel className={styles.pane} minSize="160px">
          {base ? (
            <AnswerTable
              run={run}
              cells={visible}
              base={base.column.definition.name}
              onlyDifferences={only}
              commands={commands}
            />
          ) : (
            <EmptyState title={r('compare.noColumns')} />
          )}
        </Panel>
        {isShownRaw ? (
          <>
            <Separator className={classes(styles.separator)} aria-label={r('compare.raw')} />
            <Panel className={styles.pane} defaultSize="42%" minSize="140px">
              <div className={styles.raw}>
                <span className={styles.closeRaw}>
                  {rawOf ? (
                    <>
                      <IdentityMark colour={rawOf.colour} />
                      {rawOf.title}
                    </>
                  ) : null}
                  <Button size="small" onPress={() => showRoles({ raw: undefined })}>
                    {r('compare.closeRaw')}
                  </Button>
                </span>
                <ExchangeDetails store={run.store} event={raw.event} lit={raw.lit} onShow={showRaw} />
              </div>
            </Panel>
          </>
        ) : null}
      </Group>
      {commands.question ? <ConsentDialog question={commands.question} onClose={commands.forget} /> : null}
    </div>
  );
}

const showRaw = ({ event, at }: Evidence) => showRoles({ raw: { event, lit: at } });
