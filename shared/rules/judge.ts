// The rules of the flow, and the one place that turns a judge's answer into a finding.

import { isSince } from '../protocol/policy.ts';
import type { Level } from '../protocol/policy.ts';
import type { Revision } from '../protocol/revision.ts';
import { RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS, TOKEN_STEPS } from '../protocol/steps.ts';
import type { EventId, Finding, StageId, StepId } from '../trace/event.ts';
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
import { requestHeader } from './facts.ts';
import type { JudgeContext, Judgement, Rule, Subject, Trait } from './rule.ts';
import { levelIn, severityOf } from './rule.ts';
import { serverMetadataRules } from './server-metadata.rules.ts';
import { tokenRules } from './token.rules.ts';

/** Whom a subject is about. A rule is asked only about the subjects of its group. */
type Area =
  | 'mcp'
  | 'mcp-refused'
  | 'resource-metadata'
  | 'server-metadata'
  | 'registration'
  | 'authorization-request'
  | 'authorization-answer'
  | 'authorization-response'
  | 'token'
  | 'refresh'
  | 'introspection'
  | 'revocation';

const MCP: readonly Area[] = ['mcp', 'mcp-refused'];
const DISCOVERY: readonly Area[] = ['resource-metadata', 'server-metadata'];
const TOKEN: readonly Area[] = ['token', 'refresh', 'introspection', 'revocation'];

/** The rules of one stage among those that stand together in a file. */
const of = (rules: readonly Rule[], stage: StageId): readonly Rule[] =>
  rules.filter((rule) => rule.stage === stage);

/** One rule among those that stand together in a file. */
const one = (rules: readonly Rule[], id: string): readonly Rule[] => rules.filter((rule) => rule.id === id);

/** The rules by what they look at, in the order of the flow. */
const GROUPS: readonly (readonly [areas: readonly Area[], rules: readonly Rule[]])[] = [
  [MCP, one(challengeRules, 'challenge/status-401')],
  // Whether metadata can be found shows at the end of the search for them.
  [['mcp-refused', ...DISCOVERY], one(challengeRules, 'challenge/metadata-discoverable')],
  [['mcp-refused'], one(challengeRules, 'challenge/metadata-url-absolute')],
  [['mcp-refused'], challengeSyntaxRules],
  [['mcp-refused'], challengeContentsRules],
  [DISCOVERY, discoveryRequestRules],
  [['resource-metadata'], resourceMetadataRules],
  [['server-metadata'], serverMetadataRules],
  [['resource-metadata'], of(metadataContentsRules, 'resource-metadata')],
  [['server-metadata'], of(metadataContentsRules, 'server-metadata')],
  [['registration'], registrationRules],
  [['registration'], registrationContentsRules],
  [['authorization-request'], authorizationParametersRules],
  [['authorization-request'], authorizationScopeRules],
  [['authorization-answer'], authorizationRequestRules],
  [['authorization-response'], authorizationResponseRules],
  [TOKEN, of(tokenRequestRules, 'token')],
  [['refresh'], of(tokenRequestRules, 'refresh')],
  [TOKEN, of(tokenRules, 'token')],
  [['refresh'], of(tokenRules, 'refresh')],
  [TOKEN, of(tokenResponseRules, 'token')],
  [['refresh'], of(tokenResponseRules, 'refresh')],
  [['revocation'], of(tokenResponseRules, 'revocation')],
  [TOKEN, tokenMembersRules],
  [['introspection'], introspectionRules],
  [MCP, mcpRequestRules],
  [MCP, mcpParameterHeadersRules],
  [MCP, mcpRules],
  [MCP, of(mcpRefusalRules, 'mcp')],
  [['mcp-refused'], of(mcpRefusalRules, 'step-up')],
  [MCP, mcpSessionRules],
  [MCP, mcpResponseRules],
  [['mcp-refused'], of(privateAddressRules, 'challenge')],
  [['resource-metadata'], of(privateAddressRules, 'resource-metadata')],
  [['server-metadata'], of(privateAddressRules, 'server-metadata')],
  [[], clientRules],
];

