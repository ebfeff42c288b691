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

/** A failed rule fails its test if it is an error; anything less is told in a test that passes. */
function junitFinding(classname: string, { ruleId, severity, message, fix }: ReportFinding): string {
  const said =
    severity === 'error'
      ? `<failure type="${xml(severity)}" message="${xml(message)}">${xml(fix ?? '')}</failure>`
      : `<system-out>${xml(`${severity}: ${message}`)}</system-out>`;
  return testCase(classname, ruleId, said);
}

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors?: number;
  readonly skipped?: number;
}

function junitSuite({ name, cases, failures, errors = 0, skipped = 0 }: Suite): string[] {
  return [
    `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">`,
    ...cases,
    '  </testsuite>',
  ];
}

function findingSuite(name: string, classname: string, findings: readonly ReportFinding[]): string[] {
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  return junitSuite({
    name,
    cases: failed.map((finding) => junitFinding(classname, finding)),
    failures: failed.filter(({ severity }) => severity === 'error').length,
  });
}

/**
 * A JUnit file: one suite with a test a cell, one with a test a failed rule, one with a test a privacy finding. What
 * makes `keyhole matrix` exit with 1 is a failure in it, what makes it exit with 3 an error.
 * @param leaks what the answers hold that they should not
 */
export function junitOf(report: MatrixReport, leaks: readonly ReportFinding[] = []): string {
  const { cells, counts, target } = report;
  const wrong = counts['over-permissive'] + counts['over-restrictive'];
  const unreached = cells.filter(wasNotReached).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...junitSuite({
      name: `keyhole matrix: ${target}`,
      cases: cells.map(junitCell),
      failures: wrong,
      errors: unreached,
      skipped: cells.length - wrong - unreached - counts.match,
    }),
    ...findingSuite(`keyhole rules: ${target}`, 'rules', report.findings),
    ...findingSuite(`keyhole privacy: ${target}`, 'privacy', leaks),
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

/** Failed findings under a heading; nothing where there are none. */
function markdownFindings(heading: string, findings: readonly ReportFinding[]): string[] {
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  if (failed.length === 0) return [];
  return [
    '',
    `## ${heading}`,
    '',
    ...failed.flatMap(({ ruleId, severity, message, expected, actual, fix }) => [
      `- **${markdown(ruleId)}** (${severity}): ${markdown(message)}`,
      ...(expected === null ? [] : [`  - expected: ${markdown(expected)}`]),
      ...(actual === null ? [] : [`  - seen: ${markdown(actual)}`]),
      ...(fix === null ? [] : [`  - fix: ${markdown(fix)}`]),
    ]),
  ];
}

/**
 * A Markdown report: the grid, then what is wrong and how to mend it.
 * @param leaks what the answers hold that they should not
 */
export function markdownOf(report: MatrixReport, leaks: readonly ReportFinding[] = []): string {
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
  const { counts } = report;
  return [
    `# Who may call what: ${markdown(report.target)}`,
    '',
    `${counts.match} match, ${counts['over-permissive']} over-permissive, ${counts['over-restrictive']} over-restrictive, ${counts.unknown} unknown.`,
    '',
    `| call | ${names.map(markdown).join(' | ')} |`,
    `| --- | ${names.map(() => '---').join(' | ')} |`,
    ...grid,
    ...markdownFindings('What is wrong', report.findings),
    ...markdownFindings('What the answers hold', leaks),
    '',
  ].join('\n');
}
