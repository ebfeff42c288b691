// Who was given what they should not have been given, and who was refused what is theirs.

import type { Finding } from '../trace/event.ts';
import { asFinding, callerOf, callsOf, proofOf, proofsOf } from './a-finding.ts';
import type { CellView } from './fold.ts';
import { CALLERS_OWN, rowLabel } from './matrix.ts';
import type { RunData } from './run-data.ts';
import { isPerson } from './run-data.ts';

/** True for a caller without any token. */
export function isTokenless({ column }: CellView): boolean {
  const { source } = column.definition;
  return source.kind === 'nobody' || (source.kind === 'simulated' && source.how === 'no-token');
}

/**
 * The cell of the person whose very answer this one was given, although asked alone it is refused: an answer that went
 * to the wrong caller, not a permission that is too wide.
 */
export function mixedUpWith(run: RunData, cell: CellView): CellView | undefined {
  if (!cell.differsAlone || cell.answer?.outcome.kind !== 'allowed') return undefined;
  const data = run.dataOf(cell.answer);
  return run.fold
    .row(cell.row.id)
    .find(
      (other) =>
        other !== cell &&
        isPerson(other) &&
        other.expectation.expect === 'allow' &&
        other.answer !== undefined &&
        data !== undefined &&
        run.dataOf(other.answer) === data,
    );
}

function overPermissive(run: RunData): Finding[] {
  const found: Finding[] = [];
  for (const cell of run.fold.cells()) {
    const { row, answer, expectation } = cell;
    if (cell.verdict !== 'over-permissive' || !answer || !isPerson(cell)) continue;
    if (expectation.from === 'scope' || mixedUpWith(run, cell)) continue;
    const whose = row.owner === undefined || row.owner === CALLERS_OWN ? '' : ` It belongs to ${row.owner}.`;
    const alone = cell.differsAlone
      ? ' Asked alone, the call was refused: it depends on what else is under way.'
      : '';
    found.push(
      asFinding({
        ruleId: 'roles/over-permissive',
        verdict: 'fail',
        message: `${callerOf(cell)} may not call ${rowLabel(row)}, and got an answer.${whose}${alone}`,
        expected: `a refusal: ${expectation.why}`,
        actual: 'an answer',
        evidence: proofOf(answer),
      }),
    );
  }
  return found;
}

function overRestrictive(run: RunData): Finding[] {
  const found: Finding[] = [];
  for (const cell of run.fold.cells()) {
    const { row, answer, expectation } = cell;
    if (cell.verdict !== 'over-restrictive' || !answer) continue;
    const outcome = answer.outcome;
    found.push(
      asFinding({
        ruleId: 'roles/over-restrictive',
        verdict: 'fail',
        message: `${callerOf(cell)} may call ${rowLabel(row)}, and was refused.`,
        expected: `an answer: ${expectation.why}`,
        actual: 'said' in outcome ? outcome.said : 'a refusal',
        evidence: proofOf(answer),
      }),
    );
  }
  return found;
}

/** One finding for each caller without a token: a door that is open is open for everything behind it. */
function tokenRequired(run: RunData): Finding[] {
  const { plan } = run.fold;
  return (plan?.columns ?? []).flatMap(({ definition: { name } }) => {
    const cells = (plan?.rows ?? []).flatMap(({ id }) => run.fold.cell(id, name) ?? []);
    const [first] = cells;
    if (!first || !isTokenless(first)) return [];
    const open = cells.filter(({ verdict }) => verdict === 'over-permissive');
    const closed = cells.filter(
      ({ verdict, expectation }) => verdict === 'match' && expectation.expect === 'deny',
    );
    if (open.length > 0)
      return [
        asFinding({
          ruleId: 'roles/token-required',
          verdict: 'fail',
          message: `Without a token ${callsOf(open)} got an answer.`,
          expected: 'HTTP 401 with a challenge',
          actual: 'an answer',
          evidence: proofsOf(open),
        }),
      ];
    if (closed.length === 0) return [];
    return [
      asFinding({
        ruleId: 'roles/token-required',
        verdict: 'pass',
        message: `Without a token every call that needs one was refused (${closed.length}).`,
        evidence: proofsOf(closed),
      }),
    ];
  });
}

/** Says that all is well where something was looked at and nothing was wrong. */
function passes(run: RunData, failed: readonly Finding[]): Finding[] {
  const found: Finding[] = [];
  for (const [ruleId, expect, message] of [
    ['roles/over-permissive', 'deny', 'Every call that should be refused to somebody was refused'],
    ['roles/over-restrictive', 'allow', 'Every call that should be allowed to somebody was allowed'],
  ] as const) {
    if (failed.some((finding) => finding.ruleId === ruleId)) continue;
    const cells = [...run.fold.cells()].filter(
      (cell) => cell.verdict === 'match' && cell.expectation.expect === expect && isPerson(cell),
    );
    if (cells.length > 0)
      found.push(
        asFinding({
          ruleId,
          verdict: 'pass',
          message: `${message} (${cells.length}).`,
          evidence: proofsOf(cells),
        }),
      );
  }
  return found;
}

/** Judges who was allowed what. */
export function judgePermissions(run: RunData): Finding[] {
  const failed = [...overPermissive(run), ...overRestrictive(run)];
  return [...failed, ...passes(run, failed), ...tokenRequired(run)];
}
