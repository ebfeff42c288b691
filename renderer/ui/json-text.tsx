import { Fragment, useMemo } from 'react';
import { LongText } from './long-text.tsx';
import { SecretText } from './secret-text.tsx';
import styles from './json-text.module.css';

/** Strings (a key when a colon follows), numbers, literals; everything else is punctuation. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Colouring costs an element a token; longer text is shown plain, and not all of it. */
const LONGEST = 100_000;

/** JSON in colours, with its masked secrets as chips. For small documents; large ones belong in the tree. */
export function JsonText({ value }: { readonly value: unknown }) {
  const text = useMemo(() => JSON.stringify(value, undefined, 2) ?? '', [value]);
  if (text.length > LONGEST) {
    return (
      <pre className={styles.json}>
        <LongText text={text} />
      </pre>
    );
  }
  const parts: { at: number; className: string | undefined; text: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [whole, string, colon, number] = match;
    if (match.index > end) parts.push({ at: end, className: undefined, text: text.slice(end, match.index) });
    const kind =
      string === undefined ? (number === undefined ? 'literal' : 'number') : colon ? 'key' : 'string';
    parts.push({ at: match.index, className: styles[kind], text: whole });
    end = match.index + whole.length;
  }
  parts.push({ at: end, className: undefined, text: text.slice(end) });
  return (
    <pre className={styles.json}>
      {parts.map((part) =>
        part.className === undefined ? (
          <Fragment key={part.at}>{part.text}</Fragment>
        ) : (
          <span key={part.at} className={part.className}>
            <SecretText text={part.text} />
          </span>
        ),
      )}
    </pre>
  );
}
