import { useRef, type KeyboardEvent } from 'react';
import { cellKey, WAYS } from '../../../shared/compat/cell.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { useText } from '../../i18n/messages.ts';
import { classes } from '../../ui/classes.ts';
import table from '../../ui/table.module.css';
import { useCompatText } from './compat-messages.ts';
import styles from './compat-room.module.css';
import { chooseCell, shownOf, useCompat } from './compat-store.ts';
import { OutcomeMark } from './outcome-mark.tsx';

const STEPS: Readonly<Record<string, readonly [column: number, row: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The grid itself: a column for each revision, a row for each way to register. */
export function CompatGrid({ chosen }: { readonly chosen: string | undefined }) {
  const c = useCompatText();
  const t = useText();
  const state = useCompat();
  const place = useRef<HTMLTableElement>(null);

  const walk = (event: KeyboardEvent, column: number, row: number) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = place.current?.querySelector<HTMLElement>(
      `[data-place="${column + step[0]} ${row + step[1]}"]`,
    );
    next?.focus();
  };

  return (
    <table ref={place} className={classes(table.table, styles.grid)} aria-label={c('grid')}>
      <thead>
        <tr>
          <th className={styles.corner}>{c('way')}</th>
          {REVISIONS.map((revision) => (
            <th key={revision} scope="col">
              {revision}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {WAYS.map((registration, row) => (
          <tr key={registration}>
            <th scope="row">{t(`target.registrationOption.${registration}`)}</th>
            {REVISIONS.map((revision, column) => {
              const key = cellKey({ revision, registration });
              const shown = shownOf(state, key);
              const cell = shown === 'running' || shown === 'waiting' ? undefined : state.cells[key];
              return (
                <td key={revision}>
                  <button
                    type="button"
                    className={styles.cell}
                    data-outcome={shown}
                    data-place={`${column} ${row}`}
                    aria-pressed={key === chosen}
                    onFocus={() => chooseCell(key)}
                    onClick={() => chooseCell(key)}
                    onKeyDown={(event) => walk(event, column, row)}
                  >
                    <OutcomeMark shown={shown} errors={cell?.errors.length ?? 0} />
                    <span className={styles.reason}>
                      {shown === 'running' && state.at ? t(`stage.${state.at.stage}`) : (cell?.message ?? '')}
                    </span>
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
