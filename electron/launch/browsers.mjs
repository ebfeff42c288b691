// @ts-check
// Finding a Chromium-family browser, for the window without Electron and for the tests.

import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
  'brave-browser',
  'vivaldi',
];

/** @param {string} file */
export function isProgram(file) {
  try {
    if (!statSync(file).isFile()) return false;
    accessSync(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {NodeJS.ProcessEnv} env */
function usualPlaces(env) {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].flatMap((name) =>
      ['/Applications', `${env['HOME'] ?? ''}/Applications`].map(
        (at) => `${at}/${name}.app/Contents/MacOS/${name}`,
      ),
    );
  }
  if (process.platform === 'win32') {
    return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].flatMap((base) =>
      base
        ? [
            'Google/Chrome/Application/chrome.exe',
            'Chromium/Application/chrome.exe',
            'Microsoft/Edge/Application/msedge.exe',
          ].map((file) => path.join(base, file))
        : [],
    );
  }
  return [];
}

/**
 * The first Chromium-family browser of this machine: `KEYHOLE_CHROMIUM`, then the PATH, then the usual places.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env) {
  const named = env['KEYHOLE_CHROMIUM'];
  if (named && isProgram(named)) return named;
  const ending = process.platform === 'win32' ? '.exe' : '';
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name + ending)));
  return [...onPath, ...usualPlaces(env)].find(isProgram);
}

/**
 * Whether a window can be shown.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function hasDisplay(env = process.env) {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Chromium refuses its own sandbox to root; everybody else keeps it. */
export function isRoot() {
  return process.getuid?.() === 0;
}
