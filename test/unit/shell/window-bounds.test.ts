import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseBounds, MIN_SIZE } from '../../../electron/shell/window-bounds.ts';

const primary = { x: 0, y: 25, width: 1920, height: 1055 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };
const kept = { width: 1000, height: 700, x: 100, y: 100, maximized: false };

describe('the bounds of the window', () => {
  test('are the usual ones at the first start, within the screen', () => {
    expect(chooseBounds(undefined, [primary])).toEqual({ width: 1440, height: 900, maximized: false });
    expect(chooseBounds(undefined, [{ x: 0, y: 0, width: 1366, height: 728 }])).toEqual({
      width: 1366,
      height: 728,
      maximized: false,
    });
  });

  test('are those of the last run', () => {
    expect(chooseBounds(kept, [primary])).toEqual(kept);
    expect(chooseBounds({ ...kept, x: 2000, maximized: true }, [primary, second])).toEqual({
      ...kept,
      x: 2000,
      maximized: true,
    });
  });

  test.each([
    ['a screen that is gone', { ...kept, x: 2000 }],
    ['above the screen, out of reach', { ...kept, y: -600 }],
    ['below the screen', { ...kept, y: 1070 }],
    ['too far to the left', { ...kept, x: -950 }],
  ])('lose their place, not their size, when that is %s', (_where, bounds) => {
    expect(chooseBounds(bounds, [primary])).toEqual({ width: 1000, height: 700, maximized: false });
  });

  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ ...kept, width: '1000' }],
    [{ ...kept, height: Number.NaN }],
    [{ ...kept, width: -1 }],
    [{ ...kept, x: 1.5 }],
    [{ ...kept, maximized: 1 }],
  ])('are not read from %j', (damaged) => {
    expect(chooseBounds(damaged, [primary])).toEqual({ width: 1440, height: 900, maximized: false });
  });

  test('always leave a window that can be read and dragged', () => {
    const number = fc.oneof(fc.integer(), fc.integer({ min: -3000, max: 3000 }));
    const area = fc.record({
      x: fc.integer({ min: -4000, max: 4000 }),
      y: fc.integer({ min: -4000, max: 4000 }),
      width: fc.integer({ min: 800, max: 4000 }),
      height: fc.integer({ min: 560, max: 3000 }),
    });
    fc.assert(
      fc.property(
        fc.record({ width: number, height: number, x: number, y: number, maximized: fc.boolean() }),
        fc.array(area, { minLength: 1, maxLength: 3 }),
        (bounds, areas) => {
          const chosen = chooseBounds(bounds, areas);
          expect(chosen.width).toBeGreaterThanOrEqual(MIN_SIZE.width);
          expect(chosen.height).toBeGreaterThanOrEqual(MIN_SIZE.height);
          const { x, y } = chosen;
          if (x === undefined || y === undefined) return;
          // The title bar shows on some screen.
          expect(
            areas.some(
              (one) =>
                y + 32 > one.y && y < one.y + one.height && x + bounds.width > one.x && x < one.x + one.width,
            ),
          ).toBe(true);
        },
      ),
    );
  });
});
