// Which rows of a diagram can be seen: a long trace draws only those.

import type { Diagram, DiagramRow } from './diagram.ts';

/** Index of the row at height `y`, or of the nearest one; -1 when there are none. */
export function rowAt(diagram: Diagram, y: number): number {
  const { rows } = diagram;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.y + row.height <= y) low = middle + 1;
    else high = middle;
  }
  return rows.length === 0 ? -1 : low;
}

/** Rows that reach into [top, bottom), with `overscan` pixels around it. */
export function rowsBetween(
  diagram: Diagram,
  top: number,
  bottom: number,
  overscan = 0,
): readonly DiagramRow[] {
  const first = rowAt(diagram, Math.max(0, top - overscan));
  if (first < 0) return [];
  const last = rowAt(diagram, Math.max(0, bottom + overscan));
  return diagram.rows.slice(first, last + 1);
}
