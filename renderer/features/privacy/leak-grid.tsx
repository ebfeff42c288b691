import type { CellVerdict, LeakCell, LeakReport } from '../../../shared/privacy/leaks/report.ts';
import { useSession } from '../../session-store.ts';
import { classes } from '../../ui/classes.ts';
import { IdentityMark } from '../../ui/identity-mark.tsx';
import { SeverityMark, type Mark } from '../../ui/severity-mark.tsx';
import kit from '../../ui/table.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import styles from './report.module.css';

/** A cell of the report as a mark; `held` has none, for nothing speaks against it. */
export const MARK_OF: Readonly<Record<Exclude<CellVerdict, 'held'>, Mark>> = {
  error: 'fail',
  warning: 'warning',
  info: 'warning',
  'cannot-tell': 'cannot-tell',
};

export interface LeakGridProps {
  readonly report: LeakReport;
  readonly chosen: string | undefined;
  readonly keyOf: (cell: LeakCell) => string;
  readonly onChoose: (key: string) => void;
}

/** Classes and calls down, identities across; each cell says who reads it and opens where it was seen. */
export function LeakGrid({ report, chosen, keyOf, onChoose }: LeakGridProps) {
  const p = usePrivacyText();
  const { identities } = useSession();
  const colours = new Map(identities.map(({ definition }) => [definition.name, definition]));
  const columns = report.identities.filter(({ name }) => report.cells.some((cell) => cell.identity === name));
  const rows = new Map<string, LeakCell[]>();
  for (const cell of report.cells) {
    const key = JSON.stringify([cell.class, cell.called.kind, cell.called.name]);
    rows.set(key, [...(rows.get(key) ?? []), cell]);
  }
  return (
    <div className={kit.scrolls}>
      <table className={classes(kit.plain, styles.grid)}>
        <caption className="visually-hidden">{p('grid.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{p('grid.class')}</th>
            <th scope="col">{p('grid.from')}</th>
            {columns.map(({ name, title }) => {
              const known = colours.get(name);
              return (
                <th key={name} scope="col">
                  {known ? <IdentityMark colour={known.colour} /> : null} {known?.title ?? title}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {[...rows].map(([key, cells]) => {
            const [first] = cells;
            if (!first) return null;
            return (
              <tr key={key}>
                <th scope="row">{p(`class.${first.class}`)}</th>
                <td className={styles.from}>
                  {first.called.name === '' ? p('kind.server') : first.called.name}
                </td>
                {columns.map(({ name }) => {
                  const cell = cells.find(({ identity }) => identity === name);
                  return (
                    <td key={name}>
                      {cell ? (
                        <button
                          type="button"
                          className={classes(styles.cell, keyOf(cell) === chosen && styles.cellChosen)}
                          aria-expanded={keyOf(cell) === chosen}
                          onClick={() => onChoose(keyOf(cell))}
                        >
                          {cell.verdict === 'held' ? (
                            <span className={styles.held} />
                          ) : (
                            <SeverityMark mark={MARK_OF[cell.verdict]} shapeOnly />
                          )}
                          <span className={styles.count}>{cell.count}</span>
                          <span className={styles.reaches}>
                            {cell.reaches.length === 0
                              ? p('grid.neither')
                              : cell.reaches.map((reader) => p(`reader.${reader}`)).join(' · ')}
                          </span>
                        </button>
                      ) : (
                        <span className={styles.none}>–</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
