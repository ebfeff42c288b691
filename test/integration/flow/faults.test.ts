// What a refusal means beyond its finding. That each fault trips exactly its rules is proven in ../rules/.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { failedRules, runFlow } from './a-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

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

test.each([
  ['2026-07-28', /without answering it\..*not a JSON-RPC answer/],
  ['auto', /did not accept `initialize`/],
] as const)(
  'a server whose answers are no answers does not count as one that works (%s)',
  async (revision, words) => {
    lab.setFault('mcp-bare-results', true);
    onTestFinished(() => lab.setFault('mcp-bare-results', false));
    const flow = await runFlow(lab.mcp['modern'] ?? '', { settings: { revision } });
    onTestFinished(() => flow.close());
    expect(failedRules(flow)).toContain('mcp/json-rpc-answer');
    expect(flow.session.completed).toBe(false);
    expect(flow.session.stop).toMatchObject({
      kind: 'failed',
      event: { stage: 'mcp', message: expect.stringMatching(words) },
    });
  },
);

test('words of an answer with the wrong issuer are in no finding', async () => {
  lab.setFault('callback-error', true);
  onTestFinished(() => lab.setFault('callback-error', false));
  const flow = await runFlow(lab.mcp['modern'] ?? '');
  onTestFinished(() => flow.close());
  expect(JSON.stringify(flow.session.findings)).not.toMatch(/locked|555 0100|unlock/);
});
