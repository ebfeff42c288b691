import type { DetectOptions } from './detect-options.ts';
import type { Detection } from './detection.ts';
import { detectInText } from './detect-text.ts';

/** Finds sensitive data in a parsed JSON document; paths are JSON pointers (RFC 6901). */
export function detectInJson(value: unknown, options: DetectOptions = {}): Detection[] {
  const { path = '' } = options;
  if (typeof value === 'string') {
    if (/^pass(?:word|wd)$|密码/i.test(options.key ?? '') && value !== '') {
      const why = `stands under "${options.key}"`;
      const span = { path, start: 0, end: value.length };
      return [{ class: 'password', detector: 'key:password', confidence: 'likely', why, ...span }];
    }
    return detectInText(value, options);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    detectInJson(entry, {
      ...options,
      ...(Array.isArray(value) ? {} : { key }),
      path: `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    }),
  );
}
