// The honest lab: whatever is asked of it, in whatever revision, nobody is warned of anything.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { RULES } from '../../../shared/rules/judge.ts';
import type { FlowSettings, SessionAction } from '../../../shared/trace/event.ts';
import { resolves } from '../flow/a-flow.ts';
import { tripped, walk } from './a-walk.ts';
import { NEEDS_MORE } from './fault-walks.ts';

let lab: Lab;
const judged = new Map<string, Set<string>>();
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: 30 });
});
afterAll(() => lab.close());

const VARIANTS = ['modern', 'legacy', 'dual', 'open', 'opaque', 'short', '2025-06-18', '2025-03-26'];

/** All that can be asked of a session, ending in a sign-out. */
const EVERYTHING: readonly SessionAction[] = [
  { kind: 'list-resources' },
  { kind: 'list-prompts' },
  { kind: 'call-tool', name: 'list_orders', arguments: {} },
  NEEDS_MORE,
  { kind: 'refresh' },
  { kind: 'introspect', token: 'access_token' },
  { kind: 'list-tools' },
  { kind: 'sign-out' },
];

const cases = VARIANTS.flatMap((variant) =>
  (['auto', ...REVISIONS] as const).map((revision) => ({ variant, revision })),
);

test('the table names every server of the lab', () => {
  expect(lab.variants.map(({ id }) => id)).toEqual(VARIANTS);
});

test.each(cases)('$variant in revision $revision: no finding above info', async ({ variant, revision }) => {
  const target = lab.variants.find(({ id }) => id === variant);
  const speaks = revision === 'auto' || target?.revisions.includes(revision) === true;
  const flow = await walk(target?.url ?? '', { settings: { revision }, actions: EVERYTHING });
  onTestFinished(() => flow.close());
  for (const { ruleId, verdict, evidence } of flow.session.findings) {
    judged.set(ruleId, (judged.get(ruleId) ?? new Set()).add(verdict));
    for (const one of evidence) expect([one, resolves(flow, one)]).toEqual([one, true]);
  }
  // A revision that a server does not speak ends in a refusal of the transport, or in the one rule that says why.
  if (speaks) {
    expect(tripped(flow, 'warning')).toEqual([]);
    expect(flow.session.completed).toBe(true);
  } else {
    const allowed = NOT_SPOKEN[`${variant} ${revision}`] ?? [];
    expect(tripped(flow, 'warning')).toEqual(allowed);
  }
});

/** What is rightly said when a server is held to a revision that it does not follow. */
const NOT_SPOKEN: Readonly<Record<string, readonly string[]>> = {
  // Endpoints are guessed at the origin of the server, and are not there.
  ...Object.fromEntries(
    ['modern', 'legacy', 'dual', 'opaque', 'short', '2025-06-18'].map((variant) => [
      `${variant} 2025-03-26`,
      ['registration/succeeded'],
    ]),
  ),
  // It has no resource metadata, for its revision knows none.
  '2025-03-26 2025-06-18': ['challenge/metadata-in-header', 'challenge/metadata-discoverable'],
  '2025-03-26 2025-11-25': ['challenge/metadata-discoverable'],
  '2025-03-26 2026-07-28': ['challenge/metadata-discoverable'],
};

const byPreregistered: readonly Partial<FlowSettings>[] = [
  { registration: 'preregistered', clientId: 'keyhole-public' },
  { registration: 'cimd' },
];

test.each(byPreregistered)('the way of registration changes nothing: $registration', async (settings) => {
  const flow = await walk(lab.mcp['modern'] ?? '', {
    settings: { revision: '2026-07-28', clientMetadataUrl: lab.clientMetadataUrl, ...settings },
    actions: EVERYTHING,
  });
  onTestFinished(() => flow.close());
  expect(tripped(flow, 'warning')).toEqual([]);
  expect(flow.session.completed).toBe(true);
});

test('most rules pass somewhere on the honest lab: they are judged, not only written', () => {
  const passed = RULES.filter(({ id }) => judged.get(id)?.has('pass')).length;
  expect(passed).toBeGreaterThan(RULES.length * 0.75);
});
