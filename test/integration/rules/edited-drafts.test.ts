// The rules on Keyhole's own requests: each is broken by an edited draft, and nothing else is said of it than what
// follows from the edit.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { RULES } from '../../../shared/rules/judge.ts';
import { failures, resolves } from '../flow/a-flow.ts';
import { tripped, walk } from './a-walk.ts';
import { EDITED_DRAFTS } from './edited-drafts.ts';

let lab: Lab;
const table: string[] = [];
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
  process.stdout.write(`\nedited draft → rules tripped (${table.length} drafts)\n${table.join('\n')}\n\n`);
});

const WIDTH = Math.max(...EDITED_DRAFTS.map(({ title }) => title.length));

describe('an edited draft', () => {
  test.each(EDITED_DRAFTS)('$title', async ({ title, trips, fault, variant = 'modern', walk: asked }) => {
    if (fault !== undefined) {
      lab.setFault(fault, true);
      onTestFinished(() => lab.setFault(fault, false));
    }
    const { settings, overrides, ...rest } = asked;
    const flow = await walk(lab.mcp[variant] ?? '', {
      settings: { revision: '2026-07-28', ...settings, ...(overrides ? { overrides } : {}) },
      ...rest,
    });
    onTestFinished(() => flow.close());
    const found = tripped(flow);
    table.push(`  ${title.padEnd(WIDTH)}  ${found.join(', ')}`);
    expect(found).toEqual(trips);
    for (const finding of failures(flow)) {
      const rule = RULES.find(({ id }) => id === finding.ruleId);
      if (rule?.ownRequest && flow.session.stop?.kind !== 'refused') {
        expect(finding.expected).toBeTruthy();
        expect(finding.actual).toBeTruthy();
      }
      for (const evidence of finding.evidence)
        expect([evidence, resolves(flow, evidence)]).toEqual([evidence, true]);
    }
  });

  test('is named as the reason, and how to take it back', async () => {
    const asked = EDITED_DRAFTS.find(({ title }) => title === 'a request that does not ask for a resource');
    const flow = await walk(lab.mcp['modern'] ?? '', {
      settings: { revision: '2026-07-28' },
      ...asked?.walk,
    });
    onTestFinished(() => flow.close());
    const finding = failures(flow).find(({ ruleId }) => ruleId === 'authorization-request/resource');
    expect(finding?.message).toContain('The draft of this request was edited.');
    expect(finding?.fix).toContain('reset the draft');
    expect(finding?.severity).toBe('error');
  });
});

test('every rule on our own requests has an edited draft that breaks it', () => {
  const proven = new Set(EDITED_DRAFTS.flatMap(({ trips }) => trips));
  expect(RULES.filter(({ ownRequest, id }) => ownRequest && !proven.has(id)).map(({ id }) => id)).toEqual([]);
});
