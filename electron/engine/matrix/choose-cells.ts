// Which cells a run asks, and in what order. Pure: reads the folded run and decides nothing about right and wrong.

import type { CellView, MatrixFold } from '../../../shared/matrix/fold.ts';
import type { MatrixRow } from '../../../shared/matrix/matrix.ts';
import { CALLERS_OWN } from '../../../shared/matrix/matrix.ts';
import { isPerson } from '../../../shared/matrix/run-data.ts';
import { isSick } from '../../../shared/matrix/verdict.ts';
import type { IdentityName } from '../../../shared/trace/event.ts';
import type { CellToAsk } from './cell-asker.ts';

/** A cell by its place. */
export interface CellPlace {
  readonly row: string;
  readonly identity: IdentityName;
}

/** What somebody asked to be run. */
export interface RunRequest {
  /** Absent for all cells that are open. */
  readonly cells: readonly CellPlace[] | undefined;
  /** Rows that may be called although they change something. */
  readonly consent: readonly string[];
}

/** The cells of a request. */
export interface ChosenCells {
  readonly reading: readonly CellToAsk[];
  /** One after the other, after everything else. */
  readonly changing: readonly CellToAsk[];
  /** Not to be asked without consent. */
  readonly held: readonly CellToAsk[];
}

/** The place of a cell as one text. */
export const keyOf = ({ row, identity }: CellPlace): string => `${row}\n${identity}`;

function toAsk({ row, column }: CellView): CellToAsk {
  return { row, identity: column.definition.name, purpose: 'run' };
}

/** A cell that a run over all cells asks: never asked, sick, or held back for a reason that may be gone. */
function isOpen({ answer, row }: CellView, agreed: ReadonlySet<string>): boolean {
  if (!answer || isSick(answer.outcome)) return true;
  const { outcome } = answer;
  if (outcome.kind !== 'not-run') return false;
  if (outcome.why === 'needs-consent') return agreed.has(row.id);
  return outcome.why === 'needs-arguments' && row.arguments !== undefined;
}

/** The cells of a request that are to be asked now. */
export function chooseCells(fold: MatrixFold, { cells, consent }: RunRequest): ChosenCells {
  const agreed = new Set(consent);
  const views = cells
    ? cells.flatMap(({ row, identity }) => fold.cell(row, identity) ?? [])
    : [...fold.cells()].filter((cell) => isOpen(cell, agreed));
  const changes = views.filter(({ row }) => row.effect !== 'reads');
  const may = ({ row }: CellView): boolean => agreed.has(row.id) && (cells !== undefined || row.ticked);
  // Whoever should be refused asks first: were an owner first, the object might be gone for all others.
  const order = ({ expectation }: CellView): number => (expectation.expect === 'deny' ? 0 : 1);
  return {
    reading: views.filter(({ row }) => row.effect === 'reads').map(toAsk),
    changing: changes
      .filter(may)
      .toSorted((a, b) => order(a) - order(b))
      .map(toAsk),
    held: changes.filter((cell) => !may(cell) && (cells || cell.answer === undefined)).map(toAsk),
  };
}

/** The cells of some rows for everybody who really is somebody, and for nobody where wanted. */
export function cellsOfPeople(fold: MatrixFold, rows: readonly MatrixRow[], nobodyToo: boolean): CellToAsk[] {
  return rows.flatMap((row) =>
    fold.row(row.id).flatMap((cell) => {
      const isNobody = cell.column.definition.source.kind === 'nobody';
      return isPerson(cell) || (isNobody && nobodyToo) ? [toAsk(cell)] : [];
    }),
  );
}

/** A tool that can be asked without arguments and shows each caller what is theirs. */
export function mayTellArguments({ kind, effect, owner, arguments: given }: MatrixRow): boolean {
  return (
    kind === 'tool' &&
    effect === 'reads' &&
    owner === CALLERS_OWN &&
    given !== undefined &&
    Object.keys(given).length === 0
  );
}

/** True for a row whose arguments nobody has said and that might name somebody's object. */
export function lacksArguments({ kind, argumentsBy, owner }: MatrixRow): boolean {
  return (kind === 'tool' || kind === 'prompt') && argumentsBy === 'guess' && owner !== CALLERS_OWN;
}
