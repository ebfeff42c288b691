// @ts-check
// Programs of installed packages, run on the pinned Node without a shell.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { at } from './places.mjs';

/**
 * The script behind a package's command.
 * @param {string} name the package
 * @param {string} [command] its command, when it has several
 */
export function programOf(name, command = name) {
  const folder = at('node_modules', ...name.split('/'));
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** An environment in which programs find each other and the pinned Node, as inside an npm script. */
export function programEnvironment() {
  return {
    ...process.env,
    PATH: `${at('node_modules', '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
}
