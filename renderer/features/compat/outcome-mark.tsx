import { Spinner } from '../../ui/spinner.tsx';
import { useCompatText } from './compat-messages.ts';
import styles from './compat-room.module.css';
import type { Shown } from './compat-store.ts';

const SHAPES: Readonly<Record<Exclude<Shown, 'running'>, string>> = {
  works: '✓',
  offered: '◐',
  refused: '✕',
  failed: '✕',
  'not-offered': '–',
  'not-tried': '?',
  waiting: '○',
  none: '○',
};

export interface OutcomeMarkProps {
  readonly shown: Shown;
  /** Failed rules of severity error; they count where the flow went on all the same. */
  readonly errors: number;
  /** How many cells show this. */
  readonly count?: number;
}

/** What came of a cell, by shape, word and colour. */
export function OutcomeMark({ shown, errors, count }: OutcomeMarkProps) {
  const c = useCompatText();
  const flawed = errors > 0 && (shown === 'works' || shown === 'offered');
  return (
    <span className={styles.mark} data-outcome={flawed ? 'flawed' : shown}>
      {shown === 'running' ? (
        <Spinner size={12} />
      ) : (
        <span className={styles.shape} aria-hidden="true">
          {flawed ? '▲' : SHAPES[shown]}
        </span>
      )}
      <span>
        {count === undefined ? null : `${count} `}
        {c(`outcome.${shown}`)}
      </span>
      {flawed ? <span className={styles.count}>{c('errors', { count: errors })}</span> : null}
    </span>
  );
}
