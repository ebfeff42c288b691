import { describe, expect, test } from 'vitest';
import { savedIdentityStates } from '../../../shared/identity/identity-state.ts';
import { DEFAULT_RUN } from '../../../shared/matrix/matrix.ts';
import type { MatrixPlan } from '../../../shared/matrix/matrix.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { person } from '../matrix/a-run.ts';

const plan: MatrixPlan = {
  target: 'https://shop.example/mcp',
  revision: '2026-07-28',
  columns: [person('default'), person('bob')],
  rows: [],
  said: {},
  run: DEFAULT_RUN,
};
const OPENED: TraceEvent = { id: 1, parent: 0, at: 0, identity: 'default', kind: 'matrix', plan };
const bob = { ...person('bob'), scopes: ['orders:read'] };

describe('the identities of a saved trace', () => {
  test('of a run are its callers, as they stood when it was planned last', () => {
    const edited: TraceEvent = { ...OPENED, id: 2, parent: 1, kind: 'matrix-edited', columns: [bob] };
    const rows: TraceEvent = { ...OPENED, id: 3, parent: 2, kind: 'matrix-edited', rows: [] };
    expect(savedIdentityStates(foldTrace([OPENED]), 0)).toEqual(plan.columns);
    expect(savedIdentityStates(foldTrace([OPENED, edited, rows]), 0)).toEqual([bob]);
  });

  test('of a flow are those it defines, the first among them', () => {
    const defined: TraceEvent = {
      id: 1,
      parent: 0,
      at: 0,
      identity: 'bob',
      kind: 'identity',
      definition: bob.definition,
    };
    const states = savedIdentityStates(foldTrace([defined]), 0);
    expect(states.map(({ definition, status }) => [definition.name, status])).toEqual([
      ['default', 'none'],
      ['bob', 'none'],
    ]);
  });
});
