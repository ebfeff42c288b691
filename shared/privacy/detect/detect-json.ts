import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';
import { readJson } from './json-text.ts';
import { Scan } from './scan.ts';
import { meaningOf, NO_MEANING } from './sensitive-name.ts';
import { jsonText } from './write-json.ts';

/** Finds sensitive data in a parsed JSON document; paths are JSON pointers, offsets are of the string at that path. */
export function detectInJson(value: unknown, options: DetectOptions = {}): Detection[] {
  const text = jsonText(value);
  const scan = new Scan(options);
  const meaning = options.key === undefined ? NO_MEANING : meaningOf(options.key);
  readJson(scan, { text }, 0, text.length, meaning, true);
  while (!scan.goOn(Infinity));
  return scan.finish();
}
