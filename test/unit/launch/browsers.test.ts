import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, hasDisplay } from '../../../electron/launch/browsers.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keyhole-browsers-'));
  writeFileSync(path.join(folder, 'msedge'), '', { mode: 0o755 });
  writeFileSync(path.join(folder, 'chromium'), '', { mode: 0o644 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('finding a browser', () => {
  test('takes the named one before those of the PATH', () => {
    const named = path.join(folder, 'mine');
    writeFileSync(named, '', { mode: 0o755 });
    expect(findBrowser({ KEYHOLE_CHROMIUM: named, PATH: folder })).toBe(named);
  });

  test('passes over a file that cannot be run, and a name that leads nowhere', () => {
    const env = { KEYHOLE_CHROMIUM: path.join(folder, 'gone'), PATH: `${folder}/none:${folder}` };
    expect(findBrowser(env)).toBe(path.join(folder, 'msedge'));
  });

  test('finds none on an empty PATH', () => {
    expect(findBrowser({ PATH: '' })).toBeUndefined();
    expect(findBrowser({})).toBeUndefined();
  });

  test('a display is X11 or Wayland', () => {
    expect([{}, { DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }].map((env) => hasDisplay(env))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
