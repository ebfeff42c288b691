// A test's way into the process, as Playwright's `ElectronApplication.evaluate` is for the real one: functions come as
// text over the channel to the parent process and are given the electron module.

import { runInThisContext } from 'node:vm';
import { app } from './app.ts';

/** Answers the parent, if there is one with a channel; the process ends with it. */
export function startControl(electron: object): void {
  if (!process.send) return;
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: unknown) => void answer(electron, message));
  app.once('ready', () => {
    void app.browser().then(({ endpoint }) => process.send?.({ kind: 'ready', endpoint }));
  });
}

async function answer(electron: object, message: unknown): Promise<void> {
  if (typeof message !== 'object' || message === null || !('id' in message && 'source' in message)) return;
  const { id, source } = message;
  try {
    const given: unknown = runInThisContext(`(${String(source)})`);
    if (typeof given !== 'function') throw new Error('not a function');
    const value: unknown = await given(electron, 'arg' in message ? message.arg : undefined);
    process.send?.({ kind: 'value', id, value });
  } catch (error) {
    process.send?.({ kind: 'error', id, text: error instanceof Error ? error.stack : String(error) });
  }
}
