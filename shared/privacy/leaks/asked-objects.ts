// Whose object each answer of a matrix run is about. A run knows what an answer alone does not tell: the arguments of a
// row were said to belong to somebody, and its columns are the people.

import type { IdentityState } from '../../identity/identity.ts';
import { foldMatrix } from '../../matrix/fold.ts';
import type { Expect, MatrixRow } from '../../matrix/matrix.ts';
import { CALLERS_OWN } from '../../matrix/matrix.ts';
import { maybeSamePerson } from '../../matrix/run-data.ts';
import type { EventId, TraceEvent } from '../../trace/event.ts';

/** What one answer is about. */
export interface AskedObject {
  /** Who asked. */
  readonly reader: IdentityState;
  /** Whom the object belongs to, the reader where each asks for the own; absent where nobody has said. */
  readonly owner?: IdentityState;
  /** Rows that answer in the same shape have the same: a tool with other arguments, a resource beside it. */
  readonly shape: string;
  /** Whether the reader may have it, and whether that or the owner is only guessed. */
  readonly expect: Expect;
  readonly guessed: boolean;
  /** It was answered, and not refused. */
  readonly given: boolean;
}

/** True when two columns may be one person. */
export function mayBeOne(a: IdentityState, b: IdentityState): boolean {
  return a.definition.name === b.definition.name || maybeSamePerson({ column: a }, { column: b });
}

/** `commerce://orders/1001` and `commerce://orders/2001` are of one shape. */
function shapeOf({ kind, name }: MatrixRow): string {
  return `${kind} ${kind === 'resource' ? name.slice(0, name.lastIndexOf('/') + 1) : name}`;
}

/** What the answers of a run are about, by their exchanges; empty for any other trace. Simulated callers are left out. */
export function askedObjects(events: readonly TraceEvent[]): ReadonlyMap<EventId, AskedObject> {
  const asked = new Map<EventId, AskedObject>();
  if (!events.some(({ kind }) => kind === 'matrix')) return asked;
  const fold = foldMatrix(events);
  const columns = new Map(fold.plan?.columns.map((column) => [column.definition.name, column]));
  for (const { row, column, expectation, answers } of fold.cells()) {
    if (column.definition.source.kind === 'simulated') continue;
    const owner = row.owner === CALLERS_OWN ? column : columns.get(row.owner ?? '');
    const { expect, guessed, from } = expectation;
    const object = {
      reader: column,
      ...(owner ? { owner } : {}),
      shape: shapeOf(row),
      expect,
      guessed: guessed || (row.argumentsBy === 'guess' && from !== 'said'),
    };
    // Asked about an object that does not exist, the arguments were others.
    for (const { exchange, purpose, outcome } of answers)
      if (exchange !== undefined && purpose !== 'missing')
        asked.set(exchange, { ...object, given: outcome.kind === 'allowed' });
  }
  return asked;
}
