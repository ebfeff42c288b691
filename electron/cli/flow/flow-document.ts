// What came of a flow, as data: the one JSON document of `keyhole flow --json`, and what the account ends with.

import { diagnose } from '../../../shared/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../../shared/diagnosis/diagnosis.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import { reportLeaks } from '../../../shared/privacy/leaks/report.ts';
import { DEFAULT_PRIVACY } from '../../../shared/privacy/policy/privacy-policy.ts';
import { ruleById } from '../../../shared/rules/catalogue.ts';
import type { Source } from '../../../shared/rules/rule.ts';
import type {
  EventId,
  Evidence,
  Finding,
  Question,
  Severity,
  StageId,
  StepId,
  Verdict,
} from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { Session, StageStatus } from '../../../shared/trace/session.ts';
import { answerOf } from '../../engine/flow/answers.ts';
import type { FlowOpinions, OpinionSummary } from './flow-opinions.ts';
import type { FlowRun } from './run-flow.ts';

export type Outcome = 'completed' | 'refused' | 'failed';

export interface ExchangeSummary {
  readonly event: EventId;
  readonly step: StepId | 'callback';
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  /** Milliseconds; absent for a callback. */
  readonly ms?: number;
  readonly failure?: string;
  /** What other clients make of the answer; absent where none of them reads such an answer. */
  readonly secondOpinions?: readonly OpinionSummary[];
}

export interface FindingSummary {
  readonly ruleId: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly stage: StageId;
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly fix: string | null;
  /** Each place with the exchange it stands in. */
  readonly evidence: readonly (Evidence & { readonly of: string })[];
  readonly source: readonly Source[];
}

export interface CallSummary {
  readonly tool: string;
  /** HTTP status of the last answer; null when none came. */
  readonly status: number | null;
  readonly isError: boolean;
  readonly content: unknown;
  readonly structuredContent: unknown;
  /** The JSON-RPC error, or why there is no answer. */
  readonly error: unknown;
}

export interface FlowDocument {
  readonly outcome: Outcome;
  /** Why it stopped, and what to do next; null when it completed. */
  readonly message: string | null;
  readonly stoppedAt: StageId | null;
  readonly revision: string;
  readonly registration: string | null;
  readonly stages: readonly {
    readonly id: StageId;
    readonly status: StageStatus;
    readonly exchanges: readonly ExchangeSummary[];
  }[];
  readonly findings: readonly FindingSummary[];
  readonly tools: readonly unknown[];
  readonly call: CallSummary | null;
  /** Why the last refused MCP call was refused with 401 or 403; null when none was. */
  readonly diagnosis: Diagnosis | null;
  /** What was asked for and could not be begun. */
  readonly notDone: readonly { readonly action: string; readonly why: string }[];
}

/** The rule that refused, when an override can lead past it. */
export function overridable(session: Session): string | undefined {
  const { stop } = session;
  return stop?.kind === 'refused' && stop.event.final !== true ? stop.event.ruleId : undefined;
}

/** What a question asks of the command line. */
function unanswered(question: Question): string {
  switch (question.kind) {
    case 'choose-authorization-server':
      return `The metadata names several authorization servers: ${question.issuers.join(', ')}. Choose one with --authorization-server.`;
    case 'client-information':
      return question.why === 'registration-refused'
        ? 'The server did not register the client. Register one by hand and give its --client-id.'
        : 'The server offers no registration that can be used. Give --client-id, or --client-metadata-url where the server takes one.';
    default:
      return 'Nobody signed in.';
  }
}

function messageOf(session: Session): string | null {
  const { stop, question } = session;
  if (stop?.kind === 'failed') return stop.event.message;
  if (stop?.kind === 'refused') {
    const { finding } = stop.event;
    return session.findings.find((event) => event.id === finding)?.message ?? null;
  }
  if (question) return unanswered(question.question);
  return session.completed ? null : 'The flow was interrupted.';
}

function outcomeOf({ stop, completed, question }: Session): Outcome {
  if (stop) return stop.kind;
  return completed && !question ? 'completed' : 'failed';
}

function eventSummaries(session: Session, opinions: FlowOpinions): ReadonlyMap<EventId, ExchangeSummary> {
  const opinionsOn = (id: EventId): Pick<ExchangeSummary, 'secondOpinions'> => {
    const secondOpinions = opinions.get(id);
    return secondOpinions ? { secondOpinions } : {};
  };
  const summaries = new Map<EventId, ExchangeSummary>();
  for (const { id, step, request, response, failure, timing } of session.exchanges) {
    summaries.set(id, {
      event: id,
      step,
      method: request.method,
      url: request.url,
      status: response?.status ?? null,
      ms: Math.round(timing.total),
      ...(failure ? { failure: failure.message } : {}),
      ...opinionsOn(id),
    });
  }
  for (const { id, url } of session.callbacks) {
    // Only the place: what the answer says may be somebody else's words (MCP 2026-07-28, "Authorization Response Validation").
    summaries.set(id, {
      event: id,
      step: 'callback',
      method: 'GET',
      url: placeOf(url),
      status: null,
      ...opinionsOn(id),
    });
  }
  return summaries;
}

