// @ts-check
// Electron's binary. The npm package carries none: it is fetched from a download host that many networks block. We try
// once, for at most a minute, and remember how it went.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './child.mjs';
import { recall, remember } from './memory.mjs';
import { at, pinnedNode, say } from './places.mjs';

const FETCH_LIMIT = 60_000;
const folder = at('node_modules', 'electron');

/** The version of the installed electron package, or `undefined`. */
function electronVersion() {
  try {
    return String(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version);
  } catch {
    return undefined;
  }
}

/**
 * The path of Electron's binary when it is here. `ELECTRON_OVERRIDE_DIST_PATH` is honoured, as by Electron itself.
 * @returns {string | undefined}
 */
export function electronBinary() {
  try {
    const name =
      process.platform === 'win32'
        ? 'electron.exe'
        : process.platform === 'darwin'
          ? 'Electron.app/Contents/MacOS/Electron'
          : 'electron';
    const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
    if (elsewhere) return existsSync(path.join(elsewhere, name)) ? path.join(elsewhere, name) : undefined;
    // Written last by the installer: without it an unpacked binary may be half there.
    const unpacked = path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8'));
    return existsSync(unpacked) ? unpacked : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Electron's binary, fetched when this was not tried before.
 * @param {{ retry?: boolean }} options
 * @returns {Promise<{ binary: string } | { binary?: undefined, why: string }>}
 */
export async function obtainElectron({ retry = false }) {
  const present = electronBinary();
  if (present) return { binary: present };
  const version = electronVersion();
  if (version === undefined) return { why: 'the electron package is not installed' };
  const earlier = recall('electron');
  if (!retry && earlier?.['version'] === version && typeof earlier['why'] === 'string') {
    return { why: earlier['why'] };
  }
  say(`Fetching Electron ${version} (tried once, at most ${FETCH_LIMIT / 1000} s) …`);
  const result = await run(pinnedNode(), [path.join(folder, 'install.js')], { timeout: FETCH_LIMIT });
  const binary = electronBinary();
  if (binary) {
    remember('electron', { version });
    return { binary };
  }
  const why = result.timedOut
    ? `its download did not end within ${FETCH_LIMIT / 1000} s`
    : reason(result.output);
  remember('electron', { version, why });
  return { why };
}

/**
 * The line of the installer's output that says what went wrong, in a form that fits a sentence.
 * @param {string} output
 */
function reason(output) {
  if (/fetch failed|ENOTFOUND|ECONN|EAI_AGAIN/.test(output)) return 'its download host cannot be reached';
  const line = output
    .split('\n')
    .map((text) => text.trim())
    .find((text) => /error/i.test(text));
  return `its download failed${line ? ` (${line.slice(0, 160)})` : ''}`;
}
