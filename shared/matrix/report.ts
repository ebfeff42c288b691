// A run as a document that another program reads: what was asked of whom, what came of it, what to think of it.

import type { Finding, Severity, Verdict } from '../trace/event.ts';
import type { CellView, MatrixFold } from './fold.ts';
import type { CellVerdict, Expect, RowKind } from './matrix.ts';
import { rowLabel } from './matrix.ts';

/** One cell of a report. */
export interface ReportCell {
  readonly row: string;
  readonly kind: RowKind;
  readonly call: string;
  readonly identity: string;
  readonly expected: Expect;
  /** `not-asked` before its first answer. */
  readonly outcome: string;
  /** How it was denied. */
  readonly how: string | null;
  readonly verdict: CellVerdict | null;
  readonly why: string;
}

/** One finding of a report. */
export interface ReportFinding {
  readonly ruleId: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly fix: string | null;
}

/** A whole run. */
export interface MatrixReport {
  readonly keyhole: 'matrix';
  readonly version: 1;
  readonly target: string;
  readonly revision: string;
  readonly identities: readonly {
    readonly name: string;
    readonly level: string;
    readonly status: string;
    readonly why: string | null;
    readonly scopes: readonly string[] | null;
    readonly subject: string | null;
  }[];
  readonly counts: Readonly<Record<CellVerdict | 'not-asked', number>>;
  readonly cells: readonly ReportCell[];
  readonly findings: readonly ReportFinding[];
}

function reportCell({ row, column, expectation, answer, verdict, why }: CellView): ReportCell {
  const outcome = answer?.outcome;
  return {
    row: row.id,
    kind: row.kind,
    call: rowLabel(row),
    identity: column.definition.name,
    expected: expectation.expect,
    outcome: outcome?.kind ?? 'not-asked',
    how: outcome?.kind === 'denied' ? outcome.how : outcome?.kind === 'not-run' ? outcome.why : null,
    verdict: verdict ?? null,
    why,
  };
}

/** A finding as a report has it. */
export function reportFinding(finding: Finding): ReportFinding {
  const { ruleId, verdict, severity, message, expected, actual, fix } = finding;
  return {
    ruleId,
    verdict,
    severity,
    message,
    expected: expected ?? null,
    actual: actual ?? null,
    fix: fix ?? null,
  };
}

/** Sums up a run. */
export function makeReport(fold: MatrixFold): MatrixReport {
  const { plan } = fold;
  const cells = [...fold.cells()].map(reportCell);
  return {
    keyhole: 'matrix',
    version: 1,
    target: plan?.target ?? '',
    revision: plan?.revision ?? '',
    identities: (plan?.columns ?? []).map(({ definition, status, why, scopes, subject }) => ({
      name: definition.name,
      level: definition.level,
      status,
      why: why ?? null,
      scopes: scopes ?? null,
      subject: subject ?? null,
    })),
    counts: { ...fold.counts(), 'not-asked': cells.filter(({ verdict }) => verdict === null).length },
    cells,
    findings: fold.findings.map(reportFinding),
  };
}

/** Outcomes that say that the transport, and not the server's mind, decided. */
const UNREACHED = new Set(['timeout', 'failed', 'throttled', 'not-asked']);

/** True when a cell could not be asked, or not answered, for a reason that is neither permission nor consent. */
export function wasNotReached({ outcome, how }: ReportCell): boolean {
  return (
    UNREACHED.has(outcome) ||
    (outcome === 'not-run' && ['not-ready', 'unreachable', 'cancelled'].includes(how ?? ''))
  );
}

/** True when something is wrong with the server, or with the policy. */
export function isWrong({ counts, findings }: MatrixReport): boolean {
  return (
    counts['over-permissive'] > 0 ||
    counts['over-restrictive'] > 0 ||
    findings.some(({ verdict, severity }) => verdict === 'fail' && severity === 'error')
  );
}
