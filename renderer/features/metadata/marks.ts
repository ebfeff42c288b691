import type { Finding } from '../../../shared/trace/event.ts';
import { markOf, type Mark } from '../../ui/severity-mark.tsx';

/** From the lightest to the heaviest. */
const WEIGHT: readonly Mark[] = ['not-applicable', 'pass', 'cannot-tell', 'warning', 'fail'];

/** The mark that speaks for several findings: the heaviest. A failure that is only a note counts as a pass. */
export function heaviest(findings: readonly Pick<Finding, 'verdict' | 'severity'>[]): Mark | undefined {
  let found: Mark | undefined;
  for (const finding of findings) {
    const note = finding.verdict === 'fail' && finding.severity === 'info';
    const mark = note ? 'pass' : markOf(finding);
    if (found === undefined || WEIGHT.indexOf(mark) > WEIGHT.indexOf(found)) found = mark;
  }
  return found;
}