/** Every rule that an exchange of the flow decides, in the order of the flow. */
export const RULES: readonly Rule[] = GROUPS.flatMap(([, rules]) => rules);

const AREA_OF_STEP: Readonly<Partial<Record<StepId, Area>>> = {
  ...Object.fromEntries(RESOURCE_METADATA_STEPS.map((step) => [step, 'resource-metadata'])),
  ...Object.fromEntries(SERVER_METADATA_STEPS.map((step) => [step, 'server-metadata'])),
  ...Object.fromEntries(TOKEN_STEPS.map((step) => [step, 'token'])),
  register: 'registration',
  authorize: 'authorization-request',
  'authorize-hop': 'authorization-answer',
  'token-refresh': 'refresh',
  introspect: 'introspection',
  revoke: 'revocation',
};

function areaOf(subject: Subject): Area {
  switch (subject.kind) {
    case 'callback':
      return 'authorization-response';
    case 'opened':
      return 'authorization-request';
    default: {
      const { status } = subject;
      return AREA_OF_STEP[subject.event.step] ?? (status === 401 || status === 403 ? 'mcp-refused' : 'mcp');
    }
  }
}

/** A rule with its level in one revision, and its place in the catalogue. */
interface Levelled {
  readonly rule: Rule;
  readonly level: Level;
  readonly place: number;
}

const placeOf = new Map(RULES.map((rule, index) => [rule, index]));

/** The rules that a revision contains, or that have something to say all the same. */
function levelled(rules: readonly Rule[], revision: Revision): readonly Levelled[] {
  return rules.flatMap((rule): Levelled[] => {
    const level = levelIn(rule, revision) ?? (rule.choosesRevision ? rule.level : null);
    return level === null ? [] : [{ rule, level, place: placeOf.get(rule) ?? RULES.length }];
  });
}

/** When a rule is asked: of a request of our own while it is on its way, before the flow goes on, or whenever there is time. */
type Turn = 'request' | 'gate' | 'answer';

function turnOf(rule: Rule): Turn {
  if (rule.ownRequest === true) return 'request';
  return rule.refuses ? 'gate' : 'answer';
}

/** Each trait as a bit, so that those of an exchange are one number. */
const TRAITS: Readonly<Record<Trait, number>> = {
  'with-token': 1,
  'without-token': 2,
  edited: 4,
  succeeded: 8,
  failed: 16,
};

const bitsOf = (traits: readonly Trait[]): number => traits.reduce((bits, trait) => bits | TRAITS[trait], 0);

function traitsOf(subject: Subject): number {
  if (subject.kind !== 'exchange') return 0;
  const { event, status = 0 } = subject;
  const hasToken = requestHeader(event.request, 'authorization') !== undefined;
  return (
    (hasToken ? TRAITS['with-token'] : TRAITS['without-token']) |
    (event.edited === true ? TRAITS.edited : 0) |
    (status > 0 && status < 300 ? TRAITS.succeeded : 0) |
    (status >= 400 ? TRAITS.failed : 0)
  );
}

/** By turn, revision, area and traits: a rule that cannot have anything to say costs nothing. */
const tables: Readonly<Record<Turn, Map<Revision, Map<Area, (readonly Levelled[])[]>>>> = {
  request: new Map(),
  gate: new Map(),
  answer: new Map(),
};

function askedAbout(turn: Turn, { subject, policy }: JudgeContext): readonly Levelled[] {
  const area = areaOf(subject);
  const traits = traitsOf(subject);
  const areas = tables[turn].get(policy.revision) ?? new Map<Area, (readonly Levelled[])[]>();
  const byTraits = areas.get(area) ?? [];
  const known = byTraits[traits];
  if (known) return known;
  const rules = GROUPS.flatMap(([areas, rules]) => (areas.includes(area) ? rules : []));
  const found = levelled(
    rules.filter((rule) => turnOf(rule) === turn && (bitsOf(rule.only ?? []) & ~traits) === 0),
    policy.revision,
  );
  byTraits[traits] = found;
  tables[turn].set(policy.revision, areas.set(area, byTraits));
  return found;
}

