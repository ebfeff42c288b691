import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Diagram, DiagramRow } from '../../../../shared/diagram/diagram.ts';
import { LANES } from '../../../../shared/diagram/diagram.ts';
import { rowsBetween } from '../../../../shared/diagram/window.ts';
import type { EventId } from '../../../../shared/trace/event.ts';
import { useText } from '../../../i18n/messages.ts';
import { useFlowText } from '../flow-messages.ts';
import { DiagramRowView } from './diagram-row.tsx';
import styles from './diagram.module.css';
import { LANE_X } from './lane-positions.ts';

export interface SequenceDiagramProps {
  readonly diagram: Diagram;
  /** Key of the chosen row. */
  readonly selected: string | undefined;
  readonly startedAt: number;
  /** The moment that is looked at; rows after it are faint. */
  readonly until: EventId | undefined;
  /** New rows scroll into view while the newest is followed. */
  readonly following: boolean;
  readonly canMove: boolean;
  readonly onSelect: (row: DiagramRow) => void;
  readonly onMove: (to: EventId) => void;
}

/** Pixels drawn beyond the edges, so that a scroll finds rows in place. */
const OVERSCAN = 400;

/** The sequence: a list of rows between lanes, of which only those near the window are in the page. */
export function SequenceDiagram(props: SequenceDiagramProps) {
  const { diagram, selected, startedAt, until, following, canMove, onSelect, onMove } = props;
  const t = useFlowText();
  const app = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  // Arrows that were there when the room opened do not draw themselves again.
  const [newest] = useState(() => diagram.rows.at(-1)?.event ?? 0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  const chosen = diagram.rows.find((row) => row.key === selected);
  const height = diagram.height;
  const chosenTop = chosen?.y;
  const chosenBottom = chosen && chosen.y + chosen.height;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (following) {
      // The header is above the rows in the same scroll.
      element.scrollTop = height + HEADER;
      return;
    }
    if (chosenTop === undefined || chosenBottom === undefined) return;
    if (chosenTop < element.scrollTop) element.scrollTop = chosenTop - 8;
    const room = element.clientHeight - HEADER;
    if (chosenBottom > element.scrollTop + room) element.scrollTop = chosenBottom - room + 8;
  }, [following, chosenTop, chosenBottom, height]);

  const shown = rowsBetween(diagram, view.top, view.top + view.height, OVERSCAN);
  const firstIndex = shown[0] ? diagram.rows.indexOf(shown[0]) : 0;
  const focusKey = selected ?? diagram.rows.at(-1)?.key;

  const hearArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const from = (event.target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
    const at = diagram.rows.findIndex((row) => row.key === from);
    const next = diagram.rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    scroller.current?.querySelector<HTMLElement>(`[data-row="${next.key}"]`)?.focus();
  };

  return (
    <div className={styles.diagram} ref={scroller}>
      <div className={styles.header}>
        {LANES.map((lane) => (
          <span key={lane} className={styles.laneName} data-lane={lane} style={{ left: `${LANE_X[lane]}%` }}>
            {app(`lane.${lane}`)}
          </span>
        ))}
      </div>
      {/* Without a list style some screen readers drop the role, so it is written out. The keys are its rows'. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ol
        // oxlint-disable-next-line jsx-a11y/no-redundant-roles
        role="list"
        className={styles.rows}
        style={{ height }}
        aria-label={t('diagram.name')}
        onKeyDown={hearArrow}
      >
        {shown.map((row, offset) => (
          <DiagramRowView
            key={row.key}
            row={row}
            startedAt={startedAt}
            position={firstIndex + offset + 1}
            count={diagram.rows.length}
            selected={row.key === selected}
            later={until !== undefined && row.event > until}
            fresh={row.event > newest}
            focusable={row.key === focusKey || (focusKey === undefined && offset === 0)}
            canMove={canMove}
            onSelect={onSelect}
            onMove={onMove}
          />
        ))}
      </ol>
    </div>
  );
}

/** Height of the sticky header, which covers the top of the scrolled rows. */
const HEADER = 32;
