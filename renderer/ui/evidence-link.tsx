import { requestLabel } from '../../shared/diagram/label.ts';
import type { Evidence } from '../../shared/trace/event.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import { goTo, select } from '../view-store.ts';
import styles from './evidence-link.module.css';
import { placeText } from './place-text.ts';

/** Short name of an event, e.g. `POST /register`. */
function eventName(trace: Trace, id: number): string {
  const event = trace.event(id);
  switch (event.kind) {
    case 'exchange':
    case 'draft':
      return requestLabel(event.request);
    case 'browser-opened':
    case 'callback':
      return requestLabel({ method: 'GET', url: event.url, headers: [] });
    default:
      return `#${id}`;
  }
}

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
