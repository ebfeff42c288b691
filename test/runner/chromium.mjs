// @ts-check
// A Chromium for the end-to-end tests: one that is here, else one that is installed now.

import { findBrowser, isProgram, isRoot } from '../../electron/launch/browsers.mjs';
import { run } from '../../electron/launch/child.mjs';
import { at, pinnedNode } from '../../electron/launch/places.mjs';
import { programOf } from '../../electron/launch/programs.mjs';

const MINUTE = 60_000;

/** Whether it starts at all: a package's stub, or a browser without its libraries, does not. @param {string} file */
async function works(file) {
  if (!isProgram(file)) return false;
  const { code, output } = await run(file, ['--version'], { timeout: MINUTE / 2 });
  return code === 0 && /\d+\.\d+/.test(output);
}

async function playwrightsOwn() {
  const { output } = await run(
    pinnedNode(),
    ['--input-type=module', '-e', "console.log((await import('playwright-core')).chromium.executablePath())"],
    { timeout: MINUTE / 2 },
  );
  return output.trim();
}

/** @returns {Promise<string | undefined>} */
async function present() {
  const named = process.env['KEYHOLE_CHROMIUM'];
  const candidates = [named, await playwrightsOwn(), findBrowser({ PATH: process.env['PATH'] })];
  for (const candidate of candidates) if (candidate && (await works(candidate))) return candidate;
  return undefined;
}

/**
 * The path of a Chromium that starts, or why there is none.
 * @param {(line: string) => void} say
 * @returns {Promise<{ path: string } | { path?: undefined, why: string }>}
 */
export async function ensureChromium(say) {
  const here = await present();
  if (here) return { path: here };
  say('No Chromium here; installing the one of Playwright …');
  const viaPlaywright = await run(
    pinnedNode(),
    [programOf('@playwright/test', 'playwright'), 'install', 'chromium'],
    {
      timeout: 5 * MINUTE,
    },
  );
  const fetched = await present();
  if (fetched) return { path: fetched };
  if (!isRoot() || process.platform !== 'linux') {
    return { why: `Playwright could not install Chromium:\n${viaPlaywright.output.slice(-2000)}` };
  }
  say('That failed; installing Chromium with apt …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update'], { timeout: 5 * MINUTE, env });
  const install = await run('apt-get', ['install', '-y', 'chromium'], {
    timeout: 10 * MINUTE,
    env,
    cwd: at(),
  });
  const installed = await present();
  if (installed) return { path: installed };
  return {
    why: `Neither Playwright nor apt could install Chromium:\n${(update.output + install.output).slice(-3000)}`,
  };
}
