import type { MatrixFold } from '../../../../shared/matrix/fold.ts';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { useRolesText } from '../roles-messages.ts';
import { showRoles, useRoles } from '../roles-store.ts';
import { countsAs, GRID_FILTERS, isProblem, type GridFilter } from './grid-layout.ts';
import styles from './matrix.module.css';
import { VERDICT_MARKS } from './verdict-marks.ts';

/** How many cells have which verdict; a press shows only the rows with one of them. */
export function VerdictFilter({ fold }: { readonly fold: MatrixFold }) {
  const r = useRolesText();
  const filter = useRoles((view) => view.filter);
  const cells = [...fold.cells()];
  const numbers: Record<GridFilter, number> = {
    all: cells.length,
    problems: cells.filter(isProblem).length,
    match: 0,
    'over-permissive': 0,
    'over-restrictive': 0,
    unknown: 0,
    open: 0,
  };
  for (const cell of cells) numbers[countsAs(cell)] += 1;
  return (
    <fieldset className={styles.counts} aria-label={r('matrix.filter')}>
      {GRID_FILTERS.map((id) => {
        const mark = id === 'all' || id === 'problems' ? undefined : VERDICT_MARKS[id];
        const count = numbers[id];
        return (
          <button
            key={id}
            type="button"
            className={styles.count}
            aria-pressed={filter === id}
            data-none={count === 0 || undefined}
            onClick={() => showRoles({ filter: filter === id ? 'all' : id })}
          >
            {mark === undefined ? null : (
              <span className={styles.countMark} aria-hidden>
                <SeverityMark mark={mark} shapeOnly />
              </span>
            )}
            <strong>{count}</strong> {r(`matrix.filters.${id}`)}
          </button>
        );
      })}
    </fieldset>
  );
}
