import { describe, expect, it } from 'vitest';
import { abilitiesOf } from '../../../renderer/flow/flow-abilities.ts';
import { sinceText, durationText } from '../../../renderer/features/flow/diagram/row-words.ts';
import { nextFinding } from '../../../renderer/features/flow/next-finding.ts';
import type { SessionSummary } from '../../../shared/contract.ts';
import { filterDiagram } from '../../../shared/diagram/filter.ts';
import { layoutDiagram } from '../../../shared/diagram/layout.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import type { FixtureTrace } from '../../fixtures/traces/trace-builder.ts';
import { honestTrace, issuerMismatchTrace, pendingTrace, signInTrace } from '../../fixtures/traces/traces.ts';

const summary = (busy: boolean, live = true): SessionSummary => ({
  session: 's',
  target: '',
  startedAt: 0,
  updatedAt: 0,
  live,
  busy,
  outcome: 'open',
  revision: 'auto',
  events: 0,
});
const can = (trace: FixtureTrace, busy = false, live = true) =>
  abilitiesOf(foldTrace(trace.events).session(), summary(busy, live));

describe('what can be done now', () => {
  it('is to step and edit while a draft waits', () => {
    expect(can(pendingTrace())).toMatchObject({ step: true, edit: true, back: true, override: false });
  });

  it('is to go back, and not to step, while the browser is waited for', () => {
    expect(can(signInTrace(), true)).toMatchObject({ step: false, edit: false, back: true, move: true });
  });

  it('is to override after a refusal', () => {
    expect(can(issuerMismatchTrace())).toMatchObject({ step: false, override: true, retry: true });
  });

  it('is nothing but to cancel while an exchange is under way', () => {
    expect(can(pendingTrace(), true)).toMatchObject({ busy: true, step: false, back: false, move: false });
  });

  it('is nothing at all in a saved session', () => {
    expect(Object.values(can(pendingTrace(), true, false)).some(Boolean)).toBe(false);
  });
});

describe('the next finding', () => {
  const findings = foldTrace(honestTrace().events).session().findings;

  it('goes from one failed finding to the next and begins again', () => {
    const first = nextFinding(findings, undefined, undefined);
    const second = nextFinding(findings, first?.event, first?.at);
    const third = nextFinding(findings, second?.event, second?.at);
    expect(first).not.toEqual(second);
    expect(third).toEqual(first);
  });

  it('is nothing where nothing failed', () => {
    expect(nextFinding(foldTrace(pendingTrace().events).session().findings, 1, undefined)).toBeUndefined();
  });
});

describe('a filtered diagram', () => {
  const diagram = layoutDiagram(foldTrace(honestTrace().events));

  it('keeps the arrows that contain every word, closed up', () => {
    const rows = filterDiagram(diagram, 'post 200').rows;
    expect(rows.map((row) => ('label' in row ? row.label : row.kind))).toEqual([
      'POST /customers/token',
      'POST /mcp · server/discover',
      'POST /mcp · tools/list',
    ]);
    expect(rows[0]?.y).toBe(0);
  });

  it('is the diagram itself without words', () => {
    expect(filterDiagram(diagram, '  ')).toBe(diagram);
  });
});

describe('times in few letters', () => {
  it.each([
    [40, '+0.04 s'],
    [59_990, '+59.99 s'],
    [92_000, '+1m32s'],
    [3_720_000, '+1h02m'],
  ])('reads %i ms as %s', (milliseconds, text) => {
    expect(sinceText(milliseconds)).toBe(text);
  });

  it.each([
    [0.4, '0 ms'],
    [1300, '1.3 s'],
    [120_000, '2 min'],
  ])('lasts %i ms as %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});
