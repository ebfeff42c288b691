import ExternalLink from 'lucide-react/icons/external-link';
import type { Source } from '../../shared/rules/rule.ts';
import styles from './words.module.css';

/** Clauses as links. They come from our own tables, never from a server. */
export function ClauseLinks({ sources }: { readonly sources: readonly Source[] }) {
  if (sources.length === 0) return null;
  return (
    <ul className={styles.clauses}>
      {sources.map((source) => (
        <li key={source.url + source.label}>
          <a href={source.url} target="_blank" rel="noreferrer">
            {source.label}
            <ExternalLink size={11} aria-hidden />
          </a>
        </li>
      ))}
    </ul>
  );
}
