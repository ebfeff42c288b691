// The grid of a run for a terminal, and what a person has to know beyond it.

import { styleText } from 'node:util';
import type { MatrixReport, ReportCell, ReportFinding } from '../../../shared/matrix/report.ts';
import { wasNotReached } from '../../../shared/matrix/report.ts';
import { plain } from '../plain-text.ts';

type Style = Parameters<typeof styleText>[0];

const SHORT: Readonly<Record<string, string>> = {
  match: '✓',
  'over-permissive': '✕ OVER',
  'over-restrictive': '▼ UNDER',
  unknown: '?',
};
const LONGEST_CALL = 56;
/** Findings of one rule that are told one by one. */
const MOST_TOLD = 20;

const styled = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

function short({ verdict, outcome }: ReportCell): string {
  if (outcome === 'not-run') return '–';
  return verdict === null ? '·' : (SHORT[verdict] ?? '?');
}

function styleOf({ verdict }: ReportCell): Style | undefined {
  if (verdict === 'over-permissive') return 'red';
  if (verdict === 'over-restrictive') return 'yellow';
  return verdict === 'match' ? 'green' : 'dim';
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** The grid: a line a row, a column an identity. */
export function gridLines({ cells, identities }: MatrixReport): string[] {
  const rows = new Map<string, ReportCell[]>();
  for (const cell of cells) {
    const row = rows.get(cell.row);
    if (row) row.push(cell);
    else rows.set(cell.row, [cell]);
  }
  const label = (row: readonly ReportCell[]): string =>
    cut(plain(row[0]?.call ?? '').replaceAll('\n', ' '), LONGEST_CALL);
  const first = Math.max(4, ...[...rows.values()].map((row) => label(row).length));
  const widths = identities.map(({ name }) => Math.max(name.length, 7));
  const head = identities.map(({ name }, column) => name.padEnd(widths[column] ?? 7));
  return [
    styled('bold', ['call'.padEnd(first), ...head].join('  ').trimEnd()),
    ...[...rows.values()].map((row) => {
      const marks = identities.map(({ name }, column) => {
        const cell = row.find(({ identity }) => identity === name);
        const mark = (cell ? short(cell) : '').padEnd(widths[column] ?? 7);
        const style = cell && styleOf(cell);
        return style === undefined ? mark : styled(style, mark);
      });
      return [label(row).padEnd(first), ...marks].join('  ').trimEnd();
    }),
  ];
}

/** Cells of the same reason, told once. */
function reasons(cells: readonly ReportCell[]): string[] {
  const by = new Map<string, ReportCell[]>();
  for (const cell of cells) by.set(cell.why, [...(by.get(cell.why) ?? []), cell]);
  return [...by].map(([why, same]) => {
    const [one] = same;
    const who = `${one?.call ?? ''} as ${one?.identity ?? ''}${same.length > 1 ? ` and ${same.length - 1} more` : ''}`;
    return `  ${plain(cut(who, 90))}: ${plain(why)}`;
  });
}

/** Findings of one rule: told together, for the cause is mostly one, and so is the remedy. */
function ruleLines(findings: readonly ReportFinding[]): string[] {
  const [first] = findings;
  if (!first) return [];
  const { ruleId, severity, expected, actual, fix } = first;
  const count = findings.length === 1 ? '' : `  ${findings.length} times`;
  const more = findings.length - MOST_TOLD;
  const one = findings.length === 1;
  return [
    '',
    styled(severity === 'error' ? 'red' : 'yellow', `✕ ${plain(ruleId)}  ${severity}${count}`),
    ...findings.slice(0, MOST_TOLD).map(({ message }) => `  ${plain(message)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(one && expected !== null ? [`  expected  ${plain(expected)}`] : []),
    ...(one && actual !== null ? [`  seen      ${plain(actual)}`] : []),
    ...(fix === null ? [] : [`  fix       ${plain(fix)}`]),
  ];
}

/** What the grid alone does not say. */
export function remarkLines(report: MatrixReport): string[] {
  const { cells, counts, findings, identities } = report;
  const away = identities.filter(({ status }) => status !== 'ready');
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  const unknown = cells.filter((cell) => cell.verdict === 'unknown' && cell.kind !== 'list');
  const sick = unknown.filter(wasNotReached);
  const open = unknown.filter((cell) => !wasNotReached(cell));
  return [
    `${counts.match} match, ${counts['over-permissive']} over-permissive (✕), ${counts['over-restrictive']} over-restrictive (▼), ${counts.unknown} unknown (?), of ${cells.length} cells`,
    ...away.map(({ name, why }) =>
      styled('yellow', `${name} could not call: ${plain(why ?? 'it is not signed in.')}`),
    ),
    ...[...new Set(failed.map(({ ruleId }) => ruleId))].flatMap((ruleId) =>
      ruleLines(failed.filter((finding) => finding.ruleId === ruleId)),
    ),
    ...(sick.length > 0 ? ['', styled('yellow', 'Not answered:'), ...reasons(sick)] : []),
    ...(open.length > 0 ? ['', styled('dim', 'Not decided:'), ...reasons(open)] : []),
    ...(open.some(({ how }) => how === 'needs-consent')
      ? ['  To call what changes something: consent: true at the tool in the policy, and --allow-changes.']
      : []),
  ];
}
