import ExternalLink from 'lucide-react/icons/external-link';
import type { Source } from '../../../shared/rules/rule.ts';
import styles from './inspect-room.module.css';

/** The clause that says so. It comes from our own tables, never from a token. */
export function SourceLink({ source }: { readonly source: Source | undefined }) {
  if (!source) return null;
  return (
    <a className={styles.source} href={source.url} target="_blank" rel="noreferrer">
      {source.label}
      <ExternalLink size={11} aria-hidden />
    </a>
  );
}
