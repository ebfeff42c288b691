import { memo } from 'react';
import type { MatrixRow } from '../../../../shared/matrix/matrix.ts';
import type { RolesText } from '../roles-messages.ts';
import type { CellPlace } from '../roles-store.ts';
import type { BlockPlace, GridLayout } from './grid-layout.ts';
import { GridRow, GroupRow, RowHead } from './grid-row.tsx';
import styles from './matrix-grid.module.css';
import type { RowCells } from './row-cells.ts';

export interface GridBlockProps {
  readonly layout: GridLayout;
  readonly place: BlockPlace;
  readonly cells: RowCells;
  readonly columns: number;
  readonly chosen: CellPlace | undefined;
  readonly canEdit: boolean;
  readonly onConsent: (row: MatrixRow, consent: boolean) => void;
  readonly r: RolesText;
}

/**
 * A few lines of the grid that the browser paints as one layer: a row that comes into sight costs the painting of its
 * block, and not of everything in sight.
 */
export const GridBlock = memo(function GridBlock(props: GridBlockProps) {
  const { layout, place, cells, columns, chosen, canEdit, onConsent, r } = props;
  const items = layout.rows.slice(place.from, place.to);
  const rows = items.filter((item) => item.kind === 'row');
  return (
    <div className={styles.block} style={{ top: place.y, height: place.height }}>
      {items.map((item) =>
        item.kind === 'group' ? (
          <GroupRow key={item.key} item={item} y={item.y - place.y} columns={columns} r={r} />
        ) : (
          <GridRow
            key={item.key}
            row={item.row}
            y={item.y - place.y}
            index={item.index}
            cells={cells.cellsOf(item.row.id)}
            asking={cells.askingIn(item.row.id)}
            chosen={chosen?.row === item.row.id ? chosen.identity : undefined}
            r={r}
          />
        ),
      )}
      <div className={styles.heads}>
        {rows.map(({ key, row, y }) => (
          <RowHead key={key} row={row} y={y - place.y} canEdit={canEdit} onConsent={onConsent} r={r} />
        ))}
      </div>
    </div>
  );
}, isSame);

function isSame(before: GridBlockProps, after: GridBlockProps): boolean {
  return (
    before.place.from === after.place.from &&
    before.place.to === after.place.to &&
    before.layout === after.layout &&
    before.cells === after.cells &&
    before.columns === after.columns &&
    before.chosen === after.chosen &&
    before.canEdit === after.canEdit &&
    before.onConsent === after.onConsent &&
    before.r === after.r
  );
}
