// What must be asked once more before anybody is accused: with nothing else under way, or about an object that does not
// exist. Only calls that read are repeated. Asked again and again, the list ends.

import type { CellView } from './fold.ts';
import type { CellPurpose, MatrixRow, RowId } from './matrix.ts';
import { CALLERS_OWN } from './matrix.ts';
import { missingArguments } from './missing-object.ts';
import type { RunData } from './run-data.ts';
import { aloneOf, isPerson, maybeSamePerson, missingOf } from './run-data.ts';

/** A cell to ask once more. `arguments` are other ones than those of the row. */
export interface Confirmation {
  readonly row: RowId;
  readonly identity: string;
  readonly purpose: Exclude<CellPurpose, 'run'>;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** Cells confirmed for one reason: a server that is open altogether need not be asked everything twice. */
const MOST = 40;

const reads = ({ row }: CellView): boolean => row.effect === 'reads';

const again = ({ row, column }: CellView): Confirmation => ({
  row: row.id,
  identity: column.definition.name,
  purpose: 'alone',
});

/** Wrong in either direction, and not yet asked alone. */
function* wrong(run: RunData): Generator<Confirmation> {
  for (const cell of run.fold.cells()) {
    const isWrong = cell.verdict === 'over-permissive' || cell.verdict === 'over-restrictive';
    if (isWrong && reads(cell) && aloneOf(cell).length === 0) yield again(cell);
  }
}

/** What each gets for themselves: a mix-up shows only against what they get when they ask alone. */
function* personal(run: RunData): Generator<Confirmation> {
  for (const row of personalRows(run)) {
    const cells = allowedPeople(run, row);
    if (cells.length < 2) continue;
    for (const cell of cells) {
      const alone = aloneOf(cell);
      const [first] = alone;
      if (!first) yield again(cell);
      // A first difference may be mere time; a second answer alone tells.
      else if (alone.length === 1 && cell.answer && run.dataOf(first) !== run.dataOf(cell.answer))
        yield again(cell);
    }
  }
}

/** Marked for everybody, but not the same for everybody. */
function* shared(run: RunData): Generator<Confirmation> {
  for (const row of run.fold.plan?.rows ?? []) {
    for (const cell of publicAndDifferent(run, row)) if (aloneOf(cell).length === 0) yield again(cell);
  }
}

/** Refused to somebody and given to its owner: what is said of an object that is not there? */
function* existence(run: RunData): Generator<Confirmation> {
  const { plan } = run.fold;
  if (plan?.run.existence !== true) return;
  for (const row of plan.rows) {
    for (const cell of refusedForeign(run, row)) {
      const asked = missingOf(cell).length;
      const other = asked < 2 ? missingArguments(row, asked) : undefined;
      if (other) {
        yield {
          row: row.id,
          identity: cell.column.definition.name,
          purpose: 'missing',
          arguments: other.arguments,
        };
      } else if (asked === 2 && aloneOf(cell).length === 0) yield again(cell);
    }
  }
}

/** Rows in which every caller asks for what is their own. */
export function personalRows(run: RunData): readonly MatrixRow[] {
  return (run.fold.plan?.rows ?? []).filter(
    (row) =>
      row.kind !== 'list' &&
      row.kind !== 'prompt' &&
      row.effect === 'reads' &&
      row.owner === CALLERS_OWN &&
      row.level !== 'public',
  );
}

/** People, each another one, to whom a row was allowed. */
export function allowedPeople(run: RunData, row: MatrixRow): readonly CellView[] {
  const people: CellView[] = [];
  for (const cell of run.fold.row(row.id)) {
    if (!isPerson(cell) || cell.answer?.outcome.kind !== 'allowed') continue;
    if (!people.some((other) => maybeSamePerson(other, cell))) people.push(cell);
  }
  return people;
}

/** Two cells of a row whose answers are marked public and differ; none when all are alike. */
export function publicAndDifferent(run: RunData, row: MatrixRow): readonly CellView[] {
  const cells = run.fold.row(row.id).filter(({ answer, column }) => {
    const outcome = answer?.outcome;
    return (
      column.definition.source.kind !== 'simulated' &&
      outcome?.kind === 'allowed' &&
      outcome.cacheScope === 'public'
    );
  });
  const [first] = cells;
  const data = first?.answer && run.dataOf(first.answer);
  const other = cells.find(
    ({ answer }) => data !== undefined && answer !== undefined && run.dataOf(answer) !== data,
  );
  return first && other ? [first, other] : [];
}

/** The first cell of a row that belongs to somebody, refused to another person and given to its owner. */
export function refusedForeign(run: RunData, row: MatrixRow): readonly CellView[] {
  if (row.effect !== 'reads' || row.owner === undefined || row.owner === CALLERS_OWN) return [];
  const owners = run.fold.cell(row.id, row.owner);
  if (owners?.answer?.outcome.kind !== 'allowed') return [];
  return run.fold
    .row(row.id)
    .filter((cell) => {
      const kind = cell.answer?.outcome.kind;
      const how = cell.answer?.outcome.kind === 'denied' ? cell.answer.outcome.how : undefined;
      // Refused before anybody looked for the object: that tells nothing of it.
      const early =
        how === 'http-401' || how === 'http-400' || how === 'insufficient-scope' || how === 'not-listed';
      return (
        isPerson(cell) &&
        cell.expectation.expect === 'deny' &&
        !maybeSamePerson(cell, owners) &&
        ((kind === 'denied' && !early) || kind === 'not-found' || kind === 'tool-error')
      );
    })
    .slice(0, 1);
}

/** What is to be asked now. Ask it one at a time, fold the answers, and call again until nothing is left. */
export function confirmationsOf(run: RunData): readonly Confirmation[] {
  const chosen = new Map<string, Confirmation>();
  for (const source of [wrong, personal, shared, existence]) {
    let count = 0;
    for (const one of source(run)) {
      if (count === MOST) break;
      count += 1;
      chosen.set(`${one.row}\n${one.identity}\n${one.purpose}`, one);
    }
  }
  return [...chosen.values()];
}
