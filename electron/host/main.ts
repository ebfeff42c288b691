// The browser host as a program: what `npm start` runs where there is no Electron. `keyhole serve` is the same with
// the terminal program's checks of its arguments in front.

import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

// Before anything else is loaded: later runs take V8's compiled code from the cache.
enableCompileCache();

const { values } = parseArgs({
  options: { port: { type: 'string' }, json: { type: 'boolean' }, notice: { type: 'string' } },
});
const { runServe } = await import('./serve.ts');
process.exitCode = await runServe({
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  ...(values.json === undefined ? {} : { json: values.json }),
  ...(values.notice === undefined ? {} : { notice: values.notice }),
});
