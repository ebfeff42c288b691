// Where the rows of the grid stand: in groups, filtered, with heights. Pure.

import { rowAt } from '../../../../shared/diagram/window.ts';
import { ACCESS_LEVELS } from '../../../../shared/identity/identity.ts';
import type { IdentityState } from '../../../../shared/identity/identity.ts';
import type { CellView, MatrixFold } from '../../../../shared/matrix/fold.ts';
import { CELL_VERDICTS, ROW_KINDS, rowLabel } from '../../../../shared/matrix/matrix.ts';
import type { CellVerdict, MatrixPlan, MatrixRow } from '../../../../shared/matrix/matrix.ts';

/** What the rows are put together by. */
export const GROUPINGS = ['level', 'kind'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Which rows are shown: all, those with a verdict that accuses or a finding, or those with one verdict. */
export const GRID_FILTERS = ['all', 'problems', ...CELL_VERDICTS, 'open'] as const;
export type GridFilter = 'all' | 'problems' | CellVerdict | 'open';

/** `unsaid`: of a level that nobody has said. */
export type GroupId = (typeof ACCESS_LEVELS)[number] | (typeof ROW_KINDS)[number] | 'unsaid';

/** One line of the grid. */
export type GridItem = { readonly key: string; readonly y: number; readonly height: number } & (
  | { readonly kind: 'group'; readonly group: GroupId; readonly count: number }
  | { readonly kind: 'row'; readonly row: MatrixRow; readonly index: number }
);

/** Pixels. */
const GROUP_HEIGHT = 26;
export const ROW_HEIGHT = 30;
/** Height of the sticky head: the band of the groups, and the names. */
export const HEAD_HEIGHT = 58;

export interface GridLayout {
  readonly rows: readonly GridItem[];
  /** The rows that can be chosen, in order. */
  readonly order: readonly MatrixRow[];
  readonly height: number;
}

/** True when a cell is worth a look. */
export function isProblem({ verdict, findings, differsAlone }: CellView): boolean {
  return (
    verdict === 'over-permissive' ||
    verdict === 'over-restrictive' ||
    differsAlone ||
    findings.some((finding) => finding.verdict === 'fail')
  );
}

/**
 * What a cell is counted as. `open` was not asked: not yet, or not without somebody's consent, arguments or token. What
 * was answered and has no verdict, a list of which nobody has said who may ask, is not decided.
 */
export function countsAs({ verdict, answer }: Pick<CellView, 'verdict' | 'answer'>): CellVerdict | 'open' {
  if (answer === undefined || answer.outcome.kind === 'not-run') return 'open';
  return verdict ?? 'unknown';
}

function passes(cells: readonly CellView[], filter: GridFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'problems':
      return cells.some(isProblem);
    default:
      return cells.some((cell) => countsAs(cell) === filter);
  }
}

function hasWords(row: MatrixRow, words: string): boolean {
  const text = `${row.title ?? ''} ${rowLabel(row)} ${row.owner ?? ''} ${row.set ?? ''}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Lays out the rows of a run that pass the filter. */
export function layoutGrid(
  fold: MatrixFold,
  {
    grouping,
    filter,
    words,
  }: { readonly grouping: Grouping; readonly filter: GridFilter; readonly words: string },
): GridLayout {
  const groupOf = (row: MatrixRow): GroupId => (grouping === 'kind' ? row.kind : (row.level ?? 'unsaid'));
  const ids: readonly GroupId[] =
    grouping === 'kind' ? ['tool', 'resource', 'prompt', 'list'] : [...ACCESS_LEVELS, 'unsaid'];
  const shown = (fold.plan?.rows ?? []).filter(
    (row) => hasWords(row, words) && (filter === 'all' || passes(fold.row(row.id), filter)),
  );
  const rows: GridItem[] = [];
  const order: MatrixRow[] = [];
  let y = 0;
  for (const group of ids) {
    const members = shown.filter((row) => groupOf(row) === group);
    if (members.length === 0) continue;
    rows.push({
      kind: 'group',
      key: `group ${group}`,
      group,
      count: members.length,
      y,
      height: GROUP_HEIGHT,
    });
    y += GROUP_HEIGHT;
    for (const row of members) {
      rows.push({ kind: 'row', key: row.id, row, index: order.length, y, height: ROW_HEIGHT });
      order.push(row);
      y += ROW_HEIGHT;
    }
  }
  return { rows, order, height: y };
}

/** Lines of the grid that are painted together: fewer cost less to paint again, and more layers to keep. */
const BLOCK = 4;

/** What is drawn of one block: lines `from` up to, and not with, `to` of the layout, in the height of the whole block. */
export interface BlockPlace {
  readonly key: number;
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly height: number;
}

/** The blocks that reach into [top, bottom), with `overscan` pixels around it; of the outer two only the lines that do. */
export function blocksBetween(
  layout: GridLayout,
  top: number,
  bottom: number,
  overscan: number,
): readonly BlockPlace[] {
  const { rows } = layout;
  const first = rowAt(layout, Math.max(0, top - overscan));
  if (first < 0) return [];
  const end = rowAt(layout, Math.max(0, bottom + overscan)) + 1;
  const blocks: BlockPlace[] = [];
  for (let start = first - (first % BLOCK); start < end; start += BLOCK) {
    const [head, last] = [rows[start], rows[Math.min(start + BLOCK, rows.length) - 1]];
    if (!head || !last) break;
    blocks.push({
      key: start,
      from: Math.max(first, start),
      to: Math.min(end, start + BLOCK),
      y: head.y,
      height: last.y + last.height - head.y,
    });
  }
  return blocks;
}

/** The columns as they stand: live callers first, then those that are simulated. */
export function columnsOf(plan: MatrixPlan): {
  readonly columns: readonly IdentityState[];
  /** How many of them are live. */
  readonly live: number;
} {
  const isSimulated = ({ definition }: IdentityState) => definition.source.kind === 'simulated';
  const live = plan.columns.filter((column) => !isSimulated(column));
  return { columns: [...live, ...plan.columns.filter(isSimulated)], live: live.length };
}
