import { expect, test } from 'vitest';
import { findingsByRule } from '../../../shared/rules/findings-by-rule.ts';
import type { Severity, Verdict } from '../../../shared/trace/event.ts';

const finding = (id: number, ruleId: string, severity: Severity, verdict: Verdict = 'fail') => ({
  kind: 'finding' as const,
  id,
  parent: id - 1,
  at: id,
  identity: 'default',
  ruleId,
  verdict,
  severity,
  stage: 'mcp' as const,
  message: `m${id}`,
  evidence: [],
});

const shown = (findings: ReturnType<typeof finding>[]) =>
  findingsByRule(findings).map(({ ruleId, severity, findings: times }) => [
    ruleId,
    severity,
    times.map(({ id }) => id),
  ]);

test('each rule is listed once with every time it did not hold, errors before warnings', () => {
  expect(
    shown([
      finding(1, 'a', 'warning'),
      finding(2, 'b', 'error'),
      finding(3, 'a', 'warning'),
      finding(4, 'c', 'error'),
    ]),
  ).toEqual([
    ['b', 'error', [2]],
    ['c', 'error', [4]],
    ['a', 'warning', [1, 3]],
  ]);
});

test('a rule weighs as much as the worst that was seen of it', () => {
  expect(shown([finding(1, 'a', 'warning'), finding(2, 'a', 'error')])).toEqual([['a', 'error', [1, 2]]]);
});

test('what passes, what cannot be told and notes are no faults', () => {
  expect(
    shown([finding(1, 'a', 'info'), finding(2, 'b', 'info', 'pass'), finding(3, 'c', 'info', 'cannot-tell')]),
  ).toEqual([]);
});
