import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app, screen, type BrowserWindow } from 'electron';
import { chooseBounds, type WindowBounds } from './window-bounds.ts';

const file = () => path.join(app.getPath('userData'), 'window.json');

/** The bounds of the last run where a screen still shows them, or usual ones. */
export function recallBounds(): WindowBounds {
  let kept: unknown;
  try {
    kept = JSON.parse(readFileSync(file(), 'utf8'));
  } catch {
    // The first run, or a damaged file: usual bounds.
  }
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return chooseBounds(
    kept,
    [primary, ...others].map((display) => display.workArea),
  );
}

/** Keeps the bounds. Written at once, because the program may be about to end. */
export function rememberBounds(window: BrowserWindow): void {
  const bounds: WindowBounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file(), JSON.stringify(bounds));
  } catch {
    // A full or read-only disk must not keep a window from closing.
  }
}
