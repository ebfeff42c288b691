import { app } from 'electron';
import type { Engine } from '../engine/engine.ts';

/** Milliseconds the engine gets to stop the lab and close its files. */
const PATIENCE = 3000;

/** Closes the engine once before the program ends. The windows are gone by then, so nobody watches it happen. */
export function setupQuit(engine: Engine): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void closed(engine).then(() => {
      state = 'closed';
      app.quit();
    });
  });
}

async function closed(engine: Engine): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  const ended = engine.close().catch((error: unknown) => {
    process.stderr.write(
      `Keyhole: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
}
