import type { CellView, MatrixFold } from '../../../../shared/matrix/fold.ts';
import type { Expect } from '../../../../shared/matrix/matrix.ts';
import type { PolicyEdit } from '../../../../shared/policy/edit.ts';

/** The change of a policy that says what should come of one cell; `null` goes back to what its level says. */
export function expectationEdit(
  { plan }: Pick<MatrixFold, 'plan'>,
  { row, column }: Pick<CellView, 'row' | 'column'>,
  expect: Expect | null,
): PolicyEdit & { edit: 'expectation' } {
  const siblings = (plan?.rows ?? []).filter((other) => other.kind === row.kind && other.name === row.name);
  // Arguments that only the schema suggested are in no file: their row is the only one, and is named by its tool alone.
  const set = row.argumentsBy === 'guess' && siblings.length === 1 ? undefined : row.set;
  return {
    edit: 'expectation',
    kind: row.kind,
    name: row.name,
    ...(set === undefined ? {} : { set }),
    identity: column.definition.name,
    expect,
  };
}
