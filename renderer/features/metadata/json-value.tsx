import { isJsonObject } from '../../../shared/protocol/json.ts';
import { JsonText } from '../../ui/json-text.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { Url } from '../../ui/url.tsx';
import styles from './json-value.module.css';

export interface JsonValueProps {
  readonly value: unknown;
  /** Entries of a list that only this side has. */
  readonly marked?: readonly unknown[] | undefined;
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** A value of a document: text as it is, a list one entry a line, anything deeper as JSON. Secrets stay masked. */
export function JsonValue({ value, marked = [] }: JsonValueProps) {
  if (Array.isArray(value) && value.every(isPlain)) {
    const entries = value as readonly unknown[];
    if (entries.length === 0) return <code className={styles.quiet}>[ ]</code>;
    return (
      <ul className={styles.list}>
        {entries.map((entry, at) => (
          // A server may name an entry twice; entries never change places.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className={marked.includes(entry) ? styles.marked : undefined}>
            <Plain value={entry} />
          </li>
        ))}
      </ul>
    );
  }
  if (isJsonObject(value) || Array.isArray(value)) return <JsonText value={value} />;
  return <Plain value={value} />;
}

function Plain({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') {
    return (
      <code className={styles.text}>
        {value === '' ? '""' : <SecretText text={value} render={(text) => <Url text={text} />} />}
      </code>
    );
  }
  return (
    <code className={typeof value === 'number' ? styles.number : styles.literal}>
      {JSON.stringify(value)}
    </code>
  );
}
