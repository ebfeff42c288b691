// Rows and cells are placed one by one, which the elements of a table do not do: their roles are written out.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react';
import type { CellView } from '../../../../shared/matrix/fold.ts';
import { CALLERS_OWN, rowLabel } from '../../../../shared/matrix/matrix.ts';
import type { MatrixRow, RowId } from '../../../../shared/matrix/matrix.ts';
import type { IdentityName } from '../../../../shared/trace/event.ts';
import type { RolesText } from '../roles-messages.ts';
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
  y,
  columns,
  r,
}: {
  readonly item: GridItem & { readonly kind: 'group' };
  readonly y: number;
  readonly columns: number;
  readonly r: RolesText;
}) {
  const { group } = item;
  const isKind = group === 'tool' || group === 'resource' || group === 'prompt' || group === 'list';
  return (
    <div role="row" className={styles.group} style={{ top: y }}>
      <div role="gridcell" aria-colspan={columns + 1} className={styles.groupName}>
        {isKind ? r(`matrix.kind.${group}`) : r(`matrix.level.${group}`)} <span>{item.count}</span>
      </div>
    </div>
  );
}

export interface RowHeadProps {
  readonly row: MatrixRow;
  /** Pixels below the top of its block. */
  readonly y: number;
  readonly canEdit: boolean;
  readonly onConsent: (row: MatrixRow, consent: boolean) => void;
  /** Handed down: a subscription to the language in every cell is what made scrolling slow. */
  readonly r: RolesText;
}

const headId = (row: RowId): string => `head ${row}`.replaceAll(/\s/g, '_');

/** What a row calls. It stands apart from the cells, for the heads of a block stay in sight together. */
export const RowHead = memo(function RowHead({ row, y, canEdit, onConsent, r }: RowHeadProps) {
  return (
    <div
      role="rowheader"
      id={headId(row.id)}
      aria-colindex={1}
      data-row={row.id}
      className={styles.rowHead}
      style={{ top: y }}
    >
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
      {rowName(row, r)}
      {levelButton(row, r)}
    </div>
  );
});

export interface GridRowProps {
  readonly row: MatrixRow;
  readonly y: number;
  readonly index: number;
  readonly cells: readonly CellView[];
  /** Names of the identities whose request is under way, one a line. */
  readonly asking: string;
  /** The chosen cell, when it is in this row. */
  readonly chosen: IdentityName | undefined;
  readonly r: RolesText;
}

/** One row: what came of it as each identity. Drawn anew only when something in it changed. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, y, index, cells, chosen, r } = props;
  const asking = props.asking === '' ? [] : props.asking.split('\n');
  const ids = cells.map((cell) => cellId({ row: row.id, identity: cell.column.definition.name }));
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      // Its head stands elsewhere, and comes first.
      aria-owns={[headId(row.id), ...ids].join(' ')}
      className={styles.row}
      style={{ top: y }}
    >
      {cells.map((cell, column) => {
        const { name } = cell.column.definition;
        const { shape, word, isLong, tail, sentence } = cellWords(cell, asking.includes(name), r);
        return (
          <div
            key={name}
            role="gridcell"
            id={ids[column]}
            aria-colindex={column + 2}
            aria-selected={chosen === name}
            aria-label={sentence}
            className={styles.cell}
            data-row={row.id}
            data-column={name}
            data-verdict={cell.verdict ?? 'open'}
            data-outcome={cell.answer?.outcome.kind ?? 'none'}
            data-said={cell.expectation.from === 'said' || undefined}
          >
            <span className={styles.shape} aria-hidden>
              {shape}
            </span>
            <span className={isLong ? `${styles.word} ${styles.long}` : styles.word}>{word}</span>
            {tail === '' ? null : <span className={styles.tail}>{tail}</span>}
          </div>
        );
      })}
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
    before.r === after.r &&
    (before.cells === after.cells ||
      (before.cells.length === after.cells.length &&
        before.cells.every((cell, index) => cell === after.cells[index])))
  );
}

function rowName(row: MatrixRow, r: RolesText) {
  const label = rowLabel(row);
  const rest = label.slice(row.name.length);
  const own = row.owner === CALLERS_OWN;
  const hasOwner = row.owner !== undefined && !(own && (row.kind !== 'tool' || row.level !== 'owner'));
  return (
    <span className={styles.label} title={label}>
      <span className={styles.text}>
        {row.name}
        {rest === '' || rest === '()' ? null : <span className={styles.given}>{rest}</span>}
      </span>
      {hasOwner ? <span className={styles.owner}>{own ? r('matrix.own') : row.owner}</span> : null}
    </span>
  );
}

function levelButton(row: MatrixRow, r: RolesText) {
  if (row.kind === 'list' && row.level === undefined) return null;
  const level = r(`matrix.level.${row.level ?? 'unsaid'}`);
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
