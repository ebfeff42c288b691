import type { Evidence } from '../../../../shared/trace/event.ts';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import { placeText } from '../../../ui/place-text.ts';

/** A place in the trace, in words; a press shows it and lights the bytes. */
export function EventLink({ evidence }: { readonly evidence: Evidence }) {
  const { show, nameOf } = useFlowContext();
  return (
    <button type="button" className={styles.eventLink} onClick={() => show(evidence)}>
      {nameOf(evidence.event)} <span className={styles.quiet}>{placeText(evidence.at)}</span>
    </button>
  );
}
