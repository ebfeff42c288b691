import type { ArrowRow } from '../../../../shared/diagram/diagram.ts';
import { useText } from '../../../i18n/messages.ts';
import { Badge } from '../../../ui/badge.tsx';
import { classes } from '../../../ui/classes.ts';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { useFlowText } from '../flow-messages.ts';
import { ArrowDrawing } from './arrow-drawing.tsx';
import styles from './diagram.module.css';
import { LANE_X } from './lane-positions.ts';
import { durationText, outcomeText } from './row-words.ts';

/** The inside of an arrow's row: arrows, label, outcome, marks. */
export function ArrowRowView({ row, fresh }: { readonly row: ArrowRow; readonly fresh: boolean }) {
  const t = useFlowText();
  const app = useText();
  const left = Math.min(LANE_X[row.from], LANE_X[row.to]);
  const { worst, failed } = row.findings;
  const twoWay = row.kind !== 'opened' && row.kind !== 'callback';
  return (
    <>
      <ArrowDrawing row={row} fresh={fresh} />
      <span className={styles.label} style={{ left: `calc(${left}% + 8px)` }}>
        <span className={styles.line}>
          {row.kind === 'opened' ? t('diagram.opens', { label: row.label }) : row.label}
        </span>
        {row.kind === 'redirect' ? <Badge>{t('diagram.redirect')}</Badge> : null}
        {row.edited ? <Badge tone="accent">{t('diagram.edited')}</Badge> : null}
        {row.overridden ? <Badge tone="warning">{t('diagram.overridden')}</Badge> : null}
      </span>
      {twoWay ? (
        <span
          className={classes(styles.outcome, row.outcome.kind === 'failure' && styles.bad)}
          style={{ left: `calc(${left}% + 8px)` }}
        >
          {outcomeText(row.outcome, t)}
          {row.duration === undefined ? null : (
            <span className={styles.quiet}> · {durationText(row.duration)}</span>
          )}
        </span>
      ) : null}
      <span className={styles.marks}>
        {worst === 'error' ? <SeverityMark mark="fail" shapeOnly count={failed} /> : null}
        {worst === 'warning' ? <SeverityMark mark="warning" shapeOnly count={failed} /> : null}
        {worst === undefined && row.findings.passed > 0 ? <SeverityMark mark="pass" shapeOnly /> : null}
        {worst === 'info' ? <SeverityMark mark="pass" shapeOnly /> : null}
        {row.outcome.kind === 'failure' && worst === undefined ? (
          <span className={styles.bad}>
            <span aria-hidden="true">✕</span>
            <span className="visually-hidden">{app('mark.fail')}</span>
          </span>
        ) : null}
      </span>
    </>
  );
}
