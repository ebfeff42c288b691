// `keyhole privacy`: who gets what, told from a saved trace.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { sarifOf } from '../../../shared/export/sarif.ts';
import type { LeakReport } from '../../../shared/privacy/leaks/report.ts';
import { readPrivacyText } from '../../../shared/privacy/policy-text.ts';
import type { PrivacySection } from '../../../shared/privacy/policy/privacy-policy.ts';
import { requestLabel } from '../../../shared/diagram/label.ts';
import type { TraceFile } from '../../../shared/trace/file.ts';
import { parseTraceFile, TraceFileError } from '../../../shared/trace/file.ts';
import { doPrivacyWork } from '../../../shared/privacy/work/privacy-work.ts';
import { failureLines } from '../finding-lines.ts';
import type { Line } from '../finding-lines.ts';
import { readInput, reason } from '../input-file.ts';
import { plain, plainJson } from '../plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';
import { gridLines } from './leak-grid.ts';

export interface PrivacyArguments {
  readonly policy?: string;
  readonly json?: true;
  readonly sarif?: string;
}

function readTrace(file: string): TraceFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `The trace ${file} cannot be read (${reason(error)}). Check its path and permissions.`,
    );
  }
  try {
    return parseTraceFile(text, file);
  } catch (error) {
    if (error instanceof TraceFileError) throw new UsageError(error.message);
    throw error;
  }
}

function readPolicy(file: string | undefined): PrivacySection | undefined {
  if (file === undefined) return undefined;
  const { section, faults } = readPrivacyText(readInput('--policy', file));
  if (section) return section;
  const told = faults.map(
    ({ line, column, place, message }) =>
      `${file}:${line}:${column}: ${place === '' ? '' : `${place}: `}${message}`,
  );
  throw new UsageError(told.join('\n'));
}

/** What a masked file cannot tell. */
const MASKED_NOTE =
  'Secrets stand in this file by their names. A name tells what was hidden and whether two are the same; the values are gone, so what Keyhole did not recognise when it was recorded is judged as it stands.';

function accountOf(report: LeakReport, nameOf: (event: number) => string | undefined): Line[] {
  const failed = report.findings.filter(({ verdict }) => verdict === 'fail');
  const open = report.findings.filter(({ verdict }) => verdict === 'cannot-tell');
  const { exchanges, messages, unread } = report.looked;
  return [
    {
      indent: 0,
      text: `${exchanges} exchanges with the MCP server, ${messages} messages${unread > 0 ? `, ${unread} could not be read` : ''}.`,
    },
    ...(report.masked ? [{ indent: 0, text: MASKED_NOTE, style: 'dim' as const }] : []),
    { indent: 0, text: '' },
    ...gridLines(report),
    ...failed.flatMap((finding) => failureLines(finding, nameOf)),
    ...open.flatMap((finding): Line[] => [
      { indent: 4, text: `? ${finding.ruleId}`, style: 'dim' },
      { indent: 6, text: finding.message },
    ]),
    {
      indent: 0,
      text:
        failed.length === 0 ? 'Nothing leaks, as far as this trace tells.' : `${failed.length} finding(s).`,
      style: failed.some(({ severity }) => severity === 'error')
        ? 'red'
        : failed.length === 0
          ? 'green'
          : 'yellow',
    },
  ];
}

/**
 * Tells who gets what and returns the exit code: 1 when a finding is an error, else 0.
 * Throws `UsageError` for a file that is no trace and for a policy that cannot be used.
 */
export async function runPrivacyCommand(file: string, options: PrivacyArguments): Promise<number> {
  const section = readPolicy(options.policy);
  const { header, events, bodies } = readTrace(file);
  const { value, secrets, ruleFaults } = await doPrivacyWork(
    {
      kind: 'report',
      events,
      bodies: new Map(
        [...bodies].map(([hash, { text, base64 }]) => [
          hash,
          Buffer.from(text ?? base64 ?? '', text === undefined ? 'base64' : 'utf8'),
        ]),
      ),
      section,
      masked: header.masked,
    },
    () => {},
  );
  const [fault] = ruleFaults;
  if (fault) {
    const name = section?.rules?.[fault.index]?.name ?? '';
    throw new UsageError(
      `${options.policy ?? ''}: the rule "${name}" cannot be used (${fault.field}): ${fault.message}`,
    );
  }
  const report = withNames(value as LeakReport, secrets);
  const nameOf = (event: number): string | undefined => {
    const found = events[event - 1];
    return found?.kind === 'exchange' ? requestLabel(found.request) : undefined;
  };
  if (options.sarif !== undefined) writeSarif(options.sarif, file, report);
  if (options.json === true) process.stdout.write(`${plainJson(report)}\n`);
  else if (options.sarif === undefined || process.stdout.isTTY) {
    for (const { indent, text, style } of accountOf(report, nameOf)) {
      const line = plain(text);
      const styled = style === undefined ? line : styleText(style, line, { stream: process.stdout });
      process.stdout.write(`${' '.repeat(indent)}${styled}\n`);
    }
  }
  return report.findings.some(({ verdict, severity }) => verdict === 'fail' && severity === 'error') ? 1 : 0;
}

/** In a file a secret is its own name; what stands there plainly is never repeated. */
function withNames(report: LeakReport, secrets: readonly (readonly [string, string])[]): LeakReport {
  return {
    ...report,
    cells: report.cells.map((cell) => ({
      ...cell,
      spots: cell.spots.map((spot) => {
        const [secret = '', of = ''] = secrets[Number(spot.mask.slice(1))] ?? [];
        return { ...spot, mask: /^\u27E6.*\u27E7$/.test(secret) || spot.mask === '' ? secret : `(${of})` };
      }),
    })),
  };
}

function writeSarif(to: string, trace: string, report: LeakReport): void {
  const artifact = path.relative(path.dirname(path.resolve(to)), path.resolve(trace)).replaceAll('\\', '/');
  const sarif = sarifOf({ version: packageVersion(), artifact, findings: report.findings });
  try {
    writeFileSync(to, `${JSON.stringify(sarif, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(
      `--sarif: ${to} cannot be written (${reason(error)}). Choose a place that is yours.`,
    );
  }
}