/** A URL without its query. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** What the answers of the run hold that they should not. */
function judgeContent({ events, bodies }: FlowRun): readonly Finding[] {
  return reportLeaks({
    trace: events,
    body: (hash) => {
      const bytes = bodies.get(hash);
      return bytes && new TextDecoder().decode(bytes);
    },
    policy: DEFAULT_PRIVACY,
    stated: new Set(),
    masked: false,
    nameOf: () => '',
  }).findings;
}

function summarizeFinding(
  finding: Finding,
  exchanges: ReadonlyMap<EventId, ExchangeSummary>,
): FindingSummary {
  const { ruleId, verdict, severity, stage, message, expected, actual, fix, evidence } = finding;
  return {
    ruleId,
    verdict,
    severity,
    stage,
    message,
    expected: expected ?? null,
    actual: actual ?? null,
    fix: fix ?? null,
    evidence: evidence.map((one) => {
      const of = exchanges.get(one.event);
      return {
        ...one,
        of: of === undefined ? '' : `${of.method} ${of.url}${of.status === null ? '' : ` → ${of.status}`}`,
      };
    }),
    source: ruleById(ruleId)?.sources ?? [],
  };
}

function summarizeCall({ session, bodies }: FlowRun): CallSummary | null {
  const asked = session.events.findLast(
    (event) => event.kind === 'action' && event.action.kind === 'call-tool',
  );
  if (asked?.kind !== 'action' || asked.action.kind !== 'call-tool') return null;
  const last = session.exchanges.findLast(
    (exchange) => exchange.id > asked.id && exchange.step === 'mcp-call-tool',
  );
  const base = { tool: asked.action.name, status: last?.response?.status ?? null };
  if (!last) {
    return { ...base, isError: true, content: null, structuredContent: null, error: messageOf(session) };
  }
  const answer = answerOf({ bodyText: (hash) => bodies.text(hash) }, last);
  if (answer.kind !== 'result') {
    const error = answer.kind === 'error' ? answer.error : (last.failure?.message ?? answer.why);
    return { ...base, isError: true, content: null, structuredContent: null, error };
  }
  const { result } = answer;
  return {
    ...base,
    isError: result['isError'] === true,
    content: result['content'] ?? null,
    structuredContent: isJsonObject(result['structuredContent']) ? result['structuredContent'] : null,
    error: null,
  };
}

/** Sums up a run. Nothing is masked here: that is for whoever shows it. */
export function makeFlowDocument(run: FlowRun, allFindings: boolean, opinions: FlowOpinions): FlowDocument {
  const { session } = run;
  const exchanges = eventSummaries(session, opinions);
  const outcome = outcomeOf(session);
  const tools = latest(session, 'tools');
  return {
    outcome,
    message: messageOf(session),
    stoppedAt: outcome === 'completed' ? null : (session.stop?.event.stage ?? session.stage ?? null),
    revision: latestText(session, 'revision') ?? session.settings?.revision ?? 'auto',
    registration: latestText(session, 'registration_method') ?? null,
    stages: [...session.stages.values()].map(({ id, status, exchanges: ids }) => ({
      id,
      status,
      exchanges: ids.flatMap((event) => exchanges.get(event) ?? []),
    })),
    findings: [...session.findings, ...judgeContent(run)]
      .filter((finding) => allFindings || finding.verdict === 'fail')
      .map((finding) => summarizeFinding(finding, exchanges)),
    tools: Array.isArray(tools) ? tools : [],
    call: summarizeCall(run),
    diagnosis: diagnose(session) ?? null,
    notDone: run.notDone.map(({ action, why }) => ({ action: action.kind, why })),
  };
}

/** Exit code of a run: see `keyhole flow --help`. */
export function exitCodeOf(document: FlowDocument, session: Session): number {
  if (session.question && !session.stop) return 2;
  switch (document.outcome) {
    case 'failed':
      return 3;
    case 'refused':
      return 1;
    default: {
      const errors = document.findings.some(
        (finding) => finding.verdict === 'fail' && finding.severity === 'error',
      );
      return errors || document.notDone.length > 0 ? 1 : 0;
    }
  }
}
