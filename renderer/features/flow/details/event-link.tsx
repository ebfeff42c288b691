import type { Evidence } from '../../../../shared/trace/event.ts';
import { classes } from '../../../ui/classes.ts';
import link from '../../../ui/evidence-link.module.css';
import { placeText } from '../../../ui/place-text.ts';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';

/** A place in the trace, in words; a press shows it and lights the bytes. */
export function EventLink({ evidence }: { readonly evidence: Evidence }) {
  const { show, nameOf } = useFlowContext();
  return (
    <button type="button" className={classes(link.link, styles.eventLink)} onClick={() => show(evidence)}>
      {nameOf(evidence.event)} <span className={link.place}>{placeText(evidence.at)}</span>
    </button>
  );
}
