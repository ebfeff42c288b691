// How a body is shown, from its content type and, where that lies, from its first characters.

import type { HeaderLine } from '../../../../shared/trace/event.ts';

export type BodyKind = 'json' | 'form' | 'text';

/** First header of a name, in any case. */
export function headerOf(headers: readonly HeaderLine[], name: string): string | undefined {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1];
}

/** JSON by its type or its look; a form by its type alone, since any text could be one. */
export function bodyKind(headers: readonly HeaderLine[], text: string): BodyKind {
  const type = headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  return type === '' && /^\s*[[{]/.test(text) ? 'json' : 'text';
}
