// A report as the files that continuous integration and people read: JUnit XML and Markdown. Names and sentences come
// from servers: they are escaped, whatever they hold.

import type { MatrixReport, ReportCell, ReportFinding } from './report.ts';
import { wasNotReached } from './report.ts';

/** What XML 1.0 cannot hold even as a reference (§2.2), and control characters that it could. */
const NOT_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

function xml(text: string): string {
  return text
    .replace(NOT_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}

function testCase(classname: string, name: string, inner: string): string {
  const open = `    <testcase classname="${xml(classname)}" name="${xml(name)}"`;
  return inner === '' ? `${open}/>` : `${open}>\n      ${inner}\n    </testcase>`;
}

function junitCell(cell: ReportCell): string {
  const { verdict, why, outcome } = cell;
  const name = `${cell.call} as ${cell.identity}`;
  if (verdict === 'over-permissive' || verdict === 'over-restrictive')
    return testCase(cell.row, name, `<failure type="${verdict}" message="${xml(why)}"/>`);
  if (wasNotReached(cell))
    return testCase(cell.row, name, `<error type="${xml(outcome)}" message="${xml(why)}"/>`);
  if (verdict === 'match') return testCase(cell.row, name, '');
  return testCase(cell.row, name, `<skipped message="${xml(why)}"/>`);
}

function junitFinding({ ruleId, severity, message, fix }: ReportFinding): string {
  const said = `<failure type="${xml(severity)}" message="${xml(message)}">${xml(fix ?? '')}</failure>`;
  return testCase('rules', ruleId, severity === 'error' ? said : '');
}

/** A JUnit file: one test a cell, one a failed rule of severity error. */
export function junitOf(report: MatrixReport): string {
  const errors = report.findings.filter(({ verdict }) => verdict === 'fail').map(junitFinding);
  const cells = report.cells.map(junitCell);
  const wrong = report.counts['over-permissive'] + report.counts['over-restrictive'];
  const failed = report.findings.filter((one) => one.verdict === 'fail' && one.severity === 'error').length;
  const unreached = report.cells.filter(wasNotReached).length;
  const skipped = report.cells.length - wrong - unreached - report.counts.match;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="keyhole matrix: ${xml(report.target)}" tests="${cells.length}" failures="${wrong}" errors="${unreached}" skipped="${skipped}">`,
    ...cells,
    '  </testsuite>',
    `  <testsuite name="keyhole rules: ${xml(report.target)}" tests="${errors.length}" failures="${failed}" errors="0" skipped="0">`,
    ...errors,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function markdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

const MARKS: Readonly<Record<string, string>> = {
  match: '✓',
  'over-permissive': '✕ over-permissive',
  'over-restrictive': '▼ over-restrictive',
  unknown: '?',
};

/** A mark for a cell, with the outcome where the verdict alone would not say it. */
function markOf({ verdict, outcome }: ReportCell): string {
  if (outcome === 'not-run') return '–';
  if (verdict === null) return '·';
  return verdict === 'unknown' && outcome !== 'allowed' && outcome !== 'denied'
    ? `? ${outcome}`
    : (MARKS[verdict] ?? '?');
}

/** A Markdown report: the grid, then what is wrong and how to mend it. */
export function markdownOf(report: MatrixReport): string {
  const names = report.identities.map(({ name }) => name);
  const rows = new Map<string, ReportCell[]>();
  for (const cell of report.cells) rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell]);
  const grid = [...rows.values()].map((cells) => {
    const marks = names.map((name) => {
      const cell = cells.find(({ identity }) => identity === name);
      return cell ? markOf(cell) : '';
    });
    return `| ${markdown(cells[0]?.call ?? '')} | ${marks.join(' | ')} |`;
  });
  const failed = report.findings.filter(({ verdict }) => verdict === 'fail');
  const { counts } = report;
  return [
    `# Who may call what: ${markdown(report.target)}`,
    '',
    `${counts.match} match, ${counts['over-permissive']} over-permissive, ${counts['over-restrictive']} over-restrictive, ${counts.unknown} unknown.`,
    '',
    `| call | ${names.map(markdown).join(' | ')} |`,
    `| --- | ${names.map(() => '---').join(' | ')} |`,
    ...grid,
    ...(failed.length > 0 ? ['', '## What is wrong', ''] : []),
    ...failed.flatMap(({ ruleId, severity, message, expected, actual, fix }) => [
      `- **${markdown(ruleId)}** (${severity}): ${markdown(message)}`,
      ...(expected === null ? [] : [`  - expected: ${markdown(expected)}`]),
      ...(actual === null ? [] : [`  - seen: ${markdown(actual)}`]),
      ...(fix === null ? [] : [`  - fix: ${markdown(fix)}`]),
    ]),
    '',
  ].join('\n');
}
