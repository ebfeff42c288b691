const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A length of time as a person says it: `59 minutes`, `2 hours 5 minutes`. Milliseconds in; the sign is dropped. */
export function lengthWords(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const largest = UNITS.findIndex(([, size]) => seconds >= size);
  if (largest < 0) return '0 seconds';
  const said: string[] = [];
  let rest = seconds;
  for (const [name, size] of UNITS.slice(largest, largest + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) said.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return said.join(' ');
}

/** A length of time by its largest unit alone: `59 minutes`. For words that stay on screen while time goes on. */
export function roughWords(milliseconds: number): string {
  const [count = '0', unit = 'seconds'] = lengthWords(milliseconds).split(' ');
  return `${count} ${unit}`;
}

/** The moment of a NumericDate in epoch milliseconds; `undefined` when it is none that a calendar has (RFC 7519 §2). */
export function momentOf(numericDate: unknown): number | undefined {
  if (typeof numericDate !== 'number' || !Number.isFinite(numericDate)) return undefined;
  const moment = numericDate * 1000;
  return Math.abs(moment) <= 8.64e15 ? moment : undefined;
}

/** A moment as ISO 8601 in UTC, to the second. */
export function momentWords(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z');
}
