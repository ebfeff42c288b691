// After the bytes: what they teach is recorded, then judged; a rule that forbids going on refuses.

import { readJson } from '../../../shared/protocol/json.ts';
import type { ReadValue } from '../../../shared/protocol/read-values.ts';
import { readCallback, readValues } from '../../../shared/protocol/read-values.ts';
import type { Judge } from '../../../shared/rules/judge.ts';
import { judgeAll } from '../../../shared/rules/judge.ts';
import type { Subject } from '../../../shared/rules/rule.ts';
import type { EventId, StageId } from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { EventOf, PendingDraft } from '../../../shared/trace/session.ts';
import { learntSince, policyOf } from './plan/move.ts';
import type { Recorder } from './recorder.ts';

/** Reads the values of a recorded exchange, then judges it. */
export function digestExchange(
  recorder: Recorder,
  id: EventId,
  bodyText: string | undefined,
  judge: Judge = judgeAll,
): void {
  const event = recorder.trace.event(id);
  if (event.kind !== 'exchange') return;
  const parsed = event.response?.events ? undefined : readJson(bodyText);
  const json = parsed && 'value' in parsed ? parsed.value : undefined;
  learnRead(recorder, id, readValues(event, bodyText, json));
  recordVerdicts(recorder, judge, { kind: 'exchange', event, bodyText, json });
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

function recordVerdicts(recorder: Recorder, judge: Judge, subject: Subject): void {
  const { session } = recorder;
  if (!session.settings || session.target === undefined) return;
  const judged = judge({
    policy: policyOf(session, session.settings),
    session,
    target: session.target,
    subject,
  });
  let refused: { finding: EventId; ruleId: string; stage: StageId; final: boolean } | undefined;
  for (const { finding, refuses } of judged) {
    const id = recorder.append({ kind: 'finding', ...finding });
    const stops =
      refuses === 'final' || (refuses === 'overridable' && !session.overrides.has(finding.ruleId));
    if (stops && !refused) {
      refused = { finding: id, ruleId: finding.ruleId, stage: finding.stage, final: refuses === 'final' };
    }
  }
  if (refused) {
    const { final, ...rest } = refused;
    recorder.append({ kind: 'refused', ...rest, ...(final ? { final } : {}) });
  }
}

/** Records that a request leaves for a browser, and judges it: no exchange of ours may ever show it. */
export function digestOpened(
  recorder: Recorder,
  draft: PendingDraft,
  how: EventOf<'browser-opened'>['how'],
  url: string,
  judge: Judge = judgeAll,
): void {
  const id = recorder.append({ kind: 'browser-opened', draft: draft.event.id, how, url });
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
  judge: Judge = judgeAll,
): void {
  const id = recorder.append({ kind: 'callback', draft, how, url });
  learnRead(recorder, id, readCallback(url));
  const event = recorder.trace.event(id);
  if (event.kind === 'callback') recordVerdicts(recorder, judge, { kind: 'callback', event });
}
