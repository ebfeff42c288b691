// Which rows can be seen: a long trace, or a large grid, draws only those.

/** Something that stands at a height in a list, in pixels. */
interface Placed {
  readonly y: number;
  readonly height: number;
}

/** Rows from the top to the bottom, without gaps. */
interface Rows<R extends Placed> {
  readonly rows: readonly R[];
}

/** Index of the row at height `y`, or of the nearest one; -1 when there are none. */
export function rowAt<R extends Placed>({ rows }: Rows<R>, y: number): number {
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
export function rowsBetween<R extends Placed>(
  list: Rows<R>,
  top: number,
  bottom: number,
  overscan = 0,
): readonly R[] {
  const first = rowAt(list, Math.max(0, top - overscan));
  if (first < 0) return [];
  const last = rowAt(list, Math.max(0, bottom + overscan));
  return list.rows.slice(first, last + 1);
}
