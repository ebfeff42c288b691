import type { TraceEvent } from '../../../shared/trace/event.ts';

/** Characters, about: what masks in some milliseconds is masked at once, and what takes longer in a thread. */
export const LARGE = 256 * 1024;

/** What a value of JSON costs beside its texts. */
const EACH = 8;

/** Whether an event is. A flow records a hundred verdicts of some words each: those are not taken apart to see it. */
export function isLargeEvent(event: TraceEvent): boolean {
  if (event.kind !== 'finding') return isLarge(event);
  return event.message.length + (event.expected?.length ?? 0) + (event.actual?.length ?? 0) > LARGE;
}

/** Whether JSON of a value would be larger than `LARGE`, about. Looks no further than it must. */
export function isLarge(value: unknown): boolean {
  const left: unknown[] = [value];
  let size = 0;
  while (left.length > 0) {
    const next = left.pop();
    size += EACH;
    if (typeof next === 'string') size += next.length;
    else if (Array.isArray(next)) {
      if (size + next.length * EACH > LARGE) return true;
      left.push(...(next as unknown[]));
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, entry] of Object.entries(next)) {
        size += key.length;
        left.push(entry);
      }
    }
    if (size > LARGE) return true;
  }
  return false;
}
