// A run does not keep the next request waiting for verdicts; nothing that can be read afterwards may show it.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { FlowSettings, TraceEvent } from '../../../shared/trace/event.ts';
import type { AFlow } from './a-flow.ts';
import { failedRules, startFlow, steps } from './a-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

async function start(endpoint: string, settings: Partial<FlowSettings> = {}): Promise<AFlow> {
  const flow = await startFlow(lab.mcp[endpoint] ?? '', { settings });
  onTestFinished(() => flow.close());
  return flow;
}

/** What a trace says apart from its times and what is random. */
function told(event: TraceEvent): string {
  switch (event.kind) {
    case 'finding':
      return `${event.id} ${event.parent} ${event.ruleId} ${event.verdict} ${event.evidence.map((one) => one.event).join()}`;
    case 'exchange':
      return `${event.id} ${event.parent} exchange ${event.step} of ${event.draft}`;
    case 'value':
      return `${event.id} ${event.parent} value ${event.name} ${JSON.stringify(event.from)}`;
    case 'draft':
      return `${event.id} ${event.parent} draft ${event.step} ${JSON.stringify(event.parts)}`;
    default:
      return `${event.id} ${event.parent} ${event.kind}`;
  }
}

test.each([
  ['modern', {}],
  ['legacy', { revision: '2025-11-25' }],
  ['modern', { grant: 'client_credentials', clientId: 'keyhole-basic' }],
] as const)('a run of %s with %j records what single steps record', async (endpoint, settings) => {
  const run = await start(endpoint, settings);
  const stepped = await start(endpoint, settings);
  await run.runner.run({ kind: 'end' });
  while (stepped.session.draft) await stepped.runner.run({ kind: 'step' });
  expect(run.session.completed).toBe(stepped.session.completed);
  expect(run.recorder.trace.events.map(told)).toEqual(stepped.recorder.trace.events.map(told));
});

test('in a run the next request leaves before the verdicts on the last answer are recorded', async () => {
  const flow = await start('modern');
  await flow.runner.run({ kind: 'end' });
  const { events } = flow.recorder.trace;
  // What was recorded when the request for the resource metadata left ended with what the challenge had taught.
  expect(flow.left[1]?.url).toContain('/.well-known/oauth-protected-resource');
  expect(events[(flow.left[1]?.after ?? 0) - 1]?.kind).toBe('value');
  expect(events[flow.left[1]?.after ?? 0]).toMatchObject({ kind: 'finding', stage: 'challenge' });
});

test('step by step nothing leaves before everything is judged', async () => {
  const flow = await start('modern');
  while (flow.session.draft) await flow.runner.run({ kind: 'step' });
  const kinds = flow.left.map(({ after }) => flow.recorder.trace.events[after - 1]?.kind);
  // The first request of a sign-in that Keyhole follows is the one that is opened.
  expect(new Set(kinds)).toEqual(new Set(['draft']));
});

test('after an answer that forbids going on nothing leaves', async () => {
  lab.setFault('as-issuer-mismatch', true);
  onTestFinished(() => lab.setFault('as-issuer-mismatch', false));
  const flow = await start('modern');
  await flow.runner.run({ kind: 'end' });
  expect(failedRules(flow)).toEqual(['server-metadata/issuer-matches']);
  expect(steps(flow).at(-1)).toBe('as-oauth-root:200');
  expect(flow.left).toHaveLength(steps(flow).length);
});

test('what the next request lacks is said after the verdicts on the last answer', async () => {
  const flow = await start('modern', { clientId: 'keyhole-jwt', clientAuth: 'private_key_jwt' });
  await expect(flow.runner.run({ kind: 'end' })).rejects.toMatchObject({ code: 'bad-input' });
  const answer = flow.session.callbacks.at(-1);
  expect(flow.session.findings.at(-1)?.evidence[0]?.event).toBe(answer?.id);
});
