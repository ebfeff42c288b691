// What should come of a cell: as somebody said, or by the level of the row. Every expectation has its reason.

import { assertNever } from '../protocol/assert-never.ts';
import type { IdentityDefinition, IdentityState } from '../identity/identity.ts';
import { CALLERS_OWN } from './matrix.ts';
import type { Expect, MatrixPlan, MatrixRow, SaidExpectation } from './matrix.ts';

/** What is expected and why, as a sentence. */
export interface Expectation {
  readonly expect: Expect;
  readonly why: string;
  /**
   * `said`: for this very cell or identity. `scope`: the token lacks a scope the row needs. `simulation`: the token is a
   * bad one on purpose. `level`: by who may call the row.
   */
  readonly from: 'said' | 'scope' | 'simulation' | 'level';
  /** Rests on a level that nobody has said: it accuses nobody. */
  readonly guessed: boolean;
}

/** Scopes the row needs and the token has not; empty also when either is not known. */
function missingScopes(row: MatrixRow, { scopes }: IdentityState): readonly string[] {
  if (!row.scope || !scopes) return [];
  return row.scope.filter((scope) => !scopes.includes(scope));
}

/**
 * Whoever a caller is: one that is derived from somebody is that somebody, with another token. Whoever signed in where
 * no token was asked for has none, and calls as nobody does.
 */
function personOf(plan: Pick<MatrixPlan, 'columns'>, column: IdentityState): IdentityDefinition {
  const { definition, status, token } = column;
  const { source } = definition;
  if (source.kind === 'flow' && status === 'ready' && token === undefined)
    return { ...definition, level: 'public' };
  if (source.kind !== 'simulated') return definition;
  return plan.columns.find((other) => other.definition.name === source.from)?.definition ?? definition;
}

function byLevel(row: MatrixRow, { name, level }: IdentityDefinition): Omit<Expectation, 'guessed'> {
  const from = 'level';
  if (row.level === undefined)
    return { expect: 'unknown', why: 'Nobody has said who may ask for this list.', from };
  if (row.level === 'public') return { expect: 'allow', why: 'Everybody may call it.', from };
  if (level === 'public') return { expect: 'deny', why: `${name} has no token, and it needs one.`, from };
  switch (row.level) {
    case 'login':
      return { expect: 'allow', why: 'Everybody who has signed in may call it.', from };
    case 'admin':
      return level === 'admin'
        ? { expect: 'allow', why: 'Administrators may call it.', from }
        : { expect: 'deny', why: `Only administrators may call it, and ${name} is none.`, from };
    case 'owner': {
      const { owner } = row;
      if (owner === undefined)
        return { expect: 'unknown', why: 'Nobody has said whom these arguments belong to.', from };
      if (owner === CALLERS_OWN)
        return { expect: 'allow', why: 'Everybody who has signed in may call it for themselves.', from };
      if (owner === name) return { expect: 'allow', why: `It belongs to ${name}.`, from };
      return level === 'admin'
        ? {
            expect: 'unknown',
            why: `It belongs to ${owner}. Nobody has said whether administrators may have it.`,
            from,
          }
        : { expect: 'deny', why: `It belongs to ${owner}, not to ${name}.`, from };
    }
    default:
      return assertNever(row.level);
  }
}

function bySimulation(row: MatrixRow, column: IdentityState): Omit<Expectation, 'guessed'> | undefined {
  const { source } = column.definition;
  if (source.kind !== 'simulated') return undefined;
  const from = 'simulation';
  if (row.level === undefined || row.level === 'public')
    return {
      expect: 'unknown',
      why: 'It needs no token: a server may look at a bad one or not.',
      from,
    };
  // What such a token lacks is decided by the scopes of the row, where they are known.
  if (source.how === 'scope-removed')
    return row.scope && column.scopes
      ? undefined
      : { expect: 'unknown', why: 'Nobody has said which scopes it needs.', from };
  return { expect: 'deny', why: 'A server that checks its tokens refuses this one.', from };
}

function bySaid(said: SaidExpectation | undefined): Omit<Expectation, 'guessed'> | undefined {
  return said && { expect: said.expect, why: said.why ?? 'The policy says so.', from: 'said' };
}

/**
 * What should come of a cell. What is said of it wins; then whether its token is good; then what the person may; then
 * what the scope of the token covers.
 */
export function expectationOf(
  plan: Pick<MatrixPlan, 'said' | 'columns'>,
  row: MatrixRow,
  column: IdentityState,
): Expectation {
  const cells = plan.said[row.id] ?? {};
  const { name } = column.definition;
  // An identity may well be named "constructor".
  const said = bySaid(Object.hasOwn(cells, name) ? cells[name] : undefined);
  if (said) return { ...said, guessed: false };
  const guessed = row.levelBy === 'guess';
  const simulated = bySimulation(row, column);
  if (simulated) return { ...simulated, guessed };
  const level = byLevel(row, personOf(plan, column));
  // Only a token says that somebody has signed in: a server may take no notice of the headers that a person gave.
  if (column.definition.source.kind === 'nobody' && level.expect === 'allow' && row.level !== 'public')
    return { ...level, why: `${level.why} Whether its headers sign ${name} in is not known.`, guessed: true };
  const missing = missingScopes(row, column);
  if (missing.length === 0 || level.expect === 'deny' || row.level === 'public') return { ...level, guessed };
  return {
    expect: 'deny',
    why: `It needs the scope ${missing.join(' ')}, which the token of ${column.definition.name} has not.`,
    from: 'scope',
    guessed: false,
  };
}
