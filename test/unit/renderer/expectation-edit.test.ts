// Which change of a policy a person's choice for one cell is.

import { describe, expect, test } from 'vitest';
import { expectationEdit } from '../../../renderer/features/roles/matrix/expectation-edit.ts';
import { DEFAULT_RUN, type MatrixPlan, type MatrixRow } from '../../../shared/matrix/matrix.ts';
import { policyEdit } from '../../../shared/policy/edit.ts';
import { person, row } from '../matrix/a-run.ts';

const plan = (...rows: readonly MatrixRow[]): { readonly plan: MatrixPlan } => ({
  plan: { target: 'https://a.example', revision: 'auto', rows, columns: [], said: {}, run: DEFAULT_RUN },
});
const bob = person('bob');
const edit = (of: MatrixRow, ...others: readonly MatrixRow[]) =>
  expectationEdit(plan(of, ...others), { row: of, column: bob }, 'deny');

describe('the change of an expectation', () => {
  test('names the row by its set of arguments, and the caller by its name', () => {
    expect(edit(row('get', { set: 'one', argumentsBy: 'policy' }))).toEqual({
      edit: 'expectation',
      kind: 'tool',
      name: 'get',
      set: 'one',
      identity: 'bob',
      expect: 'deny',
    });
  });

  test('has no set where the row has none', () => {
    expect(edit(row('get'))).not.toHaveProperty('set');
    expect(edit(row('tools/list', { kind: 'list' }))).toMatchObject({ kind: 'list', name: 'tools/list' });
  });

  test('leaves out arguments that only the schema suggested: they are in no file', () => {
    expect(edit(row('get', { set: 'example-get', argumentsBy: 'guess' }))).not.toHaveProperty('set');
  });

  test('names guessed arguments where the tool has several rows, or it would speak of all of them', () => {
    const [one, two] = [
      row('get', { set: 'one', argumentsBy: 'guess' }),
      row('get', { set: 'two', argumentsBy: 'guess' }),
    ];
    expect(edit(one, two)).toMatchObject({ set: 'one' });
  });

  test('takes a prompt of the same name for something else', () => {
    const guessed = row('get', { set: 'one', argumentsBy: 'guess' });
    expect(edit(guessed, row('get', { kind: 'prompt', set: 'two' }))).not.toHaveProperty('set');
  });

  test('goes back to the level with null, and is what the engine takes, whatever the name', () => {
    const strange = row('名 "x"\n'.repeat(50), { set: 'one' });
    const back = expectationEdit(plan(strange), { row: strange, column: person('constructor') }, null);
    expect(back.expect).toBeNull();
    expect(policyEdit.parse(back)).toEqual(back);
  });

  test('does not need a plan', () => {
    expect(
      expectationEdit({ plan: undefined }, { row: row('get', { set: 'one' }), column: bob }, 'allow'),
    ).toEqual(expect.objectContaining({ set: 'one', expect: 'allow' }));
  });
});
