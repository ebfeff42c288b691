import { ProgressBar } from 'react-aria-components/ProgressBar';
import styles from './progress.module.css';

export interface ProgressProps {
  /** Names what is going on; shown only to screen readers. */
  readonly label: string;
  /** 0 to 100; absent when the end is not known. */
  readonly value?: number;
}

/** A thin line of progress. */
export function Progress({ label, value }: ProgressProps) {
  return (
    <ProgressBar
      className={styles.progress ?? ''}
      aria-label={label}
      {...(value === undefined ? { isIndeterminate: true } : { value })}
    >
      {({ percentage }) => (
        <div className={styles.track}>
          {percentage === undefined || value === undefined ? (
            <div className={styles.open} />
          ) : (
            <div className={styles.fill} style={{ width: `${percentage}%` }} />
          )}
        </div>
      )}
    </ProgressBar>
  );
}
