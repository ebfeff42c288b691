// Each fault trips exactly its rules: nothing is missed, nothing else is said. The table is printed at the end.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { LAB_FAULTS as ALL_FAULTS, startLab } from '../../../electron/lab/lab.ts';
import { failures, resolves } from '../flow/a-flow.ts';
import { tripped, walk } from './a-walk.ts';
import { FAULT_WALKS, OF_THE_EDIT } from './fault-walks.ts';

/** The others show only to several callers or in the content of answers, and have tables of their own. */
const LAB_FAULTS = ALL_FAULTS.filter(({ shownBy }) => shownBy === 'flow');

let lab: Lab;
const table: string[] = [];
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
  process.stdout.write(
    `\nfault → rules tripped (${table.length} faults)\n${table.toSorted().join('\n')}\n\n`,
  );
});

const WIDTH = Math.max(...LAB_FAULTS.map(({ id }) => id.length));

test.each(LAB_FAULTS.map(({ id, title, ...rest }) => ({ id, title, ...rest })))(
  '$id ($title) trips exactly its rules, and stops the flow if it must',
  async ({ id, trips, refuses }) => {
    lab.setFault(id, true);
    onTestFinished(() => lab.setFault(id, false));
    const { variant = 'modern', settings, ...rest } = FAULT_WALKS[id] ?? {};
    const flow = await walk(lab.mcp[variant] ?? '', {
      settings: { revision: '2026-07-28', ...settings },
      ...rest,
    });
    onTestFinished(() => flow.close());
    const edited = OF_THE_EDIT[id] ?? [];
    const found = tripped(flow).filter((rule) => !edited.includes(rule));
    table.push(`  ${id.padEnd(WIDTH)}  ${found.join(', ')}`);

    expect(found).toEqual(trips);
    for (const rule of edited) expect(tripped(flow)).toContain(rule);
    const { stop } = flow.session;
    if (refuses) expect(stop?.kind === 'refused' && trips.includes(stop.event.ruleId)).toBe(true);
    else expect(stop?.kind).not.toBe('refused');
    for (const finding of failures(flow)) {
      expect(finding.message).toMatch(/\w/);
      expect(finding.fix).toMatch(/\w/);
      expect(finding.expected).toBeTruthy();
      expect(finding.actual).toBeTruthy();
      expect(finding.evidence.length).toBeGreaterThan(0);
      for (const evidence of finding.evidence)
        expect([evidence, resolves(flow, evidence)]).toEqual([evidence, true]);
    }
  },
);

test('every walk is for a fault that there is', () => {
  const known = LAB_FAULTS.map(({ id }) => id);
  expect(Object.keys(FAULT_WALKS).filter((id) => !known.includes(id))).toEqual([]);
});
