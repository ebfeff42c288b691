// After the bytes: what they teach is recorded, then judged; a rule that forbids going on refuses.

import { readJson } from '../../../shared/protocol/json.ts';
import type { ReadValue } from '../../../shared/protocol/read-values.ts';
import { readCallback, readValues } from '../../../shared/protocol/read-values.ts';
import type { Judge, Judged } from '../../../shared/rules/judge.ts';
import { inOrder, judgeAnswer, judgeRequest } from '../../../shared/rules/judge.ts';
import type { JudgeContext, Subject } from '../../../shared/rules/rule.ts';
import { exchangeSubject } from '../../../shared/rules/rule.ts';
import type { EventId, TraceEventBody } from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { EventOf, PendingDraft } from '../../../shared/trace/session.ts';
import { learntSince, policyOf } from './plan/move.ts';
import type { Recorder } from './recorder.ts';

const ALL_RULES: Judge = { request: judgeRequest, answer: judgeAnswer };

/** An exchange as far as it is known before its answer. */
export type Asked = Omit<
  Extract<TraceEventBody, { kind: 'exchange' }>,
  'response' | 'failure' | 'timing' | 'tls' | 'wireHeaders' | 'remoteAddress'
>;

/**
 * Judges a request of our own while it is on its way, for that costs nothing then. Nothing is recorded yet: its
 * verdicts belong to the exchange, and stand after it.
 */
export function judgeAsked(recorder: Recorder, asked: Asked, judge: Judge = ALL_RULES): readonly Judged[] {
  const event: EventOf<'exchange'> = {
    id: recorder.trace.events.length + 1,
    parent: recorder.session.head,
    at: 0,
    identity: recorder.identity,
    timing: { startedAt: 0, total: 0, reusedConnection: false },
    ...asked,
  };
  const context = contextOf(recorder, exchangeSubject(event));
  return context ? judge.request(context) : [];
}

/**
 * Reads the values of a recorded exchange, then judges it.
 * @param asked what was judged of its request on the way; judged now when left out
 */
export function digestExchange(
  recorder: Recorder,
  id: EventId,
  bodyText: string | undefined,
  judge: Judge = ALL_RULES,
  asked?: readonly Judged[],
): void {
  const event = recorder.trace.event(id);
  if (event.kind !== 'exchange') return;
  const parsed = event.response?.events ? undefined : readJson(bodyText);
  const json = parsed && 'value' in parsed ? parsed.value : undefined;
  learnRead(recorder, id, readValues(event, bodyText, json));
  // Had something been recorded in between, the exchange would have another number than was expected.
  const pointsHere = asked?.every(({ finding }) => finding.evidence.every((one) => one.event === id));
  const known = pointsHere === true ? asked : undefined;
  recordVerdicts(recorder, judge, exchangeSubject(event, bodyText, json), known);
}

function learnRead(recorder: Recorder, event: EventId, values: readonly ReadValue[]): void {
  for (const { name, value, secret, at } of values) {
    recorder.append({
      kind: 'value',
      name,
      value: joinPage(recorder, event, name, value),
      secret,
      from: { kind: 'seen', event, at },
    });
  }
  const granted = learntSince(recorder.session, 'access_token', event);
  if (granted && !learntSince(recorder.session, 'scope_granted', event)) {
    // No `scope` in the answer means: what was asked for (RFC 6749 §5.1).
    const requested = latestText(recorder.session, 'scope_requested');
    if (requested !== undefined && requested !== '') {
      recorder.learn([
        {
          name: 'scope_granted',
          value: requested,
          from: { kind: 'made', how: 'as-requested', from: ['scope_requested'] },
        },
      ]);
    }
  }
  if (granted && !learntSince(recorder.session, 'expires_at', event)) {
    recorder.learn([{ name: 'expires_at', value: null, from: { kind: 'made', how: 'not-said' } }]);
  }
}

/** A later page of a list continues the value that the first page began. */
function joinPage(recorder: Recorder, event: EventId, name: ReadValue['name'], value: unknown): unknown {
  const exchange = recorder.trace.event(event);
  if (exchange.kind !== 'exchange' || !Array.isArray(value)) return value;
  if (!/"cursor":/.test(exchange.request.body ?? '')) return value;
  const before = latest(recorder.session, name);
  return Array.isArray(before) ? [...(before as unknown[]), ...(value as unknown[])] : value;
}

function contextOf(recorder: Recorder, subject: Subject): JudgeContext | undefined {
  const { session } = recorder;
  const { settings, target } = session;
  return settings && target !== undefined
    ? { policy: policyOf(session, settings), session, target, subject }
    : undefined;
}

function recordVerdicts(recorder: Recorder, judge: Judge, subject: Subject, asked?: readonly Judged[]): void {
  const context = contextOf(recorder, subject);
  if (!context) return;
  const { session } = context;
  const judged = inOrder(asked ?? judge.request(context), judge.answer(context));
  const first = recorder.appendFindings(judged.map(({ finding }) => finding));
  const index = judged.findIndex(
    ({ finding, refuses }) =>
      refuses === 'final' || (refuses === 'overridable' && !session.overrides.has(finding.ruleId)),
  );
  const stop = judged[index];
  if (!stop) return;
  const { ruleId, stage } = stop.finding;
  recorder.append({
    kind: 'refused',
    ruleId,
    stage,
    finding: first + index,
    ...(stop.refuses === 'final' ? { final: true } : {}),
  });
}

/** Judges a request that left for a browser: no exchange of ours may ever show it. */
export function digestOpened(
  recorder: Recorder,
  id: EventId,
  draft: PendingDraft,
  judge: Judge = ALL_RULES,
): void {
  const event = recorder.trace.event(id);
  if (event.kind === 'browser-opened')
    recordVerdicts(recorder, judge, { kind: 'opened', event, edited: draft.edited });
}

/** Records the URL that a browser brought back, reads and judges it. */
export function digestCallback(
  recorder: Recorder,
  draft: EventId,
  url: string,
  how: EventOf<'callback'>['how'],
  judge: Judge = ALL_RULES,
): void {
  const id = recorder.append({ kind: 'callback', draft, how, url });
  learnRead(recorder, id, readCallback(url));
  const event = recorder.trace.event(id);
  if (event.kind === 'callback') recordVerdicts(recorder, judge, { kind: 'callback', event });
}
