import type { Evidence } from '../../shared/trace/event.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import { goTo, select } from '../view-store.ts';
import { eventName } from './event-name.ts';
import styles from './evidence-link.module.css';
import { placeText } from './place-text.ts';

/** A place in the trace, in words; a press goes to the Flow room, shows it and lights the bytes. */
export function EvidenceLink({
  trace,
  evidence,
  onPress,
}: {
  readonly trace: Trace;
  readonly evidence: Evidence;
  /** What else a press does. */
  readonly onPress?: () => void;
}) {
  return (
    <button
      type="button"
      className={styles.link}
      onClick={() => {
        select(evidence.event, evidence.at);
        goTo('flow');
        onPress?.();
      }}
    >
      {eventName(trace, evidence.event)} <span className={styles.place}>{placeText(evidence.at)}</span>
    </button>
  );
}
