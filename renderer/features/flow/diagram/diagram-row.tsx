import ArrowRight from 'lucide-react/icons/arrow-right';
import GitBranch from 'lucide-react/icons/git-branch';
import { memo } from 'react';
import type { DiagramRow } from '../../../../shared/diagram/diagram.ts';
import { isArrow, ROW_HEIGHT } from '../../../../shared/diagram/diagram.ts';
import type { EventId } from '../../../../shared/trace/event.ts';
import { useTimeLineText } from '../../../flow/time-line-messages.ts';
import { useText } from '../../../i18n/messages.ts';
import { classes } from '../../../ui/classes.ts';
import { useFlowText } from '../flow-messages.ts';
import { ArrowRowView } from './arrow-row.tsx';
import styles from './diagram.module.css';
import { LANE_X } from './lane-positions.ts';
import { arrowSpeech, branchText, noteText, sinceText } from './row-words.ts';

const LANE_LIST = Object.values(LANE_X);

export interface DiagramRowProps {
  readonly row: DiagramRow;
  readonly startedAt: number;
  readonly position: number;
  readonly count: number;
  readonly selected: boolean;
  /** Beyond the moment that is being looked at. */
  readonly later: boolean;
  readonly fresh: boolean;
  readonly focusable: boolean;
  readonly canMove: boolean;
  readonly onSelect: (row: DiagramRow) => void;
  readonly onMove: (to: EventId) => void;
}

const NOTE_TONE: Readonly<Record<string, string | undefined>> = {
  refused: styles.noteBad,
  failed: styles.noteBad,
  overridden: styles.noteWarning,
  waiting: styles.noteAccent,
  completed: styles.notePass,
};

/** One row of the diagram: an item of the list, with a button that selects it and one for each branch. */
export const DiagramRowView = memo(function DiagramRowView(props: DiagramRowProps) {
  const { row, startedAt, position, count, selected, later, fresh, focusable, canMove, onSelect, onMove } =
    props;
  const t = useFlowText();
  const app = useText();
  const line = useTimeLineText();
  const own = row.height - row.branches.length * ROW_HEIGHT.branch;
  return (
    <li
      className={classes(styles.row, selected && styles.selected, later && styles.later)}
      style={{ transform: `translateY(${row.y}px)`, height: row.height }}
      aria-posinset={position}
      aria-setsize={count}
    >
      <span className={styles.lanes} aria-hidden="true">
        {LANE_LIST.map((x) => (
          <span key={x} className={styles.lane} style={{ left: `${x}%` }} />
        ))}
      </span>
      <button
        type="button"
        className={classes(styles.press, row.kind === 'stage' && styles.stage)}
        style={{ height: own }}
        data-row={row.key}
        tabIndex={focusable ? 0 : -1}
        aria-current={selected ? 'true' : undefined}
        aria-label={isArrow(row) ? arrowSpeech(row, t, app) : undefined}
        title={isArrow(row) ? row.url : undefined}
        onClick={() => onSelect(row)}
      >
        {row.kind === 'stage' ? (
          <>
            <span className={styles.stageName}>{app(`stage.${row.stage}`)}</span>
            {row.status === 'done' ? null : (
              <span className={styles.stageStatus} data-status={row.status}>
                {line(`status.${row.status}`)}
              </span>
            )}
          </>
        ) : (
          <>
            <span className={styles.time}>{sinceText(row.at - startedAt)}</span>
            <span className={styles.canvas}>
              {row.kind === 'note' ? (
                <span className={styles.noteLine}>
                  <span className={classes(styles.note, NOTE_TONE[toneOf(row)])} title={noteText(row, t)}>
                    {noteText(row, t)}
                  </span>
                </span>
              ) : (
                <ArrowRowView row={row} fresh={fresh} />
              )}
            </span>
          </>
        )}
      </button>
      {row.branches.map((mark) => (
        <span key={mark.first} className={styles.branch}>
          <button
            type="button"
            className={styles.branchPress}
            disabled={!canMove}
            title={branchText(mark, t)}
            onClick={() => onMove(mark.tip)}
          >
            <GitBranch size={13} aria-hidden />
            <span className={styles.branchText}>{branchText(mark, t)}</span>
            {canMove ? (
              <span className={styles.branchGo}>
                {t('diagram.goThere')} <ArrowRight size={12} aria-hidden />
              </span>
            ) : null}
          </button>
        </span>
      ))}
    </li>
  );
});

function toneOf(row: Extract<DiagramRow, { kind: 'note' }>): string {
  if (row.note.kind === 'waiting' && row.note.answered) return 'answered';
  if (row.note.kind === 'refused' && row.note.overridden) return 'overridden';
  return row.note.kind;
}
