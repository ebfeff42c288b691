// The honest lab leaks nothing; each leak of the lab trips exactly its rules. The table is printed at the end.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { LAB_FAULTS, startLab } from '../../../electron/lab/lab.ts';
import { PLANTED } from '../../../electron/lab/shop/planted.ts';
import { privacyRules } from '../../../shared/rules/privacy.rules.ts';
import { startEngine } from '../engine/an-engine.ts';
import { broken, doubted, visit } from './a-visit.ts';

const LEAKS = LAB_FAULTS.filter(({ shownBy }) => shownBy === 'privacy');

let lab: Lab;
const table: string[] = [];
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
  process.stdout.write(`\nleak → rules tripped\n${table.toSorted().join('\n')}\n\n`);
});

describe('the honest lab', () => {
  test.each(['modern', 'legacy', 'dual'])('leaks nothing from its server %s', async (variant) => {
    const engine = startEngine();
    const session = await visit(engine, lab.mcp[variant] ?? '');
    const report = await engine.call('privacy.report', { session });

    expect(broken(report)).toEqual([]);
    expect(doubted(report)).toEqual([]);
    expect(report.identities.map(({ name }) => name)).toEqual(['default', 'bob']);
    expect(report.looked.exchanges).toBeGreaterThan(24);
    expect(report.looked.unread).toBe(0);
    // Something was there to judge: a rule that looks at nothing finds nothing either.
    expect(report.findings.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(
      privacyRules.length - 1,
    );
  });
});

test.each(LEAKS.map(({ id, title, trips }) => ({ id, title, trips })))(
  '$id ($title) trips exactly its rules, and tells no secret of it',
  async ({ id, trips }) => {
    lab.setFault(id, true);
    onTestFinished(() => lab.setFault(id, false));
    const engine = startEngine();
    const session = await visit(engine, lab.mcp['modern'] ?? '', { revision: '2026-07-28' });
    const report = await engine.call('privacy.report', { session });
    const failures = report.findings.filter(({ verdict }) => verdict === 'fail');
    table.push(`  ${id.padEnd(28)}  ${broken(report).join(', ')}`);

    expect(broken(report)).toEqual(trips);
    expect(doubted(report)).toEqual([]);
    // Each failure points at bytes of an exchange of this trace.
    const { events } = await engine.call('session.events', { session });
    for (const { evidence, fix } of failures) {
      expect(fix).toBeTruthy();
      expect(evidence.length).toBeGreaterThan(0);
      for (const { event } of evidence) expect(events[event - 1]?.kind).toBe('exchange');
    }
    const told = JSON.stringify(report);
    expect(PLANTED.filter(({ value, kind }) => kind !== 'margin' && told.includes(value))).toEqual([]);
  },
);

test('every rule is proven by a leak of the lab', () => {
  const proven = new Set(LEAKS.flatMap(({ trips }) => trips));
  expect(privacyRules.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([]);
});
