// The faults of a session as a list to work through: one entry a rule, the heaviest first.

import type { EventOf } from '../trace/session.ts';

/** A rule that did not hold, with every time it did not, oldest first. */
export interface RuleFaults {
  readonly ruleId: string;
  readonly severity: 'error' | 'warning';
  readonly findings: readonly [EventOf<'finding'>, ...EventOf<'finding'>[]];
}

interface GrowingFaults extends RuleFaults {
  severity: RuleFaults['severity'];
  readonly findings: [EventOf<'finding'>, ...EventOf<'finding'>[]];
}

/** Groups what does not hold by rule: errors before warnings, each in the order of the flow. Notes are no faults. */
export function findingsByRule(findings: readonly EventOf<'finding'>[]): RuleFaults[] {
  const groups = new Map<string, GrowingFaults>();
  for (const finding of findings) {
    const { ruleId, severity, verdict } = finding;
    if (verdict !== 'fail' || severity === 'info') continue;
    const known = groups.get(ruleId);
    if (!known) {
      groups.set(ruleId, { ruleId, severity, findings: [finding] });
      continue;
    }
    known.findings.push(finding);
    if (severity === 'error') known.severity = 'error';
  }
  const all = [...groups.values()];
  return [
    ...all.filter(({ severity }) => severity === 'error'),
    ...all.filter(({ severity }) => severity === 'warning'),
  ];
}
