// What a row of the grid shows, put together once and not at every turn of the wheel.

import { useMemo } from 'react';
import type { CellView, MatrixFold } from '../../../../shared/matrix/fold.ts';
import type { RowId } from '../../../../shared/matrix/matrix.ts';
import type { GridLayout } from './grid-layout.ts';

/** What the rows show of the run. */
export interface RowCells {
  /** The cells of a row, in the order of the columns. */
  readonly cellsOf: (row: RowId) => readonly CellView[];
  /** Names of the identities whose request is under way in a row, one a line. */
  readonly askingIn: (row: RowId) => string;
}

/** What the rows show now; the same object until that changes. */
export function useRowCells(
  fold: MatrixFold,
  layout: GridLayout,
  names: readonly string[],
  asking: ReadonlySet<string>,
): RowCells {
  return useMemo(
    () => {
      const made = new Map<RowId, readonly CellView[]>();
      const busy = namesByRow(asking);
      return {
        cellsOf: (row) => {
          let cells = made.get(row);
          if (!cells) made.set(row, (cells = names.flatMap((name) => fold.cell(row, name) ?? [])));
          return cells;
        },
        askingIn: (row) => busy.get(row) ?? '',
      };
    },
    // `fold` grows in place; `layout` is new when it did.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [fold, layout, names, asking],
  );
}

function namesByRow(places: ReadonlySet<string>): ReadonlyMap<RowId, string> {
  const names = new Map<RowId, string>();
  for (const place of places) {
    const cut = place.indexOf('\n');
    const [row, name] = [place.slice(0, cut), place.slice(cut + 1)];
    const before = names.get(row);
    names.set(row, before === undefined ? name : `${before}\n${name}`);
  }
  return names;
}
