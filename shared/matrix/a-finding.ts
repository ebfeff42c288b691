// Findings over a run: the rule says how heavy a failure is, the exchanges of the cells are the evidence.

import type { Evidence, Finding, Pointer, Severity, Verdict } from '../trace/event.ts';
import { rolesRules } from '../rules/roles.rules.ts';
import { severityOf } from '../rules/rule.ts';
import type { RuleText } from '../rules/rule.ts';
import type { CellAnswer, CellView } from './fold.ts';
import { rowLabel } from './matrix.ts';

const BY_ID: ReadonlyMap<string, RuleText> = new Map(rolesRules.map((rule) => [rule.id, rule]));

/** Places shown of one finding; the message says how many there are. */
const MOST_EVIDENCE = 8;

/** What a judge says. */
export interface Said {
  readonly ruleId: `roles/${string}`;
  readonly verdict: Verdict;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly evidence: readonly Evidence[];
  /** Other than the level of the rule says. */
  readonly severity?: Severity;
}

/** A finding of a rule of `roles.rules.ts`. */
export function asFinding({ ruleId, verdict, severity, evidence, ...said }: Said): Finding {
  const rule = BY_ID.get(ruleId);
  if (!rule) throw new RangeError(`there is no rule ${ruleId}`);
  const failed = verdict === 'fail';
  return {
    ruleId,
    verdict,
    severity: failed ? (severity ?? severityOf(rule.level)) : 'info',
    stage: rule.stage,
    ...said,
    ...(failed ? { fix: rule.fix } : {}),
    evidence: evidence.slice(0, MOST_EVIDENCE),
  };
}

/** The place that proves an answer: what was given, or the status that refused. */
export function proofOf({ exchange, outcome }: CellAnswer, path?: string): readonly Evidence[] {
  if (exchange === undefined) return [];
  const inBody = path !== undefined || ['allowed', 'tool-error', 'input-error'].includes(outcome.kind);
  const at: Pointer = inBody ? { in: 'response-body', path: path ?? '/result' } : { in: 'status' };
  return [{ event: exchange, at }];
}

/** The places that prove several cells. */
export function proofsOf(cells: readonly CellView[]): readonly Evidence[] {
  return cells.flatMap(({ answer }) => (answer ? proofOf(answer) : []));
}

/** A caller in a sentence. */
export function callerOf({ column }: CellView): string {
  return column.definition.name;
}

/** Calls in a sentence: the first ones by name, the others by number. */
export function callsOf(cells: readonly CellView[]): string {
  const names = [...new Set(cells.map(({ row }) => rowLabel(row)))];
  const [first = '', second] = names;
  if (names.length === 1) return first;
  return names.length === 2 ? `${first} and ${second ?? ''}` : `${first} and ${names.length - 1} more`;
}
