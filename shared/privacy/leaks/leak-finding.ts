// How a judge of the report says what it found.

import { privacyRules } from '../../rules/privacy.rules.ts';
import type { RuleText } from '../../rules/rule.ts';
import type { Evidence, Finding, Severity, TraceEvent } from '../../trace/event.ts';
import { DEFAULT_IDENTITY } from '../../trace/event.ts';
import type { Called } from '../called.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import type { PrivacyPolicy } from '../policy/privacy-policy.ts';
import type { Collected } from './collect.ts';
import type { KnownIdentity } from './known-identities.ts';
import type { Sighting } from './sighting.ts';

/** What the judges need beside the sightings. */
export interface LeakCase {
  readonly collected: Collected;
  readonly identities: readonly KnownIdentity[];
  readonly policy: PrivacyPolicy;
  /** Classes that the person's own policy speaks of; where it is silent, contact data of the caller is no leak. */
  readonly stated: ReadonlySet<SensitiveClass>;
  /** For what the listing says of tools. */
  readonly events: readonly TraceEvent[];
}

/** Places a finding cites at most; the report has the others. */
const CITED = 8;

const ruleOf = (id: string): RuleText => {
  const rule = privacyRules.find((one) => one.id === id);
  if (!rule) throw new RangeError(`there is no rule ${id}`);
  return rule;
};

const SEVERITY: Readonly<Record<string, Severity>> = { 'MUST NOT': 'error', MUST: 'error', MAY: 'info' };

/** Two secrets in one text stand at one place. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((one) => [JSON.stringify(one), one])).values()];
}

/** A finding, and the sightings it speaks of. */
export interface JudgedLeak {
  readonly finding: Finding;
  readonly about: readonly Sighting[];
}

/** A finding of a rule of this report, with its level and its remedy. */
export function leakFinding(
  id: string,
  verdict: Finding['verdict'],
  message: string,
  evidence: readonly Evidence[],
  more: Partial<Pick<Finding, 'severity' | 'expected' | 'actual'>> & {
    readonly about?: readonly Sighting[];
  } = {},
): JudgedLeak {
  const rule = ruleOf(id);
  const failed = verdict === 'fail';
  const finding: Finding = {
    ruleId: id,
    verdict,
    severity: failed ? (more.severity ?? SEVERITY[rule.level] ?? 'warning') : 'info',
    stage: rule.stage,
    message,
    ...(more.expected === undefined ? {} : { expected: more.expected }),
    ...(more.actual === undefined ? {} : { actual: more.actual }),
    ...(failed ? { fix: rule.fix } : {}),
    evidence: distinct(evidence).slice(0, CITED),
  };
  return { finding, about: more.about ?? [] };
}

/** Groups by what was called and by whom. */
export function groupByCall<T>(
  all: readonly T[],
  of: (one: T) => { called: Called; identity: string },
): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const { called, identity } = of(one);
    const key = JSON.stringify([called.kind, called.name, identity]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** A caller as sentences name it. */
export function titleOf({ identities }: Pick<LeakCase, 'identities'>, name: string): string {
  const title = identities.find((identity) => identity.name === name)?.title ?? name;
  if (title !== DEFAULT_IDENTITY) return title;
  return identities.length > 1 ? 'the identity default' : 'the caller';
}
