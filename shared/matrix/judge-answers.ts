// Answers compared between callers: alike where they should differ, different where they are marked alike, or mixed up.

import type { Finding } from '../trace/event.ts';
import { asFinding, callerOf, proofOf } from './a-finding.ts';
import { holdsRecords, jsonOf, leavesOf } from './answer-data.ts';
import { allowedPeople, personalRows, publicAndDifferent } from './confirm.ts';
import type { CellAnswer, CellView } from './fold.ts';
import { mixedUpWith } from './judge-permissions.ts';
import type { MatrixRow } from './matrix.ts';
import { CALLERS_OWN, rowLabel } from './matrix.ts';
import { objectArgument } from './missing-object.ts';
import type { RunData } from './run-data.ts';
import { aloneOf } from './run-data.ts';

const proofs = (...answers: readonly (CellAnswer | undefined)[]) =>
  answers.flatMap((answer) => (answer ? proofOf(answer) : []));

/** What names an object of somebody, by its owner. */
function ownedValues(rows: readonly MatrixRow[]): ReadonlyMap<string, string> {
  const owned = new Map<string, string>();
  for (const row of rows) {
    const name = objectArgument(row);
    if (name === undefined || row.owner === undefined || row.owner === CALLERS_OWN) continue;
    owned.set(String(row.arguments?.[name]), row.owner);
  }
  return owned;
}

/** People who see through each other's eyes on purpose. */
const seesAll = ({ column }: CellView): boolean => column.definition.level === 'admin';

function sameData(run: RunData, row: MatrixRow): Finding[] {
  // To be signed in may be all that such data asks for; only what is said to be one's own must differ.
  if (row.level !== 'owner') return [];
  const cells = allowedPeople(run, row).filter((cell) => !seesAll(cell));
  for (const [index, one] of cells.entries()) {
    for (const other of cells.slice(index + 1)) {
      const [mine, theirs] = [one, other].map(({ answer }) => answer && run.dataOf(answer));
      const [alone, theirsAlone] = [one, other].map((cell) => {
        const first = aloneOf(cell)[0];
        return first && run.dataOf(first);
      });
      const result = one.answer && run.resultOf(one.answer);
      if (mine === undefined || mine !== theirs || alone !== mine || theirsAlone !== mine || !result)
        continue;
      if (!holdsRecords(result)) continue;
      const owned = ownedValues(run.fold.plan?.rows ?? []);
      const whose = jsonOf(result)
        .flatMap((value) => leavesOf(value))
        .flatMap(({ value }) => owned.get(String(value)) ?? [])[0];
      const named = whose === undefined ? '' : ` What belongs to ${whose} stands in both.`;
      const said = row.levelBy !== 'guess';
      return [
        asFinding({
          ruleId: 'roles/same-data',
          verdict: said ? 'fail' : 'cannot-tell',
          severity: whose === undefined ? 'warning' : 'error',
          message: `${callerOf(one)} and ${callerOf(other)} get the same data from ${rowLabel(row)}, byte for byte, also when each asks alone.${named}${
            said ? '' : ' Nobody has said that it is personal: say so, or that it is not.'
          }`,
          expected: 'the data of each caller',
          actual: 'the same data for both',
          evidence: proofs(one.answer, other.answer),
        }),
      ];
    }
  }
  return [];
}

/** One caller's answer, given to another while several asked. */
function mixedPersonal(run: RunData, row: MatrixRow): Finding[] {
  const cells = allowedPeople(run, row);
  for (const cell of cells) {
    const [first, second] = aloneOf(cell);
    const given = cell.answer && run.dataOf(cell.answer);
    const own = first && run.dataOf(first);
    if (given === undefined || own === undefined || given === own) continue;
    if (!first || !second || run.dataOf(second) !== own) continue;
    const other = cells.find((one) => {
      const [alone] = aloneOf(one);
      return one !== cell && alone !== undefined && run.dataOf(alone) === given;
    });
    if (!other) continue;
    return [mixed(cell, other, [first, second])];
  }
  return [];
}

function mixed(cell: CellView, other: CellView, alone: readonly CellAnswer[]): Finding {
  return asFinding({
    ruleId: 'roles/answers-mixed',
    verdict: 'fail',
    message: `While several asked at once, ${callerOf(cell)} was given the answer of ${callerOf(other)} to ${rowLabel(cell.row)}. Asked alone, ${callerOf(cell)} gets another.`,
    expected: `what ${callerOf(cell)} gets alone`,
    actual: `what ${callerOf(other)} gets`,
    evidence: proofs(cell.answer, ...alone, other.answer),
  });
}

/** An object of somebody, given to another in a crowd and refused alone. */
function mixedOwned(run: RunData): Finding[] {
  const found: Finding[] = [];
  for (const cell of run.fold.cells()) {
    if (cell.verdict !== 'over-permissive') continue;
    const other = mixedUpWith(run, cell);
    if (other) found.push(mixed(cell, other, aloneOf(cell).slice(0, 1)));
  }
  return found;
}

function sharedCache(run: RunData, row: MatrixRow): Finding[] {
  const [one, other] = publicAndDifferent(run, row);
  if (!one?.answer || !other?.answer) return [];
  const isStable = (cell: CellView): boolean => {
    const [alone] = aloneOf(cell);
    return alone !== undefined && cell.answer !== undefined && run.dataOf(alone) === run.dataOf(cell.answer);
  };
  const stable = isStable(one) && isStable(other);
  const at = [one.answer, other.answer].flatMap((answer) => proofOf(answer, '/result/cacheScope'));
  return [
    asFinding({
      ruleId: 'roles/shared-cache',
      verdict: stable ? 'fail' : 'cannot-tell',
      message: stable
        ? `${row.name} is marked cacheScope: "public", and ${callerOf(one)} and ${callerOf(other)} get different answers, each the same one twice.`
        : `${row.name} is marked cacheScope: "public", and the answers to ${callerOf(one)} and ${callerOf(other)} differ. But they also differ from one time to the next.`,
      expected: 'cacheScope: "private"',
      actual: 'cacheScope: "public"',
      evidence: at,
    }),
  ];
}

/** Judges answers against each other. */
export function judgeAnswers(run: RunData): Finding[] {
  const personal = personalRows(run);
  const mixedUp = [...personal.flatMap((row) => mixedPersonal(run, row)), ...mixedOwned(run)];
  return [
    ...personal.flatMap((row) => sameData(run, row)),
    ...mixedUp,
    ...(run.fold.plan?.rows ?? []).flatMap((row) => sharedCache(run, row)),
  ];
}
