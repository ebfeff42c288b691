// What a benchmark reports. Each `*.bench.ts` exports `measure`, and `run.mjs` runs it in a process of its own.

/** One row of the table. */
export interface Measurement {
  readonly name: string;
  /** What was measured, and how often. */
  readonly measured: string;
  /** What it is compared with; `-` for an absolute limit. */
  readonly against: string;
  readonly value: number;
  /** `value` may be at most this; `Infinity` where it is only shown beside others. */
  readonly limit: number;
  /** `×` for a ratio of medians, else the unit of `value`. */
  readonly unit: string;
  /** The absolute figures behind it. */
  readonly absolute: string;
}

/** The middle of a list; of two middles, the mean. Throws a `RangeError` on an empty one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('the median of nothing');
  return (lower + upper) / 2;
}
