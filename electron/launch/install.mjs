// @ts-check
// The packages of the lock file, installed when they are not what it says.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './child.mjs';
import { alone, forget, recall, remember } from './memory.mjs';
import { at, LaunchError, pinnedNode, say } from './places.mjs';

const INSTALL_LIMIT = 20 * 60_000;

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
}

/**
 * Whether node_modules holds what the lock file names, by npm's own record of the last install. So packages installed
 * by hand are taken as they are.
 */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(at('node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([place, entry]) => {
      if (place === '') return true;
      const have = found[place];
      if (have === undefined)
        return entry.optional === true || entry.devOptional === true || entry.peer === true;
      return have.version === entry.version && have.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

/** How to call npm without a shell: npm tells its scripts where it is, and which Node it runs on. */
function npmCommand() {
  const script = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'] ?? process.execPath;
  if (script?.endsWith('.js') && existsSync(script)) return { command: node, before: [script] };
  const beside = path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(beside)) return { command: process.execPath, before: [beside] };
  return { command: 'npm', before: [] };
}

/** Installs from the lock file when needed. Returns whether it did. */
export async function ensureInstalled() {
  const hash = lockHash();
  const present = existsSync(at('node_modules', '.package-lock.json'));
  if (present && recall('installed')?.['lock'] === hash) return false;
  return await alone('install', async () => {
    if (matchesLock()) {
      pinnedNode();
      remember('installed', { lock: hash });
      return false;
    }
    if (process.platform === 'win32' && process.execPath.startsWith(at('node_modules'))) {
      // npm puts the pinned Node first on the PATH, and Windows does not delete a program that runs.
      throw new LaunchError('The lock file changed. Run npm ci, then try again.');
    }
    say('Installing packages from the lock file (npm ci); the first time this takes a minute or two …');
    forget('installed');
    const { command, before } = npmCommand();
    // `--include=dev`: the tools that build Keyhole are needed even where NODE_ENV says production. Warnings are left
    // out because npm complains of packages that want a newer Node, and they run on the pinned one.
    const result = await run(
      command,
      [...before, 'ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'],
      {
        timeout: INSTALL_LIMIT,
        show: true,
      },
    );
    if (result.missing)
      throw new LaunchError('npm was not found on the PATH. Install Node with npm, then try again.');
    if (result.timedOut)
      throw new LaunchError('npm ci did not end within 20 minutes and was stopped. Try again.');
    if (result.code !== 0) {
      throw new LaunchError(
        `npm ci failed with exit code ${result.code}; npm's own message is above. ` +
          'Most often the package registry cannot be reached: check the network and proxy, then try again.',
      );
    }
    pinnedNode();
    remember('installed', { lock: hash });
    say(`Packages installed in ${Math.round(result.seconds)} s.`);
    return true;
  });
}
