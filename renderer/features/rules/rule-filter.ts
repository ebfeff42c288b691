// Which rules of the catalogue are on show. Pure.

import type { Level } from '../../../shared/protocol/policy.ts';
import { isSince } from '../../../shared/protocol/policy.ts';
import type { Revision } from '../../../shared/protocol/revision.ts';
import type { Rule } from '../../../shared/rules/rule.ts';
import type { StageId } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

/** A rule as the catalogue shows it: a level may deviate in a revision, and `null` means that it is not in it. */
export type CatalogueRule = Rule & {
  readonly levels?: Readonly<Partial<Record<Revision, Level | null>>>;
};

export const LEVEL_GROUPS = ['MUST', 'SHOULD', 'MAY'] as const;
export const BOUND = ['client', 'server', 'authorization-server'] as const;
export const VERDICTS = ['failed', 'passed', 'judged', 'unjudged'] as const;

export interface RuleFilter {
  readonly words: string;
  readonly stage: StageId | 'any';
  readonly level: (typeof LEVEL_GROUPS)[number] | 'any';
  readonly binds: (typeof BOUND)[number] | 'any';
  readonly revision: Revision | 'any';
  readonly verdict: (typeof VERDICTS)[number] | 'any';
}

export const EVERYTHING: RuleFilter = {
  words: '',
  stage: 'any',
  level: 'any',
  binds: 'any',
  revision: 'any',
  verdict: 'any',
};

/** The level of a rule in a revision; `null` where the revision does not contain it. */
export function levelAt(rule: CatalogueRule, revision: Revision): Level | null {
  const deviation = rule.levels?.[revision];
  if (deviation !== undefined) return deviation;
  return isSince(revision, rule.since) ? rule.level : null;
}

function hasWords(rule: Rule, words: string): boolean {
  const text = [rule.id, rule.statement, rule.why, rule.fix, ...rule.sources.map(({ label }) => label)]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function hasVerdict(finding: EventOf<'finding'> | undefined, wanted: RuleFilter['verdict']): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'failed':
      return finding?.verdict === 'fail';
    case 'passed':
      return finding?.verdict === 'pass';
    case 'judged':
      return finding !== undefined;
    default:
      return finding === undefined;
  }
}

/**
 * The rules that a filter leaves, in the order of the catalogue.
 * @param latest the newest finding of each rule in the session
 */
export function filterRules(
  rules: readonly CatalogueRule[],
  filter: RuleFilter,
  latest: ReadonlyMap<string, EventOf<'finding'>>,
): CatalogueRule[] {
  const { words, stage, level, binds, revision, verdict } = filter;
  return rules.filter((rule) => {
    const at = revision === 'any' ? rule.level : levelAt(rule, revision);
    return (
      at !== null &&
      (stage === 'any' || rule.stage === stage) &&
      (level === 'any' || at.split(' ')[0] === level) &&
      (binds === 'any' || rule.binds === binds) &&
      hasVerdict(latest.get(rule.id), verdict) &&
      hasWords(rule, words)
    );
  });
}
