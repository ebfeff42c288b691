// Rows and cells are placed one by one, which the elements of a table do not do: their roles are written out.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react';
import type { CellView } from '../../../../shared/matrix/fold.ts';
import { CALLERS_OWN, rowLabel } from '../../../../shared/matrix/matrix.ts';
import type { MatrixRow } from '../../../../shared/matrix/matrix.ts';
import type { IdentityName } from '../../../../shared/trace/event.ts';
import { classes } from '../../../ui/classes.ts';
import { useRolesText } from '../roles-messages.ts';
import type { CellPlace } from '../roles-store.ts';
import { cellWords } from './cell-words.ts';
import type { GridItem } from './grid-layout.ts';
import styles from './matrix-grid.module.css';

/** Id of a cell in the page. */
export function cellId({ row, identity }: CellPlace): string {
  return `cell ${row} ${identity}`.replaceAll(/\s/g, '_');
}

/** The name of a group, before its rows. */
export function GroupRow({
  item,
  columns,
}: {
  readonly item: GridItem & { readonly kind: 'group' };
  readonly columns: number;
}) {
  const r = useRolesText();
  const { group } = item;
  const isKind = group === 'tool' || group === 'resource' || group === 'prompt' || group === 'list';
  return (
    <div role="row" className={styles.group} style={{ top: item.y }}>
      <div role="gridcell" aria-colspan={columns + 1} className={styles.groupName}>
        {isKind ? r(`matrix.kind.${group}`) : r(`matrix.level.${group}`)} <span>{item.count}</span>
      </div>
    </div>
  );
}

export interface GridRowProps {
  readonly row: MatrixRow;
  readonly y: number;
  readonly index: number;
  readonly cells: readonly CellView[];
  /** Names of the identities whose request is under way, one a line. */
  readonly asking: string;
  /** The chosen cell, when it is in this row. */
  readonly chosen: IdentityName | undefined;
  readonly canEdit: boolean;
  readonly onConsent: (row: MatrixRow, consent: boolean) => void;
}

/** One row: what is called, and what came of it as each identity. Drawn anew only when something in it changed. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, y, index, cells, chosen, canEdit, onConsent } = props;
  const r = useRolesText();
  const asking = props.asking === '' ? [] : props.asking.split('\n');
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes(styles.row, index % 2 === 1 && styles.odd)}
      style={{ top: y }}
    >
      <div role="rowheader" aria-colindex={1} data-row={row.id} className={styles.rowHead}>
        {row.effect === 'reads' ? (
          <span className={styles.noTick} />
        ) : (
          <input
            type="checkbox"
            className={styles.tick}
            title={r('matrix.mayChange')}
            aria-label={r('matrix.mayChangeOf', { name: row.name })}
            checked={row.ticked}
            disabled={!canEdit}
            onChange={(event) => onConsent(row, event.target.checked)}
          />
        )}
        <RowLabel row={row} />
        <LevelButton row={row} />
      </div>
      {cells.map((cell, column) => (
        <Cell
          key={cell.column.definition.name}
          cell={cell}
          column={column}
          isAsking={asking.includes(cell.column.definition.name)}
          isChosen={chosen === cell.column.definition.name}
        />
      ))}
    </div>
  );
}, isSame);

function isSame(before: GridRowProps, after: GridRowProps): boolean {
  return (
    before.row === after.row &&
    before.y === after.y &&
    before.index === after.index &&
    before.asking === after.asking &&
    before.chosen === after.chosen &&
    before.canEdit === after.canEdit &&
    before.cells.length === after.cells.length &&
    before.cells.every((cell, index) => cell === after.cells[index])
  );
}

function RowLabel({ row }: { readonly row: MatrixRow }) {
  const r = useRolesText();
  const label = rowLabel(row);
  const rest = label.slice(row.name.length);
  const own = row.owner === CALLERS_OWN;
  return (
    <span className={styles.label} title={label}>
      <span className={styles.text}>
        {row.name}
        {rest === '' || rest === '()' ? null : <span className={styles.given}>{rest}</span>}
      </span>
      {row.owner === undefined || (own && row.kind !== 'tool') || (own && row.level !== 'owner') ? null : (
        <span className={styles.owner}>{own ? r('matrix.own') : row.owner}</span>
      )}
    </span>
  );
}

function LevelButton({ row }: { readonly row: MatrixRow }) {
  const r = useRolesText();
  const level = r(`matrix.level.${row.level ?? 'unsaid'}`);
  if (row.kind === 'list' && row.level === undefined) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.level}
      data-level-of={row.id}
      data-guessed={row.levelBy === 'guess' || undefined}
      title={row.levelWhy}
      aria-label={r('matrix.levelOf', { name: row.name, level })}
    >
      {level}
    </button>
  );
}

interface CellProps {
  readonly cell: CellView;
  readonly column: number;
  readonly isAsking: boolean;
  readonly isChosen: boolean;
}

const Cell = memo(function Cell({ cell, column, isAsking, isChosen }: CellProps) {
  const r = useRolesText();
  const { row, verdict, answer, expectation } = cell;
  const identity = cell.column.definition.name;
  const { shape, word, tail, sentence } = cellWords(cell, isAsking, r);
  return (
    <div
      role="gridcell"
      id={cellId({ row: row.id, identity })}
      aria-colindex={column + 2}
      aria-selected={isChosen}
      aria-label={sentence}
      className={styles.cell}
      data-row={row.id}
      data-column={identity}
      data-verdict={verdict ?? 'open'}
      data-outcome={answer?.outcome.kind ?? 'none'}
      data-said={expectation.from === 'said' || undefined}
    >
      <span className={styles.shape} aria-hidden>
        {shape}
      </span>
      <span className={styles.word}>{word}</span>
      {tail === '' ? null : <span className={styles.tail}>{tail}</span>}
    </div>
  );
});
