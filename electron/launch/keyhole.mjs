// @ts-check
// `npm run keyhole -- …`: the terminal program, installed and built first when needed. Says nothing on stdout itself.

import { spawn } from 'node:child_process';
import { ensureBuilt } from './built.mjs';
import { ensureInstalled } from './install.mjs';
import { at, launch, pinnedNode } from './places.mjs';

await launch(async () => {
  const args = process.argv.slice(2);
  await ensureInstalled();
  // `serve` shows the interface; every other command needs only itself.
  await ensureBuilt(args[0] === 'serve' ? ['node', 'renderer'] : ['node']);
  const child = spawn(pinnedNode(), [at('dist', 'node', 'cli.js'), ...args], {
    // npm moves to the repository; paths on the command line are meant from where the person stands.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    stdio: 'inherit',
  });
  // The terminal sends Ctrl+C to both of us; the child decides how to end, and we wait for it.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
});