/**
 * A verdict, and whether the flow must stop at it. The finding is made when it is asked for: a flow that goes on does
 * not wait for its words.
 */
export class Judged {
  /** `overridable`: a person may go on by an explicit override. `final`: there is nothing to go on with, or no safe way. */
  readonly refuses: 'no' | 'overridable' | 'final';
  readonly ruleId: string;
  readonly #asked: Levelled;
  readonly #judgement: Judgement;
  readonly #event: EventId;

  constructor(asked: Levelled, judgement: Judgement, event: EventId) {
    const { rule } = asked;
    const stops = judgement.verdict === 'fail' && rule.refuses && judgement.tolerated !== true;
    this.refuses = stops ? (judgement.final === true ? 'final' : 'overridable') : 'no';
    this.ruleId = rule.id;
    this.#asked = asked;
    this.#judgement = judgement;
    this.#event = event;
  }

  /** Index of its rule in the catalogue. */
  get place(): number {
    return this.#asked.place;
  }

  get finding(): Finding {
    const { rule, level } = this.#asked;
    const { verdict, severity, message, expected, actual, fix, at } = this.#judgement;
    const failed = verdict === 'fail';
    const finding: { -readonly [K in keyof Finding]: Finding[K] } = {
      ruleId: rule.id,
      verdict,
      severity: failed ? (severity ?? severityOf(level)) : 'info',
      stage: rule.stage,
      message,
      evidence: at.map((at) => ({ event: this.#event, at })),
    };
    if (expected !== undefined) finding.expected = expected;
    if (actual !== undefined) finding.actual = actual || 'an empty text';
    if (failed) finding.fix = fix ?? rule.fix;
    return finding;
  }
}

/** Who judges: all rules, unless something is to be measured without. */
export interface Judge {
  /** Of a request of our own, while its answer is waited for. */
  request(context: JudgeContext): readonly Judged[];
  /** Of what came back, by the rules that may forbid going on. */
  gate(context: JudgeContext): readonly Judged[];
  /** Of what came back, by all others: the next request need not wait for them. */
  answer(context: JudgeContext): readonly Judged[];
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

/** All rules. Evidence points into the subject; each list is in the order of the catalogue. */
export const ALL_RULES: Judge = {
  request: (context) => judgeBy(askedAbout('request', context), context),
  gate: (context) => judgeBy(askedAbout('gate', context), context),
  answer: (context) => judgeBy(askedAbout('answer', context), context),
};

/** Judges one subject by every rule of the revision, in the order of the catalogue. */
export function judgeAll(context: JudgeContext, judge: Judge = ALL_RULES): readonly Judged[] {
  return inOrder(judge.request(context), inOrder(judge.gate(context), judge.answer(context)));
}

/** Two lists in the order of the catalogue, as one. */
export function inOrder(a: readonly Judged[], b: readonly Judged[]): readonly Judged[] {
  if (a.length === 0) return b;
  const merged: Judged[] = [];
  let next = 0;
  for (const one of b) {
    for (let before = a[next]; before !== undefined && before.place <= one.place; before = a[next]) {
      merged.push(before);
      next += 1;
    }
    merged.push(one);
  }
  return next === a.length ? merged : [...merged, ...a.slice(next)];
}

/** Asks every rule, whatever the subject is about: what the others are held against. */
export function judgeByEach(context: JudgeContext): Judged[] {
  return judgeBy(levelled(RULES, context.policy.revision), context);
}

function judgeBy(rules: readonly Levelled[], context: JudgeContext): Judged[] {
  const judged: Judged[] = [];
  const event = context.subject.event.id;
  for (const asked of rules) {
    const first = asked.rule.judge(context);
    if (!first) continue;
    const judgement = first.verdict === 'fail' ? qualify(asked.rule, first, context) : first;
    judged.push(new Judged(asked, judgement, event));
  }
  return judged;
}
