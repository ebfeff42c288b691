import type { ArrowRow } from '../../../../shared/diagram/diagram.ts';
import { ROW_HEIGHT } from '../../../../shared/diagram/diagram.ts';
import { classes } from '../../../ui/classes.ts';
import styles from './diagram.module.css';
import { LANE_X } from './lane-positions.ts';

interface LineProps {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly className?: string | undefined;
  /** Ends in a cross in place of a head: nothing arrived. */
  readonly broken?: boolean;
}

/** One line between two lanes with a head at its end; x in percent, so that it follows the width by itself. */
function Line({ from, to, y, className, broken }: LineProps) {
  const right = to > from;
  // A broken line stops in the middle, where the cross stands.
  const end = broken ? from + (to - from) / 2 : to;
  return (
    <g className={classes(className, right ? styles.toRight : styles.toLeft)}>
      <line x1={`${from}%`} x2={`${end}%`} y1={y} y2={y} />
      <svg x={`${end}%`} y={y} overflow="visible">
        {broken ? (
          <path className={styles.cross} d="M-4,-4 L4,4 M-4,4 L4,-4" />
        ) : (
          <path className={styles.head} d={right ? 'M-7,-3.5 L-1,0 L-7,3.5 Z' : 'M7,-3.5 L1,0 L7,3.5 Z'} />
        )}
      </svg>
    </g>
  );
}

/** The arrows of a row: what was sent, and what came back. Decoration beside the row's words. */
export function ArrowDrawing({ row, fresh }: { readonly row: ArrowRow; readonly fresh: boolean }) {
  const from = LANE_X[row.from];
  const to = LANE_X[row.to];
  const oneWay = row.kind === 'opened' || row.kind === 'callback';
  const failed = row.outcome.kind === 'failure';
  const wrong = failed || row.findings.worst === 'error';
  const height = oneWay ? ROW_HEIGHT.oneWay : ROW_HEIGHT.arrow;
  return (
    <svg
      className={classes(
        styles.arrows,
        styles[`to-${row.to}`],
        row.kind === 'draft' && styles.draft,
        wrong && styles.wrong,
        fresh && styles.fresh,
      )}
      height={height}
      width="100%"
      aria-hidden="true"
    >
      <Line from={from} to={to} y={oneWay ? 24 : 21} broken={failed} />
      {row.outcome.kind === 'status' ? <Line from={to} to={from} y={42} className={styles.answer} /> : null}
    </svg>
  );
}
