import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';
import { startSearch } from './search.ts';

/** How to look in something large without holding up everything else. */
export interface ChunkOptions extends DetectOptions {
  /** Called now and then with what part is done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** Stops the search; the promise then rejects with the signal's reason. */
  readonly signal?: { readonly aborted: boolean; readonly reason: unknown };
  /** Lets others run, e.g. `() => new Promise((go) => setTimeout(go))`; without it only promises get a turn. */
  readonly pause?: () => Promise<void>;
}

/** Characters between two pauses: some milliseconds of work. */
const TURN = 1 << 16;

/** Finds what `detectInText` finds, in turns of about 64 KiB. */
export async function detectInChunks(text: string, options: ChunkOptions = {}): Promise<Detection[]> {
  const { onProgress, signal, pause, ...detect } = options;
  const scan = startSearch(text, detect);
  for (;;) {
    if (signal?.aborted === true) throw signal.reason;
    const done = scan.goOn(TURN);
    onProgress?.(done ? 1 : scan.progress());
    if (done) return scan.finish();
    await (pause?.() ?? Promise.resolve());
  }
}
