// `keyhole`: the engine and the lab for a terminal and for CI, without a window.
//
// - `program.ts` knows the commands and their options; each command's own module is loaded when it runs.
// - `flow/` runs one whole flow, tells what happens, and says at the end what came of it.
//
// May import the engine, the lab, the host (to serve) and `shared/`; never Electron or the interface. Everything it
// prints has its secrets masked.

import { enableCompileCache } from 'node:module';

// Before anything else is loaded: later runs take V8's compiled code from the cache.
enableCompileCache();

// A reader that has seen enough (`keyhole lab --list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
