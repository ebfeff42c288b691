// @ts-check
// A browser window that looks like an application, with a profile of its own that is thrown away.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRoot } from './browsers.mjs';
import { endTree } from './child.mjs';

/**
 * Opens `url` in app mode.
 * @param {string} browser
 * @param {string} url
 * @param {(ended: { early: boolean }) => void} onEnd the window was closed; `early` when it never really opened
 * @returns {() => void} closes it
 */
export function openAppWindow(browser, url, onEnd) {
  const profile = mkdtempSync(path.join(tmpdir(), 'keyhole-window-'));
  const started = Date.now();
  const child = spawn(
    browser,
    [
      `--app=${url}`,
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--window-size=1440,900',
      ...(isRoot() ? ['--no-sandbox'] : []),
    ],
    { stdio: 'ignore', detached: process.platform !== 'win32' },
  );
  const clean = () => {
    // The browser's last helper may still be writing; what is left lies in the system's temporary folder.
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {}
  };
  let over = false;
  /** @param {number | null} code */
  const end = (code) => {
    if (over) return;
    over = true;
    clean();
    onEnd({ early: code !== 0 && Date.now() - started < 5000 });
  };
  child.once('error', () => end(1));
  child.once('exit', end);
  return () => {
    if (over) return;
    over = true;
    endTree(child, 'SIGKILL');
    clean();
  };
}
