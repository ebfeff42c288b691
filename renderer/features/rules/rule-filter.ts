// Which rules of the catalogue are on show. Pure.

import type { Revision } from '../../../shared/protocol/revision.ts';
import type { NotObservable } from '../../../shared/rules/not-observable.ts';
import { levelIn, type Rule } from '../../../shared/rules/rule.ts';
import type { StageId } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

/** A statement as the catalogue shows it: a rule, or one that no exchange can show, with the reason. */
export type CatalogueEntry = Omit<NotObservable, 'reason'> &
  Partial<Pick<NotObservable, 'reason'> & Pick<Rule, 'why' | 'fix' | 'refuses'>>;

export const LEVEL_GROUPS = ['MUST', 'SHOULD', 'MAY'] as const;
export const BOUND = ['client', 'server', 'authorization-server'] as const;
export const VERDICTS = ['failed', 'passed', 'judged', 'unjudged', 'unobservable'] as const;

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

function hasWords(rule: CatalogueEntry, words: string): boolean {
  const { id, statement, why = '', fix = '', reason = '', sources } = rule;
  const text = [id, statement, why, fix, reason, ...sources.map(({ label }) => label)]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function hasVerdict(
  rule: CatalogueEntry,
  finding: EventOf<'finding'> | undefined,
  wanted: RuleFilter['verdict'],
): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'failed':
      return finding?.verdict === 'fail';
    case 'passed':
      return finding?.verdict === 'pass';
    case 'judged':
      return finding !== undefined;
    case 'unjudged':
      return finding === undefined && rule.reason === undefined;
    default:
      return rule.reason !== undefined;
  }
}

/**
 * The rules that a filter leaves, in the order of the catalogue.
 * @param latest the newest finding of each rule in the session
 */
export function filterRules(
  rules: readonly CatalogueEntry[],
  filter: RuleFilter,
  latest: ReadonlyMap<string, EventOf<'finding'>>,
): CatalogueEntry[] {
  const { words, stage, level, binds, revision, verdict } = filter;
  return rules.filter((rule) => {
    const at = revision === 'any' ? rule.level : levelIn(rule, revision);
    return (
      at !== null &&
      (stage === 'any' || rule.stage === stage) &&
      (level === 'any' || at.split(' ')[0] === level) &&
      (binds === 'any' || rule.binds === binds) &&
      hasVerdict(rule, latest.get(rule.id), verdict) &&
      hasWords(rule, words)
    );
  });
}
