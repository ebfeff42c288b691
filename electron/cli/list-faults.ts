import { FAULTS } from '../lab/faults/catalogue.ts';
import { describeFault } from '../lab/faults/fault.ts';

/** Prints every fault of the lab, without starting one. Returns the exit code. */
export function listFaults(json: boolean): number {
  const faults = FAULTS.map(describeFault);
  if (json) {
    process.stdout.write(`${JSON.stringify(faults)}\n`);
    return 0;
  }
  let stage: string | undefined;
  for (const fault of faults) {
    if (fault.stage !== stage) {
      process.stdout.write(`${stage === undefined ? '' : '\n'}${fault.stage}\n`);
      ({ stage } = fault);
    }
    process.stdout.write(
      `  ${fault.id}\n      ${fault.title}. ${fault.description}\n      ${fault.refuses ? 'refused by' : 'trips'} ${fault.trips.join(', ')}\n`,
    );
  }
  return 0;
}
