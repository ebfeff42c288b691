// The rules of the flow, and the one place that turns a judge's answer into a finding.

import { assertNever } from '../protocol/assert-never.ts';
import type { Level } from '../protocol/policy.ts';
import { isSince } from '../protocol/policy.ts';
import type { Finding, Severity } from '../trace/event.ts';
import { latest } from '../trace/fold.ts';
import { authorizationRequestRules } from './authorization-request.rules.ts';
import { authorizationResponseRules } from './authorization-response.rules.ts';
import { authorizationParametersRules } from './authorization-parameters.rules.ts';
import { challengeContentsRules } from './challenge-contents.rules.ts';
import { discoveryRequestRules } from './discovery-request.rules.ts';
import { metadataContentsRules } from './metadata-contents.rules.ts';
import { registrationContentsRules } from './registration-contents.rules.ts';
import { tokenRequestRules } from './token-request.rules.ts';
import { introspectionRules } from './introspection.rules.ts';
import { tokenMembersRules } from './token-members.rules.ts';
import { tokenResponseRules } from './token-response.rules.ts';
import { mcpParameterHeadersRules } from './mcp-parameter-headers.rules.ts';
import { mcpRequestRules } from './mcp-request.rules.ts';
import { mcpResponseRules } from './mcp-response.rules.ts';
import { challengeSyntaxRules } from './challenge-syntax.rules.ts';
import { authorizationScopeRules } from './authorization-scope.rules.ts';
import { mcpSessionRules } from './mcp-session.rules.ts';
import { mcpRefusalRules } from './mcp-refusal.rules.ts';
import { challengeRules } from './challenge.rules.ts';
import { clientRules } from './client.rules.ts';
import { mcpRules } from './mcp.rules.ts';
import { privateAddressRules } from './private-address.rules.ts';
import { registrationRules } from './registration.rules.ts';
import { resourceMetadataRules } from './resource-metadata.rules.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { levelIn } from './rule.ts';
import { serverMetadataRules } from './server-metadata.rules.ts';
import { tokenRules } from './token.rules.ts';

/** Every rule that an exchange of the flow decides, in the order of the flow. */
export const RULES: readonly Rule[] = [
  ...challengeRules,
  ...challengeSyntaxRules,
  ...challengeContentsRules,
  ...discoveryRequestRules,
  ...resourceMetadataRules,
  ...serverMetadataRules,
  ...metadataContentsRules,
  ...registrationRules,
  ...registrationContentsRules,
  ...authorizationParametersRules,
  ...authorizationScopeRules,
  ...authorizationRequestRules,
  ...authorizationResponseRules,
  ...tokenRequestRules,
  ...tokenRules,
  ...tokenResponseRules,
  ...tokenMembersRules,
  ...introspectionRules,
  ...mcpRequestRules,
  ...mcpParameterHeadersRules,
  ...mcpRules,
  ...mcpRefusalRules,
  ...mcpSessionRules,
  ...mcpResponseRules,
  ...privateAddressRules,
  ...clientRules,
];

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

/** True while `auto` has not found the revision of the server: what is asked of it is not known yet. */
function isUnsettled({ session }: JudgeContext): boolean {
  return session.settings?.revision === 'auto' && latest(session, 'revision') === undefined;
}

/** A rule on servers that not every revision contains. What came with resource metadata holds where they are published. */
function dependsOnRevision(rule: Rule): boolean {
  return rule.binds !== 'client' && (rule.levels !== undefined || isSince(rule.since, '2025-11-25'));
}

function wasEdited({ subject }: JudgeContext): boolean {
  return subject.kind === 'opened'
    ? subject.edited
    : subject.kind === 'exchange' && subject.event.edited === true;
}

/** A failure as it is to be told: doubtful while the revision is, and with the reason when a person edited the request. */
function qualify(rule: Rule, judgement: Judgement, context: JudgeContext): Judgement {
  if (judgement.verdict !== 'fail') return judgement;
  if (rule.ownRequest === true && wasEdited(context)) {
    return {
      ...judgement,
      message: `${judgement.message} The draft of this request was edited.`,
      fix: `Step back and reset the draft, if this was not meant. ${judgement.fix ?? rule.fix}`,
    };
  }
  if (dependsOnRevision(rule) && isUnsettled(context)) {
    return {
      verdict: 'cannot-tell',
      message: `${judgement.message} Whether that is wrong depends on the revision of the server, which is not known yet.`,
      at: judgement.at,
      ...(judgement.expected === undefined ? {} : { expected: judgement.expected }),
      ...(judgement.actual === undefined ? {} : { actual: judgement.actual }),
    };
  }
  return judgement;
}

/** Judges one subject by every rule of the revision, in the order of the catalogue. Evidence points into the subject. */
export function judgeAll(context: JudgeContext): Judged[] {
  const judged: Judged[] = [];
  for (const rule of RULES) {
    const level = levelIn(rule, context.policy.revision) ?? (rule.choosesRevision ? rule.level : null);
    const first = level === null ? undefined : rule.judge(context);
    if (level === null || !first) continue;
    const judgement = qualify(rule, first, context);
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
        severity: failed ? (judgement.severity ?? severityOf(level)) : 'info',
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
