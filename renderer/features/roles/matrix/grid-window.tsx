import { useEffect, useState, type RefObject } from 'react';
import { GridBlock, type GridBlockProps } from './grid-block.tsx';
import { blocksBetween, HEAD_HEIGHT, ROW_HEIGHT, type BlockPlace, type GridLayout } from './grid-layout.ts';

export interface GridWindowProps extends Omit<GridBlockProps, 'place'> {
  readonly scroller: RefObject<HTMLElement | null>;
  /** Pixels of the scroller that are seen. */
  readonly height: number;
}

/** Pixels between two drawings while a person scrolls: a row at a time, for four at once do not fit into a frame. */
const STEP = ROW_HEIGHT;
/** Pixels drawn beyond the edges, so that a scroll finds rows in place. */
const OVERSCAN = 8 * ROW_HEIGHT;

/** The lines near the window. They alone are drawn anew while a person scrolls, not the grid around them. */
export function GridWindow({ scroller, height, chosen, ...shown }: GridWindowProps) {
  const { layout } = shown;
  const [top, setTop] = useState(0);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let frame = 0;
    const measure = () => {
      frame = 0;
      setTop(Math.floor(element.scrollTop / STEP) * STEP);
    };
    // Several scroll events in one frame are one measure.
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    measure();
    element.addEventListener('scroll', soon, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', soon);
    };
  }, [scroller]);

  // The head covers the top of the window.
  return blocksBetween(layout, top - HEAD_HEIGHT, top + height, OVERSCAN).map((place) => (
    <GridBlock
      key={place.key}
      {...shown}
      place={place}
      // Choosing another cell draws only the two blocks anew that it concerns.
      chosen={isIn(place, layout, chosen?.row) ? chosen : undefined}
    />
  ));
}

function isIn({ from, to }: BlockPlace, { rows }: GridLayout, chosen: string | undefined): boolean {
  return (
    chosen !== undefined && rows.slice(from, to).some((item) => item.kind === 'row' && item.row.id === chosen)
  );
}
