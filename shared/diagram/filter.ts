// A diagram with only the arrows that contain some words, closed up again.

import type { ArrowRow, Diagram, DiagramRow } from './diagram.ts';
import { isArrow } from './diagram.ts';

function contains(row: ArrowRow, words: string): boolean {
  const outcome =
    row.outcome.kind === 'status'
      ? `${row.outcome.status} ${row.outcome.statusText}`
      : row.outcome.kind === 'failure'
        ? row.outcome.code
        : '';
  return `${row.label} ${row.url} ${row.stage} ${outcome}`.toLowerCase().includes(words);
}

/** Rows whose label, URL, stage or outcome contains every word; the pending draft always stays. */
export function filterDiagram(diagram: Diagram, filter: string): Diagram {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return diagram;
  const rows: DiagramRow[] = [];
  let y = 0;
  for (const row of diagram.rows) {
    if (!isArrow(row) || (row.kind !== 'draft' && !words.every((word) => contains(row, word)))) continue;
    rows.push({ ...row, y });
    y += row.height;
  }
  return { rows, height: y };
}
