// @ts-check
// Where things are. This folder is what runs first on a fresh clone: plain JavaScript for Node 20.19 with nothing
// installed. It may import Node's own modules and itself, never a package and never the rest of the program.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * An absolute path inside the repository.
 * @param {string[]} parts
 */
export function at(...parts) {
  return path.join(root, ...parts);
}

/** The Node that the lock file pins; absent until the packages are installed. */
const pinnedNodePath = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * The Node 24 every part of the program runs on. On an unusual platform for which npm carries no Node, a system Node
 * of the same age will do.
 * @returns {string}
 */
export function pinnedNode() {
  if (existsSync(pinnedNodePath)) return pinnedNodePath;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new LaunchError(
    'The pinned Node 24 is not in node_modules/node: npm did not run the install script of the package "node". ' +
      'Check that npm is not set to ignore scripts (npm config get ignore-scripts), delete node_modules and try again.',
  );
}

/** Something the person can act on; shown as its sentence, without a stack. */
export class LaunchError extends Error {}

/** One line of progress. On stderr, so that stdout stays free for what a program has to say. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Ends us when the shell that npm put around us is gone: npm passes a signal on to that shell and ends, the shell dies
 * of it and tells nobody, and we would run on unseen.
 */
function followParent() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}

/**
 * Runs an entry point: a `LaunchError` ends it with its sentence, anything else with its stack.
 * @param {() => Promise<number>} main returns the exit code
 */
export async function launch(main) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Keyhole needs Node 20.19 or later to install itself; this is Node ${process.versions.node}.`);
    process.exit(1);
  }
  followParent();
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
