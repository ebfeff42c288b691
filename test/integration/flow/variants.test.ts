import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import { failures, runFlow, steps } from './a-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

/** Each server with the revisions it speaks, newest first; `auto` finds the newest. */
const SPOKEN: Readonly<Record<string, readonly FlowSettings['revision'][]>> = {
  modern: ['2026-07-28'],
  legacy: ['2025-11-25', '2025-06-18'],
  dual: ['2026-07-28', '2025-11-25', '2025-06-18'],
  open: ['2026-07-28'],
  opaque: ['2026-07-28'],
  short: ['2026-07-28'],
  '2025-06-18': ['2025-06-18'],
  '2025-03-26': ['2025-03-26'],
};

test('the table names every server of the lab and what it speaks', () => {
  expect(SPOKEN).toEqual(Object.fromEntries(lab.variants.map(({ id, revisions }) => [id, revisions])));
});

const cases = Object.entries(SPOKEN).flatMap(([id, revisions]) =>
  (['auto', ...revisions] as const).map((revision) => ({ id, revision })),
);

test.each(cases)(
  '$id completes as alice with revision $revision, and breaks no rule',
  async ({ id, revision }) => {
    const flow = await runFlow(lab.mcp[id] ?? '', { settings: { revision } });
    const { session } = flow;
    expect({ stop: session.stop, question: session.question, steps: steps(flow) }).toMatchObject({
      stop: undefined,
      question: undefined,
    });
    expect(failures(flow)).toEqual([]);
    expect(session.completed).toBe(true);
    expect(latest(session, 'tools')).toHaveLength(6);
    const found = latestText(session, 'revision') ?? session.settings?.revision;
    expect(found).toBe(revision === 'auto' ? SPOKEN[id]?.[0] : revision);
    expect(session.values.has('access_token')).toBe(id !== 'open');
    await flow.close();
  },
);

test.each([
  ['modern', '2025-11-25', 'mcp'],
  ['legacy', '2026-07-28', 'mcp'],
] as const)('%s asked with %s, which it does not speak, fails and says so', async (id, revision, stage) => {
  const flow = await runFlow(lab.mcp[id] ?? '', { settings: { revision } });
  const { stop, completed } = flow.session;
  expect(completed).toBe(false);
  expect(stop).toMatchObject({ kind: 'failed', event: { stage } });
  expect(stop?.kind === 'failed' && stop.event.message).toMatch(/HTTP 400/);
  await flow.close();
});
