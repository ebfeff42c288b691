// Where the window was. The file is only a hint: screens come and go, and anybody may edit it.

import type { Rectangle } from 'electron';

/** What `BrowserWindow` is given, and what is kept. Without `x` and `y` the system chooses the place. */
export interface WindowBounds {
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
  readonly maximized: boolean;
}

/** Below this the flow view is not readable. In device-independent pixels, as all of this file. */
export const MIN_SIZE = { width: 800, height: 560 } as const;
const USUAL_SIZE = { width: 1440, height: 900 } as const;
/** As much of the title bar as a hand needs to drag the window back. */
const GRIP = { width: 120, height: 32 } as const;

/**
 * The bounds to open with.
 * @param kept the parsed file, or anything else
 * @param workAreas of all screens, the primary one first
 */
export function chooseBounds(kept: unknown, workAreas: readonly Rectangle[]): WindowBounds {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...USUAL_SIZE };
  if (!isBounds(kept)) return { ...fitted(USUAL_SIZE, primary), maximized: false };
  const { x, y, maximized } = kept;
  if (x === undefined || y === undefined) return { ...fitted(kept, primary), maximized };
  const area = workAreas.find((workArea) => showsGrip({ x, y, width: kept.width }, workArea));
  if (area === undefined) return { ...fitted(kept, primary), maximized };
  return { ...fitted(kept, area), x, y, maximized };
}

function fitted(size: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(MIN_SIZE.width, Math.min(size.width, area.width)),
    height: Math.max(MIN_SIZE.height, Math.min(size.height, area.height)),
  };
}

function showsGrip({ x, y, width }: { x: number; y: number; width: number }, area: Rectangle): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const down = Math.min(y + GRIP.height, area.y + area.height) - Math.max(y, area.y);
  return across >= GRIP.width && down >= GRIP.height;
}

function isBounds(value: unknown): value is WindowBounds {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height, x, y, maximized } = value as { readonly [K in keyof WindowBounds]?: unknown };
  return (
    isLength(width) &&
    isLength(height) &&
    (x === undefined || Number.isSafeInteger(x)) &&
    (y === undefined || Number.isSafeInteger(y)) &&
    typeof maximized === 'boolean'
  );
}

function isLength(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
