// All rules, and the one place that turns a judge's answer into a finding.

import { assertNever } from '../protocol/assert-never.ts';
import type { Level } from '../protocol/policy.ts';
import type { Finding, Severity } from '../trace/event.ts';
import { authorizationRequestRules } from './authorization-request.rules.ts';
import { authorizationResponseRules } from './authorization-response.rules.ts';
import { challengeRules } from './challenge.rules.ts';
import { clientRules } from './client.rules.ts';
import { mcpRules } from './mcp.rules.ts';
import { privateAddressRules } from './private-address.rules.ts';
import { registrationRules } from './registration.rules.ts';
import { resourceMetadataRules } from './resource-metadata.rules.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { serverMetadataRules } from './server-metadata.rules.ts';
import { tokenRules } from './token.rules.ts';

/** The catalogue, in the order of the flow. */
export const RULES: readonly Rule[] = [
  ...challengeRules,
  ...resourceMetadataRules,
  ...serverMetadataRules,
  ...registrationRules,
  ...authorizationRequestRules,
  ...authorizationResponseRules,
  ...tokenRules,
  ...mcpRules,
  ...privateAddressRules,
  ...clientRules,
];

const byId = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule with this id, or `undefined`. */
export function ruleById(id: string): Rule | undefined {
  return byId.get(id);
}

function severityOf(level: Level): Severity {
  switch (level) {
    case 'MUST':
    case 'MUST NOT':
      return 'error';
    case 'SHOULD':
    case 'SHOULD NOT':
      return 'warning';
    case 'MAY':
      return 'info';
    default:
      return assertNever(level);
  }
}

/** A finding, and whether the flow must stop at it. */
export interface Judged {
  readonly finding: Finding;
  /** `overridable`: a person may go on by an explicit override. `final`: there is nothing to go on with, or no safe way. */
  readonly refuses: 'no' | 'overridable' | 'final';
}

/** Judges one subject by every rule, in the order of the catalogue. Evidence points into the subject. */
export function judgeAll(context: JudgeContext): Judged[] {
  const judged: Judged[] = [];
  for (const rule of RULES) {
    const judgement = rule.judge(context);
    if (!judgement) continue;
    const failed = judgement.verdict === 'fail';
    const refuses =
      !failed || !rule.refuses || judgement.tolerated === true
        ? 'no'
        : judgement.final === true
          ? 'final'
          : 'overridable';
    judged.push({
      refuses,
      finding: {
        ruleId: rule.id,
        verdict: judgement.verdict,
        severity: failed ? (judgement.severity ?? severityOf(rule.level)) : 'info',
        stage: rule.stage,
        message: judgement.message,
        ...(judgement.expected === undefined ? {} : { expected: judgement.expected }),
        ...(judgement.actual === undefined ? {} : { actual: judgement.actual || 'an empty text' }),
        ...(failed ? { fix: judgement.fix ?? rule.fix } : {}),
        evidence: judgement.at.map((at) => ({ event: context.subject.event.id, at })),
      },
    });
  }
  return judged;
}
