// The report on a run of the matrix: the policy says whose each object is, also where no answer and no token names anybody.

import { expect, test } from 'vitest';
import type { MethodOutput } from '../../../shared/contract.ts';
import { PLANTED } from '../../../electron/lab/shop/planted.ts';
import { aLab, matrixOf, SHOP_POLICY } from '../matrix/a-matrix.ts';
import { broken, doubted } from './a-visit.ts';

/** The documented policy with callers that are called after nobody: only the owners of the rows tell them apart. */
const NAMELESS = SHOP_POLICY.replaceAll(/^(\s+)alice:/gm, '$1first:')
  .replaceAll(/^(\s+)bob:/gm, '$1second:')
  .replaceAll('owner: alice', 'owner: first')
  .replaceAll('owner: bob', 'owner: second')
  .replaceAll('identity: alice', 'identity: first');

type Report = MethodOutput['privacy.report'];
const others = ({ findings }: Report) =>
  findings.filter(({ ruleId, verdict }) => ruleId === 'privacy/reaches-other-user' && verdict === 'fail');

async function reportOn(faults: readonly string[], policy: string, variant: string) {
  const lab = await aLab(faults);
  const run = await matrixOf(lab.mcp[variant] ?? '', policy);
  return { ...run, report: await run.engine.call('privacy.report', { session: run.matrix }) };
}

test.each([
  ['with tokens that say whose they are', 'open', SHOP_POLICY],
  ['with tokens that say nothing', 'opaque', NAMELESS],
])('a run against the honest lab leaks nothing, %s', async (_how, variant, policy) => {
  const { report, cells } = await reportOn([], policy, variant);
  expect(cells('match').length).toBeGreaterThan(50);
  expect(broken(report)).toEqual([]);
  expect(doubted(report)).toEqual([]);
  // There was personal data to judge, of both.
  const given = report.cells.filter(({ class: of }) => of === 'postal-address');
  expect(new Set(given.map(({ identity }) => identity)).size).toBeGreaterThanOrEqual(2);
});

test.each([
  ['open', SHOP_POLICY, 'alice', 'bob'],
  ['opaque', NAMELESS, 'first', 'second'],
])(
  'where owners are not checked, the data of each reaches the other on the server %s, and the bytes prove it',
  async (variant, policy, one, two) => {
    const { report, engine, matrix } = await reportOn(['owner-not-checked'], policy, variant);
    const failures = others(report);
    const told = failures.map(({ message }) => message);
    expect(told).toContain(`The answer of get_order to ${two} holds a postal address of ${one}.`);
    expect(told).toContain(`The answer of get_order to ${one} holds a postal address of ${two}.`);
    expect(broken(report)).toEqual(['privacy/reaches-other-user']);
    expect(doubted(report)).toEqual([]);

    const { events } = await engine.call('session.events', { session: matrix });
    for (const { evidence } of failures) {
      const askers = evidence.map(({ event }) => events[event - 1]?.identity);
      // What went astray, and where its owner was given the same.
      expect(new Set(askers).size).toBeGreaterThanOrEqual(2);
    }
    const bobs = report.cells.find(
      (cell) => cell.identity === two && cell.class === 'postal-address' && cell.called.name === 'get_order',
    );
    expect(bobs).toMatchObject({ verdict: 'error', rules: ['privacy/reaches-other-user'] });
    const text = JSON.stringify(report);
    expect(PLANTED.filter(({ value, kind }) => kind !== 'margin' && text.includes(value))).toEqual([]);
  },
);

test('a saved run says the same as the run itself', async () => {
  const { report, engine, matrix } = await reportOn(['owner-not-checked'], NAMELESS, 'opaque');
  const { text } = await engine.call('trace.export', { session: matrix });
  const { session } = await engine.call('trace.import', { name: 'run.keyhole', text });
  const saved = await engine.call('privacy.report', { session });
  expect(saved.masked).toBe(true);
  expect(others(saved).map(({ message }) => message)).toEqual(others(report).map(({ message }) => message));
});
