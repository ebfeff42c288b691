import {
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import type { AccessLevel, IdentityState } from '../../../../shared/identity/identity.ts';
import type { MatrixFold } from '../../../../shared/matrix/fold.ts';
import type { MatrixRow } from '../../../../shared/matrix/matrix.ts';
import { useRolesText } from '../roles-messages.ts';
import type { CellPlace } from '../roles-store.ts';
import { GridHead } from './grid-head.tsx';
import { HEAD_HEIGHT, ROW_HEIGHT, type GridLayout } from './grid-layout.ts';
import { cellId } from './grid-row.tsx';
import { GridWindow } from './grid-window.tsx';
import { LevelMenu } from './level-menu.tsx';
import styles from './matrix-grid.module.css';
import { useRowCells } from './row-cells.ts';

export interface MatrixGridProps {
  readonly fold: MatrixFold;
  readonly layout: GridLayout;
  readonly columns: readonly IdentityState[];
  /** How many of the columns, from the left, are live callers. */
  readonly live: number;
  readonly chosen: CellPlace | undefined;
  /** Cells whose request is under way, as `row\nidentity`. */
  readonly asking: ReadonlySet<string>;
  readonly canEdit: boolean;
  readonly onChoose: (place: CellPlace) => void;
  readonly onOpen: () => void;
  readonly onLevel: (row: MatrixRow, level: AccessLevel | null) => void;
  readonly onConsent: (row: MatrixRow, consent: boolean) => void;
  readonly onRunColumn: (column: IdentityState) => void;
}

/** Bounds of a column, in pixels. */
const LEAST = 116;
const MOST = 176;

/** Rows by identities. Of many rows only those near the window are in the page; head and first column stay in sight. */
export function MatrixGrid(props: MatrixGridProps) {
  const { fold, layout, columns, live, chosen, asking, canEdit, onChoose, onOpen } = props;
  const r = useRolesText();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ height: 600, width: 1000 });
  const [levelOf, setLevelOf] = useState<MatrixRow>();
  const levelButton = useRef<HTMLElement>(null);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => {
      const { clientHeight: height, clientWidth: width } = element;
      setView((before) => (before.height === height && before.width === width ? before : { height, width }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const first = view.width > 1000 ? 380 : view.width > 760 ? 300 : 220;
  const width = Math.max(
    LEAST,
    Math.min(MOST, Math.floor((view.width - first) / Math.max(1, columns.length))),
  );
  const sizes: CSSProperties & Record<`--${string}`, string> = {
    '--first': `${first}px`,
    '--cell': `${width}px`,
  };
  const names = useMemo(() => columns.map(({ definition }) => definition.name), [columns]);

  const cells = useRowCells(fold, layout, names, asking);

  // The parts are drawn anew for what they show, not because somebody above made a new function.
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const runColumn = useCallback((column: IdentityState) => latest.current.onRunColumn(column), []);
  const consent = useCallback((row: MatrixRow, agreed: boolean) => latest.current.onConsent(row, agreed), []);

  const rowAt = layout.order.findIndex(({ id }) => id === chosen?.row);
  const columnAt = names.findIndex((name) => name === chosen?.identity);
  const chosenY = layout.rows.find((item) => item.kind === 'row' && item.row.id === chosen?.row)?.y;

  // A cell that was chosen, by key or from a finding, comes into sight.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || chosenY === undefined) return;
    const above = chosenY - element.scrollTop;
    const room = element.clientHeight - HEAD_HEIGHT - ROW_HEIGHT;
    if (above < 0) element.scrollTop = chosenY;
    else if (above > room) element.scrollTop = chosenY - room;
  }, [chosenY]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || columnAt < 0) return;
    const left = columnAt * width;
    const room = element.clientWidth - first - width;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (left > element.scrollLeft + room) element.scrollLeft = left - room;
  }, [columnAt, width, first]);

  const go = (row: number, column: number) => {
    const wanted = layout.order[Math.max(0, Math.min(layout.order.length - 1, row))];
    const name = names[Math.max(0, Math.min(names.length - 1, column))];
    if (wanted && name !== undefined) onChoose({ row: wanted.id, identity: name });
  };
  const hearKey = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const [row, column] = [Math.max(0, rowAt), Math.max(0, columnAt)];
    const page = Math.max(1, Math.floor((view.height - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(rowAt < 0 ? 0 : row + 1, column),
      ArrowUp: () => go(row - 1, column),
      ArrowRight: () => go(row, columnAt < 0 ? 0 : column + 1),
      ArrowLeft: () => go(row, column - 1),
      PageDown: () => go(row + page, column),
      PageUp: () => go(row - page, column),
      Home: () => go(event.ctrlKey ? 0 : row, 0),
      End: () => go(event.ctrlKey ? layout.order.length - 1 : row, names.length - 1),
      Enter: onOpen,
    };
    const move = moves[event.key];
    if (!move || event.altKey || event.metaKey) return;
    event.preventDefault();
    move();
  };
  const hearClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const level = event.target.closest<HTMLElement>('[data-level-of]');
    if (level) {
      levelButton.current = level;
      setLevelOf(layout.order.find(({ id }) => id === level.dataset['levelOf']));
      return;
    }
    const cell = event.target.closest<HTMLElement>('[data-row]');
    const { row, column } = cell?.dataset ?? {};
    if (row === undefined) return;
    onChoose({ row, identity: column ?? chosen?.identity ?? names[0] ?? '' });
  };

  // The head of a row stands apart from its cells, and shows that one of them is pointed at.
  const hearPointer = ({ target }: PointerEvent) => {
    const row =
      target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset['row'] : undefined;
    for (const head of scroller.current?.querySelectorAll<HTMLElement>('[role=rowheader][data-row]') ?? [])
      head.toggleAttribute('data-hovered', head.dataset['row'] === row);
  };

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        role="grid"
        // The grid has the focus and names the cell that is chosen: a row that scrolls away takes no focus with it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles.grid}
        aria-label={r('matrix.grid')}
        aria-rowcount={layout.order.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={chosen && rowAt >= 0 ? cellId(chosen) : undefined}
        style={sizes}
        onKeyDown={hearKey}
        onClick={hearClick}
        onPointerOver={hearPointer}
        onPointerLeave={hearPointer}
      >
        <div
          className={styles.canvas}
          style={{ height: layout.height + HEAD_HEIGHT, width: first + width * columns.length }}
        >
          <GridHead columns={columns} live={live} canRun={canEdit} onRunColumn={runColumn} />
          <GridWindow
            scroller={scroller}
            height={view.height}
            layout={layout}
            cells={cells}
            columns={columns.length}
            chosen={chosen}
            canEdit={canEdit}
            onConsent={consent}
            r={r}
          />
        </div>
      </div>
      <LevelMenu
        row={levelOf}
        anchor={levelButton}
        canEdit={canEdit}
        onClose={() => setLevelOf(undefined)}
        onLevel={props.onLevel}
      />
    </div>
  );
}
