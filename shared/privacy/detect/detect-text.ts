import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';
import { startSearch } from './search.ts';

/** Characters between two tellings of progress. */
const TURN = 1 << 18;

/**
 * Finds sensitive data in a text; its grammar (JSON, form, URL, header, event stream, JWT) is used before patterns.
 * Offsets are of the text, also where a value was written with escapes or in Base64.
 * @param onProgress told now and then what part is done, 0 to 1
 */
export function detectInText(
  text: string,
  options: DetectOptions = {},
  onProgress?: (done: number) => void,
): Detection[] {
  const scan = startSearch(text, options);
  while (!scan.goOn(onProgress === undefined ? Infinity : TURN)) onProgress?.(scan.progress());
  return scan.finish();
}
