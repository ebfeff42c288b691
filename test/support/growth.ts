// Tells linear work from quadratic on a machine that is busy with other things: by ratio, and by the best of several.

/** Input grows this much between the two measurements; quadratic work grows by its square. */
const TIMES = 8;
/** Between 8 and 64, far enough from both. */
const LIMIT = 28;
/** Milliseconds below which a clock says nothing. */
const FLOOR = 2;
const ROUNDS = 5;

/** How often longer `work(8 × length)` takes than `work(length)`, at its best; stops measuring once it is in the limit. */
export function growthOf(length: number, work: (length: number) => void): { ratio: number; limit: number } {
  const timed = (n: number): number => {
    const started = performance.now();
    work(n);
    return performance.now() - started;
  };
  timed(length);
  let ratio = Infinity;
  for (let round = 0; round < ROUNDS && ratio > LIMIT; round += 1) {
    const small = Math.max(timed(length), FLOOR);
    ratio = Math.min(ratio, timed(length * TIMES) / small);
  }
  return { ratio, limit: LIMIT };
}
