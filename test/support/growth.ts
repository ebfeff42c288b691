// Tells linear work from quadratic on a machine that is busy with other things: by ratio, by the time of this thread's
// own processor, and by the best of several.

/** Input grows this much between the two measurements; quadratic work grows by its square. */
const TIMES = 8;
/** Between 8 and 64, far enough from both. */
const LIMIT = 28;
/** Milliseconds of work that the thread's clock can tell apart; shorter work is repeated. */
const TELLING = 20;
const ROUNDS = 4;

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** How often longer `work(8 × length)` takes than `work(length)`, at its best; stops measuring once it is in the limit. */
export function growthOf(length: number, work: (length: number) => void): { ratio: number; limit: number } {
  const timed = (n: number): number => {
    const started = processorTime();
    let runs = 0;
    let spent = 0;
    while (spent < TELLING) {
      work(n);
      runs += 1;
      spent = processorTime() - started;
    }
    return spent / runs;
  };
  let ratio = Infinity;
  for (let round = 0; round < ROUNDS && ratio > LIMIT; round += 1) {
    const small = timed(length);
    ratio = Math.min(ratio, timed(length * TIMES) / small);
  }
  return { ratio, limit: LIMIT };
}
