// What a server did with tokens that were spoiled on purpose: one finding for each such caller.

import type { Simulation } from '../identity/identity.ts';
import { SIMULATION_WORDS } from '../identity/simulations.ts';
import type { Finding } from '../trace/event.ts';
import { asFinding, callerOf, callsOf, proofsOf } from './a-finding.ts';
import type { CellView } from './fold.ts';
import { isTokenless } from './judge-permissions.ts';
import type { RowId } from './matrix.ts';
import { rowLabel } from './matrix.ts';
import type { RunData } from './run-data.ts';
import { isPerson } from './run-data.ts';

/** The rule that each simulation tests; a missing token is judged with all callers that have none. */
const RULE_OF: Readonly<Record<Exclude<Simulation, 'no-token'>, `roles/${string}`>> = {
  malformed: 'roles/malformed-token-refused',
  'flipped-signature': 'roles/signature-checked',
  'alg-none': 'roles/alg-none-refused',
  expired: 'roles/expiry-checked',
  'not-yet-valid': 'roles/not-before-checked',
  'wrong-issuer': 'roles/issuer-checked',
  'wrong-audience': 'roles/audience-checked',
  'scope-removed': 'roles/scope-checked',
  'foreign-session': 'roles/session-bound',
  'query-token': 'roles/query-token-refused',
  revoked: 'roles/revocation-honoured',
};

/** Claims that we can write but not sign: a refusal may be for the signature alone. */
const UNSIGNED: readonly Simulation[] = ['not-yet-valid', 'wrong-issuer'];

/** Rows that were answered to a caller of this kind: what a worse token gets there tells nothing more. */
function answeredTo(run: RunData, is: (cell: CellView) => boolean): ReadonlySet<RowId> {
  const rows = new Set<RowId>();
  for (const cell of run.fold.cells())
    if (is(cell) && cell.answer?.outcome.kind === 'allowed') rows.add(cell.row.id);
  return rows;
}

const isMalformed = ({ column }: CellView): boolean =>
  column.definition.source.kind === 'simulated' && column.definition.source.how === 'malformed';

function judgeColumn(
  run: RunData,
  cells: readonly CellView[],
  how: Exclude<Simulation, 'no-token'>,
): Finding[] {
  const ruleId = RULE_OF[how];
  const { title } = SIMULATION_WORDS[how];
  const [first] = cells;
  if (!first) return [];
  const open = answeredTo(run, isTokenless);
  const anyText = how === 'malformed' ? new Set<RowId>() : answeredTo(run, isMalformed);
  const telling = cells.filter(
    ({ row, expectation: { expect, from } }) =>
      expect === 'deny' &&
      // What such a person may not do with any token says nothing of this one.
      (how !== 'scope-removed' || from === 'scope') &&
      !open.has(row.id) &&
      !anyText.has(row.id),
  );
  const taken = telling.filter(({ verdict }) => verdict === 'over-permissive');
  const refused = telling.filter(({ verdict }) => verdict === 'match');
  if (taken.length > 0)
    return [
      asFinding({
        ruleId,
        verdict: 'fail',
        message: `${title}: ${callsOf(taken)} got an answer as ${callerOf(first)}.`,
        expected: SIMULATION_WORDS[how].right,
        actual: `${taken.length} of ${taken.length + refused.length} calls were answered`,
        evidence: proofsOf(taken),
      }),
    ];
  if (refused.length > 0 && UNSIGNED.includes(how))
    return [
      asFinding({
        ruleId,
        verdict: 'cannot-tell',
        message: `${title}: refused. But the signature does not fit such a token either, and that alone may be why.`,
        evidence: proofsOf(refused),
      }),
    ];
  if (refused.length > 0)
    return [
      asFinding({
        ruleId,
        verdict: 'pass',
        message: `${title}: refused, ${refused.length} of ${refused.length} calls.`,
        evidence: proofsOf(refused),
      }),
    ];
  const why = undecided(telling, cells);
  return why === undefined
    ? []
    : [
        asFinding({
          ruleId,
          verdict: 'cannot-tell',
          message: `${title}: ${why}`,
          evidence: proofsOf(failing(telling)),
        }),
      ];
}

/** Cells in which the server broke down. */
function failing(cells: readonly CellView[]): readonly CellView[] {
  return cells.filter(({ answer }) => answer?.outcome.kind === 'server-error');
}

/** Why a column says nothing: the server broke down, or the caller cannot be made here. */
function undecided(telling: readonly CellView[], all: readonly CellView[]): string | undefined {
  const [broken] = failing(telling);
  const outcome = broken?.answer?.outcome;
  if (outcome?.kind === 'server-error')
    return `nothing was given, and nothing was refused either: the server broke down (${outcome.said}), where 401 would tell the client what to do.`;
  return all.find(
    ({ answer }) =>
      answer?.outcome.kind === 'not-run' && ['not-ready', 'not-possible'].includes(answer.outcome.why),
  )?.why;
}

/** People whose token lacks a scope that a row needs, and who got an answer all the same. */
function scopeOfPeople(run: RunData): Finding[] {
  const found: Finding[] = [];
  for (const cell of run.fold.cells()) {
    if (!isPerson(cell) || cell.expectation.from !== 'scope' || cell.verdict !== 'over-permissive') continue;
    found.push(
      asFinding({
        ruleId: 'roles/scope-checked',
        verdict: 'fail',
        message: `${callerOf(cell)} got an answer to ${rowLabel(cell.row)} without the scope for it.`,
        expected: `HTTP 403 with insufficient_scope: ${cell.expectation.why}`,
        actual: 'an answer',
        evidence: proofsOf([cell]),
      }),
    );
  }
  return found;
}

/** Judges every simulated caller. */
export function judgeSimulations(run: RunData): Finding[] {
  const { plan } = run.fold;
  const found = (plan?.columns ?? []).flatMap(({ definition: { name, source } }) => {
    if (source.kind !== 'simulated' || source.how === 'no-token') return [];
    const cells = (plan?.rows ?? []).flatMap(({ id }) => run.fold.cell(id, name) ?? []);
    return judgeColumn(run, cells, source.how);
  });
  return [...found, ...scopeOfPeople(run)];
}
