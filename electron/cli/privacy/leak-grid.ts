// The grid of the report as text: a line for each class of each call, a column for each caller.

import { calledWords } from '../../../shared/privacy/leaks/words.ts';
import type { CellVerdict, LeakCell, LeakReport } from '../../../shared/privacy/leaks/report.ts';
import type { Line } from '../finding-lines.ts';

const SIGNS: Readonly<Record<CellVerdict, string>> = {
  error: '✕',
  warning: '▲',
  info: '▲',
  'cannot-tell': '?',
  held: '·',
};

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/g;

/** How wide a text stands in a terminal: Chinese characters take two places. */
const width = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

const padded = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - width(text)));

function said({ verdict, count, reaches, spots }: LeakCell): string {
  const places = [...new Set(spots.map(({ place }) => place))].join(', ');
  const who = reaches.length === 0 ? '' : ` → ${reaches.join(' and ')}`;
  return `${SIGNS[verdict]} ${count} in ${places}${who}`;
}

/** The grid; nothing when nothing was seen. */
export function gridLines({ cells, identities }: LeakReport): Line[] {
  if (cells.length === 0) return [];
  const names = identities.filter(({ name }) => cells.some(({ identity }) => identity === name));
  const rows = new Map<string, Map<string, string>>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.class, calledWords(cell.called)]);
    const row = rows.get(key) ?? new Map<string, string>();
    row.set(cell.identity, said(cell));
    rows.set(key, row);
  }
  const table = [
    ['class', 'call', ...names.map(({ title }) => title)],
    ...[...rows].map(([key, row]) => [
      ...(JSON.parse(key) as string[]),
      ...names.map(({ name }) => row.get(name) ?? ''),
    ]),
  ];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => width(line[column] ?? ''))),
  );
  return [
    ...table.map((line, index): Line => ({
      indent: 2,
      text: line
        .map((text, column) => padded(text, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
      ...(index === 0 ? { style: 'bold' } : {}),
    })),
    { indent: 0, text: '' },
  ];
}
