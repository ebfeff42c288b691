import { Fragment } from 'react';
import styles from './words.module.css';

/** A sentence in which backticks mark code, as the explanations write it. */
export function RichWords({ text }: { readonly text: string }) {
  const parts = text.split('`');
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // The parts of one sentence never change places.
          // oxlint-disable-next-line react/no-array-index-key
          <code key={index} className={styles.code}>
            {part}
          </code>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={index}>{part}</Fragment>
        ),
      )}
    </>
  );
}
