import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { LAB_FAULTS, startLab } from '../../../electron/lab/lab.ts';
import type { SessionAction, StageId } from '../../../shared/trace/event.ts';
import type { AFlow } from './a-flow.ts';
import { failures, resolves, runFlow } from './a-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

/** Faults that show only when something is asked of the live session. The variant is `modern` unless named. */
const ASKED: Readonly<Record<string, { variant?: string; actions: readonly SessionAction[] }>> = {
  'refresh-not-rotated': { actions: [{ kind: 'refresh' }] },
  'refresh-invalid-grant': { actions: [{ kind: 'refresh' }] },
  'revoked-token-still-accepted': {
    // A signed token may live on until it expires; an opaque one has no excuse.
    variant: 'opaque',
    actions: [{ kind: 'revoke', token: 'access_token' }, { kind: 'list-tools' }],
  },
};

/** Stage at which the flow stands still, where it is not the fault's own: the place that notices it. */
const NOTICED: Readonly<Record<string, StageId>> = {
  'challenge-metadata-url-404': 'resource-metadata',
  'token-wrong-audience': 'mcp',
};

async function meet(id: string): Promise<AFlow> {
  const asked = ASKED[id];
  const flow = await runFlow(lab.mcp[asked?.variant ?? 'modern'] ?? '');
  for (const action of asked?.actions ?? []) await flow.runner.act(action, true);
  return flow;
}

test.each(LAB_FAULTS.map(({ id, title, ...rest }) => ({ id, title, ...rest })))(
  '$id ($title) trips exactly its rules, and the flow stops where it must',
  async ({ id, stage, trips, refuses }) => {
    lab.setFault(id, true);
    onTestFinished(() => lab.setFault(id, false));
    const flow = await meet(id);
    onTestFinished(() => flow.close());
    const { stop, completed } = flow.session;
    const failed = failures(flow);

    expect(failed.map((finding) => finding.ruleId)).toEqual(trips);
    if (refuses) {
      const expected = NOTICED[id] ?? stage;
      expect(stop).toMatchObject({ kind: 'refused', event: { stage: expected, ruleId: trips[0] } });
      expect(completed).toBe(false);
    } else {
      expect(stop).toBeUndefined();
      expect(completed).toBe(true);
    }
    for (const finding of failed) {
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

test('a refused flow sends nothing to the place that the rule is about', async () => {
  lab.setFault('as-issuer-mismatch', true);
  onTestFinished(() => lab.setFault('as-issuer-mismatch', false));
  const flow = await runFlow(lab.mcp['modern'] ?? '');
  onTestFinished(() => flow.close());
  expect(flow.session.exchanges.map((exchange) => exchange.step)).toEqual([
    'mcp-probe',
    'prm-from-challenge',
    'as-oauth-root',
  ]);
});

test('words of an answer with the wrong issuer are in no finding', async () => {
  lab.setFault('callback-error', true);
  onTestFinished(() => lab.setFault('callback-error', false));
  const flow = await runFlow(lab.mcp['modern'] ?? '');
  onTestFinished(() => flow.close());
  expect(JSON.stringify(flow.session.findings)).not.toMatch(/locked|555 0100|unlock/);
});
