// @ts-check
// What is built from what, and building only what is out of date.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './child.mjs';
import { alone, recall, remember } from './memory.mjs';
import { at, LaunchError, pinnedNode, root, say } from './places.mjs';

const BUILD_LIMIT = 10 * 60_000;
const always = ['package.json', 'package-lock.json', 'electron/launch/bundle.mjs'];
const nodeSide = ['shared', 'electron/vite.config.ts', 'electron/engine', 'electron/lab', ...always];

/**
 * Each target, the sources it depends on and the files that prove it was built.
 * @type {Record<Target, { from: string[], outputs: string[] }>}
 */
const targets = {
  main: { from: [...nodeSide, 'electron/shell', 'electron/host'], outputs: ['dist/main/main.js'] },
  preload: {
    from: ['electron/preload.ts', 'electron/shell/channels.ts', ...nodeSide],
    outputs: ['dist/preload/preload.cjs'],
  },
  node: {
    from: [...nodeSide, 'electron/host', 'electron/cli'],
    outputs: ['dist/node/host.js', 'dist/node/cli.js'],
  },
  renderer: { from: ['renderer', 'shared', ...always], outputs: ['dist/renderer/index.html'] },
};

/** @typedef {'main' | 'preload' | 'node' | 'renderer'} Target */

/** Every target. `node` is both the browser host and the terminal program: they share most of their code. */
const allTargets = /** @type {Target[]} */ (Object.keys(targets));

/**
 * A hash over path, size and time of every source: a few milliseconds, where reading them all would be felt at each start.
 * @param {string[]} sources
 */
function fingerprint(sources) {
  const hash = createHash('sha256');
  /** @param {string} file */
  const add = (file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return;
    if (!stats.isDirectory()) {
      hash.update(`${path.relative(root, file)}\0${stats.size}\0${stats.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(file).sort()) add(path.join(file, name));
  };
  for (const source of sources) add(at(source));
  return hash.digest('hex');
}

/** @param {Target[]} wanted */
function outdated(wanted) {
  const remembered = recall('built') ?? {};
  return wanted
    .map((target) => ({ target, print: fingerprint(targets[target].from) }))
    .filter(
      ({ target, print }) =>
        remembered[target] !== print || targets[target].outputs.some((output) => !existsSync(at(output))),
    );
}

/**
 * Builds the targets whose sources changed. Returns those that were built.
 * @param {Target[]} [wanted]
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<Target[]>}
 */
export async function ensureBuilt(wanted = allTargets, { force = false } = {}) {
  if (!force && outdated(wanted).length === 0) return [];
  return await alone('build', async () => {
    const stale = force
      ? wanted.map((target) => ({ target, print: fingerprint(targets[target].from) }))
      : outdated(wanted);
    if (stale.length === 0) return [];
    const names = stale.map(({ target }) => target);
    say(`Building ${names.join(', ')} …`);
    const result = await run(pinnedNode(), [at('electron', 'launch', 'bundle.mjs'), ...names], {
      timeout: BUILD_LIMIT,
      show: true,
    });
    if (result.timedOut) throw new LaunchError('The build did not end within 10 minutes and was stopped.');
    if (result.code !== 0) throw new LaunchError('The build failed; the message above says where.');
    remember('built', {
      ...recall('built'),
      ...Object.fromEntries(stale.map(({ target, print }) => [target, print])),
    });
    say(`Built in ${result.seconds.toFixed(1)} s.`);
    return names;
  });
}
