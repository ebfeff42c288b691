// Every rule there is, whoever judges it: the flow (`judge.ts`), the matrix, or the privacy report.

import { RULES } from './judge.ts';
import { privacyRules } from './privacy.rules.ts';
import { rolesRules } from './roles.rules.ts';
import type { RuleText } from './rule.ts';

/** The whole catalogue: the rules of the flow in its order, then those of several callers, then those of content. */
export const CATALOGUE: readonly RuleText[] = [...RULES, ...rolesRules, ...privacyRules];

const byId = new Map(CATALOGUE.map((rule) => [rule.id, rule]));

/** The rule with this id, or `undefined`. */
export function ruleById(id: string): RuleText | undefined {
  return byId.get(id);
}
