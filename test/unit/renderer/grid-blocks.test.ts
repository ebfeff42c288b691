// The blocks of lines that the matrix draws: exactly the lines in sight, in blocks that stay where they are.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksBetween, type GridLayout } from '../../../renderer/features/roles/matrix/grid-layout.ts';
import { rowsBetween } from '../../../shared/diagram/window.ts';

/** Groups of the sizes given, each with its name as a line. */
function layoutOf(groups: readonly number[]): GridLayout {
  const rows = groups.flatMap((size, group) =>
    [26, ...Array.from({ length: size }, () => 30)].map((height) => ({ height, group })),
  );
  let y = 0;
  const placed = rows.map(({ height, group }, index) => {
    const item = { kind: 'group', key: `${index}`, group: 'tool', count: group, y, height } as const;
    y += height;
    return item;
  });
  return { rows: placed, order: [], height: y };
}

const layouts = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 5 }).map(layoutOf);

test('they hold every line in sight, once and in order, and no other', () => {
  fc.assert(
    fc.property(
      layouts,
      fc.integer({ min: -200, max: 5000 }),
      fc.nat({ max: 900 }),
      (layout, top, height) => {
        const blocks = blocksBetween(layout, top, top + height, 90);
        const lines = blocks.flatMap(({ from, to }) => layout.rows.slice(from, to));
        expect(lines).toEqual(rowsBetween(layout, top, top + height, 90));
      },
    ),
  );
});

test('a block stays where it is while its lines come and go', () => {
  const layout = layoutOf([3, 60]);
  const seen = new Map<number, string>();
  for (let top = 0; top < layout.height; top += 30) {
    for (const { key, from, to, y, height } of blocksBetween(layout, top, top + 300, 60)) {
      const place = `${y} ${height}`;
      expect(seen.get(key) ?? place).toBe(place);
      seen.set(key, place);
      for (const line of layout.rows.slice(from, to)) {
        expect(line.y).toBeGreaterThanOrEqual(y);
        expect(line.y + line.height).toBeLessThanOrEqual(y + height);
      }
    }
  }
  expect(seen.size).toBe(Math.ceil(layout.rows.length / 4));
});

test('there are none of an empty grid', () => {
  expect(blocksBetween({ rows: [], order: [], height: 0 }, 0, 500, 60)).toEqual([]);
});
