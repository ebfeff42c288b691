import styles from './compared.module.css';
import { Url } from './url.tsx';

export interface ComparedProps {
  /** Finished words for the two labels. */
  readonly labels: { readonly expected: string; readonly actual: string };
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

/** What was expected above what was seen; nothing when neither is known. */
export function Compared({ labels, expected, actual }: ComparedProps) {
  if (expected === undefined && actual === undefined) return null;
  return (
    <dl className={styles.compared}>
      <dt>{labels.expected}</dt>
      <dd>
        <Url text={expected ?? '–'} />
      </dd>
      <dt>{labels.actual}</dt>
      <dd>
        <Url text={actual ?? '–'} />
      </dd>
    </dl>
  );
}
