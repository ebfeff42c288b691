// The browser host as a program: what `npm start` runs where there is no Electron. `keyhole serve` is the same with
// the terminal program's checks of its arguments in front.

import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

// Before anything else is loaded: later runs take V8's compiled code from the cache.
enableCompileCache();

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
    notice: { type: 'string' },
    renderer: { type: 'string' },
  },
});
const { runServe } = await import('./serve.ts');
process.exitCode = await runServe({
  port: Number(values.port),
  json: values.json,
  ...(values.notice === undefined ? {} : { notice: values.notice }),
  ...(values.renderer === undefined ? {} : { rendererDir: values.renderer }),
});
