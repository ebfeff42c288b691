// A rule is one normative statement that a client can observe, with the judge that decides it on the bytes.
// May import shared/trace and shared/protocol; knows neither the engine nor a screen.

import { assertNever } from '../protocol/assert-never.ts';
import { isJsonObject } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import { isSince } from '../protocol/policy.ts';
import type { Level, Policy } from '../protocol/policy.ts';
import type { Revision } from '../protocol/revision.ts';
import type { Pointer, Severity, StageId, Verdict } from '../trace/event.ts';
import type { EventOf, Session } from '../trace/session.ts';

export interface Source {
  /** Short name with section, e.g. `RFC 8414 §3.3`. */
  readonly label: string;
  readonly url: string;
}

/** An exchange with its body. */
export interface ExchangeSubject {
  readonly kind: 'exchange';
  readonly event: EventOf<'exchange'>;
  /** Of the answer; `undefined` before there is one. */
  readonly status: number | undefined;
  readonly bodyText: string | undefined;
  /** The body when it is JSON; `undefined` otherwise. */
  readonly json: unknown;
}

/** An exchange that has an answer. */
export type AnsweredSubject = ExchangeSubject & { readonly status: number };

/** What is judged: an exchange with its body, the URL a browser was sent to, or the URL it brought back. */
export type Subject =
  | ExchangeSubject
  | { readonly kind: 'callback'; readonly event: EventOf<'callback'> }
  /** The authorization request, as it was handed to a browser: there need not be an exchange of ours. */
  | { readonly kind: 'opened'; readonly event: EventOf<'browser-opened'>; readonly edited: boolean };

export interface JudgeContext {
  readonly policy: Policy;
  /** Folded up to and including the subject and the values read from it. */
  readonly session: Session;
  readonly target: string;
  readonly subject: Subject;
}

/** A judge's answer; `undefined` from a judge means "this subject is not mine". */
export interface Judgement {
  readonly verdict: Verdict;
  /** For a `fail`; defaults to the rule's level (MUST: error, SHOULD: warning). */
  readonly severity?: Severity;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly fix?: string;
  /** Places in the subject that prove it. */
  readonly at: readonly Pointer[];
  /** This failure may be tolerated although the rule refuses. */
  readonly tolerated?: boolean;
  /** This failure can never be overridden. */
  readonly final?: boolean;
}

/** What is said of every rule, whoever judges it. */
export interface RuleText {
  /** `<stage>/<kebab-name>`; `roles/…` and `privacy/…` for what only several callers, or the content of answers, can show. */
  readonly id: string;
  readonly stage: StageId;
  readonly level: Level;
  /** Who is bound. */
  readonly binds: 'client' | 'server' | 'authorization-server';
  /** First MCP revision that contains it; RFC rules hold in every revision. */
  readonly since: Revision;
  /** Where a revision deviates from `level` and `since`; `null` means that it does not contain the rule. */
  readonly levels?: Readonly<Partial<Record<Revision, Level | null>>>;
  readonly sources: readonly Source[];
  readonly statement: string;
  /** What an attacker or a user would meet. */
  readonly why: string;
  readonly fix: string;
  /** The client must not go on when this fails. */
  readonly refuses: boolean;
}

/**
 * What an exchange must be for a rule to have something to say of it: its request carried a token, carried none, or was
 * edited by a person; its answer is a success (below 300) or a failure (from 400).
 */
export type Trait = 'with-token' | 'without-token' | 'edited' | 'succeeded' | 'failed';

/** A rule that one exchange of the flow, with what was learnt before, decides. */
export interface Rule extends RuleText {
  /** The judge itself looks at the revision: it has something to say even where the revision does not contain the rule. */
  readonly choosesRevision?: true;
  /** Judges a request of Keyhole's own, which a person may have edited. It is asked before there is an answer. */
  readonly ownRequest?: true;
  /** It has nothing to say of exchanges that lack one of these, and is not asked about them. */
  readonly only?: readonly Trait[];
  judge(context: JudgeContext): Judgement | undefined;
}

/** The level of a rule in a revision; `null` where the revision does not contain it. */
export function levelIn(rule: Pick<Rule, 'level' | 'since' | 'levels'>, revision: Revision): Level | null {
  const deviation = rule.levels?.[revision];
  if (deviation !== undefined) return deviation;
  return isSince(revision, rule.since) ? rule.level : null;
}

/** Weight of a failure, by the level of the rule. */
export function severityOf(level: Level): Severity {
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

/** A rule on a request of Keyhole's own. It never stops the flow: who edited the draft wants to see the answer. */
export function requestRule(rule: Omit<Rule, 'binds' | 'refuses' | 'ownRequest'>): Rule {
  return { ...rule, binds: 'client', refuses: false, ownRequest: true };
}

/** A pass with the places looked at. */
export function pass(message: string, ...at: Pointer[]): Judgement {
  return { verdict: 'pass', message, at };
}

/** A rule that does not apply here, and why. */
export function notApplicable(message: string, ...at: Pointer[]): Judgement {
  return { verdict: 'not-applicable', message, at };
}

/** An exchange as it is judged. */
export function exchangeSubject(
  event: EventOf<'exchange'>,
  bodyText?: string,
  json?: unknown,
): ExchangeSubject {
  return { kind: 'exchange', event, status: event.response?.status, bodyText, json };
}

/** The exchange when there is an answer to it. */
export function answered(subject: ExchangeSubject | undefined): AnsweredSubject | undefined {
  return subject && hasAnswer(subject) ? subject : undefined;
}

function hasAnswer(subject: ExchangeSubject): subject is AnsweredSubject {
  return subject.status !== undefined;
}

type Step = EventOf<'exchange'>['step'];

function subjectAt({ subject }: JudgeContext, steps: readonly Step[]): ExchangeSubject | undefined {
  return subject.kind === 'exchange' && steps.includes(subject.event.step) ? subject : undefined;
}

/** The exchange of a context when its step is one of `steps`, whether or not the answer is there: for its request. */
export function requestAt(context: JudgeContext, ...steps: readonly Step[]): ExchangeSubject | undefined {
  return subjectAt(context, steps);
}

/** The exchange of a context when its step is one of `steps` and it has a response. */
export function exchangeOf(context: JudgeContext, ...steps: readonly Step[]): AnsweredSubject | undefined {
  return answered(subjectAt(context, steps));
}

/** The document of a 200 answer that is a JSON object. */
export function documentOf(context: JudgeContext, ...steps: readonly Step[]): JsonObject | undefined {
  const found = subjectAt(context, steps);
  return found?.status === 200 && isJsonObject(found.json) ? found.json : undefined;
}
