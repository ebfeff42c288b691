import type { Finding } from '../../shared/trace/event.ts';
import { useText } from '../i18n/messages.ts';
import styles from './badge.module.css';
import { classes } from './classes.ts';

/** How a verdict is shown: a failed rule of severity `warning` is a warning, every other failure is a fail. */
export type Mark = 'fail' | 'warning' | 'pass' | 'cannot-tell' | 'not-applicable';

const SHAPES: Readonly<Record<Mark, string>> = {
  fail: '✕',
  warning: '▲',
  pass: '✓',
  'cannot-tell': '?',
  'not-applicable': '–',
};

/** The mark of a finding. */
export function markOf(finding: Pick<Finding, 'verdict' | 'severity'>): Mark {
  if (finding.verdict !== 'fail') return finding.verdict;
  return finding.severity === 'error' ? 'fail' : 'warning';
}

export interface SeverityMarkProps {
  readonly mark: Mark;
  /** Shape alone on screen; the word stays for screen readers. */
  readonly shapeOnly?: boolean;
  /** A count after the word, e.g. `3 pass`. */
  readonly count?: number;
}

/** Severity by shape, word and colour. */
export function SeverityMark({ mark, shapeOnly, count }: SeverityMarkProps) {
  const t = useText();
  const word = t(`mark.${mark}`);
  return (
    <span className={classes(styles.mark, styles[`ink-${mark}`])}>
      <span className={styles.shape} aria-hidden="true">
        {SHAPES[mark]}
      </span>
      {count === undefined ? null : <span>{count}</span>}
      <span className={shapeOnly ? 'visually-hidden' : ''}>{word}</span>
    </span>
  );
}
