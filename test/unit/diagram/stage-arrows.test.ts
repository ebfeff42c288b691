import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isArrow } from '../../../shared/diagram/diagram.ts';
import { layoutSession } from '../../../shared/diagram/layout.ts';
import { firstArrows } from '../../../shared/diagram/stage-arrows.ts';
import type { EventId, StageId, TraceEvent } from '../../../shared/trace/event.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { branchedTrace, honestTrace, pendingTrace, signInTrace } from '../../fixtures/traces/traces.ts';
import { arbitraryTrace } from '../../support/arbitrary-trace.ts';

/** The first arrow of each stage, as the diagram draws them. */
function drawn(events: readonly TraceEvent[]): Map<StageId, EventId> {
  const trace = foldTrace(events);
  const first = new Map<StageId, EventId>();
  for (const row of layoutSession(trace, trace.session()).rows)
    if (isArrow(row) && !first.has(row.stage)) first.set(row.stage, row.event);
  return first;
}

const found = (events: readonly TraceEvent[]) => firstArrows(foldTrace(events).session());

test.each([
  ['an honest flow', honestTrace()],
  ['a flow with branches', branchedTrace()],
  ['a flow with a pending draft', pendingTrace()],
  ['a flow that waits for a sign-in', signInTrace()],
])('the stages of %s begin where the diagram draws their first arrow', (_title, { events }) => {
  expect(found(events).size).toBeGreaterThan(0);
  expect(found(events)).toEqual(drawn(events));
});

test('so do those of any trace', () => {
  fc.assert(
    fc.property(arbitraryTrace(), ({ events }) => {
      expect(found(events)).toEqual(drawn(events));
    }),
  );
});
