// A run judged as a whole: every finding of every rule about roles.

import type { Finding } from '../trace/event.ts';
import { judgeAnswers } from './judge-answers.ts';
import { judgePermissions } from './judge-permissions.ts';
import { judgeRefusals } from './judge-refusals.ts';
import { judgeSimulations } from './judge-simulations.ts';
import type { RunData } from './run-data.ts';

/** Judges a run. Failures come first, in the order a person should look at them. */
export function judgeRun(run: RunData): Finding[] {
  const found = [
    ...judgePermissions(run),
    ...judgeSimulations(run),
    ...judgeAnswers(run),
    ...judgeRefusals(run),
  ];
  const weight = ({ verdict, severity }: Finding): number =>
    verdict !== 'fail' ? 3 : severity === 'error' ? 0 : severity === 'warning' ? 1 : 2;
  return found.toSorted((a, b) => weight(a) - weight(b));
}
