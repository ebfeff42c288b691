import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';
import { startSearch } from './search.ts';

/**
 * Finds sensitive data in a text; its grammar (JSON, form, URL, header, event stream, JWT) is used before patterns.
 * Offsets are of the text, also where a value was written with escapes or in Base64.
 */
export function detectInText(text: string, options: DetectOptions = {}): Detection[] {
  const scan = startSearch(text, options);
  while (!scan.goOn(Infinity));
  return scan.finish();
}
