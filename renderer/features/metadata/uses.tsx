import type { FieldUse } from '../../../shared/metadata/fields.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import { EvidenceLink } from '../../ui/evidence-link.tsx';
import styles from './uses.module.css';

export interface UsesProps {
  readonly words: string;
  readonly uses: readonly FieldUse[];
  readonly trace: Trace;
  /** Only what is on the path can be shown in the Flow room. */
  readonly linked: boolean;
}

/** The requests that were made of something. */
export function Uses({ words, uses, trace, linked }: UsesProps) {
  if (!linked) return null;
  return (
    <p className={styles.uses}>
      <span>{words}</span>
      {uses.map(({ event, at }) => (
        <EvidenceLink key={`${event} ${JSON.stringify(at)}`} trace={trace} evidence={{ event, at }} />
      ))}
    </p>
  );
}
