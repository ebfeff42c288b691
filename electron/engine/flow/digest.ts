// After the bytes: what they teach is recorded, then judged.

import { readJson } from '../../../shared/protocol/json.ts';
import type { ReadValue } from '../../../shared/protocol/read-values.ts';
import { readCallback, readValues } from '../../../shared/protocol/read-values.ts';
import type { Judge, Judged } from '../../../shared/rules/judge.ts';
import { ALL_RULES } from '../../../shared/rules/judge.ts';
import { exchangeSubject } from '../../../shared/rules/rule.ts';
import type { EventId, TraceEventBody } from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { EventOf } from '../../../shared/trace/session.ts';
import { learntSince } from './plan/move.ts';
import type { Recorder } from './recorder.ts';
import { contextOf, Verdicts } from './verdicts.ts';

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
 * Reads the values of a recorded exchange. The verdicts on it are still to be recorded.
 * @param asked what was judged of its request on the way
 */
export function digestExchange(
  recorder: Recorder,
  id: EventId,
  bodyText: string | undefined,
  judge?: Judge,
  asked?: readonly Judged[],
): Verdicts {
  const event = recorder.trace.event(id);
  if (event.kind !== 'exchange') throw new Error(`event ${id} is no exchange`);
  const parsed = event.response?.events ? undefined : readJson(bodyText);
  const json = parsed && 'value' in parsed ? parsed.value : undefined;
  learnRead(recorder, id, readValues(event, bodyText, json));
  // Had something been recorded in between, the exchange would have another number than was expected.
  const pointsHere = asked?.every(({ finding }) => finding.evidence.every((one) => one.event === id));
  const known = pointsHere === true ? asked : undefined;
  return new Verdicts(recorder, exchangeSubject(event, bodyText, json), judge, known);
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

/** Judges a request that left for a browser: no exchange of ours may ever show it. */
export function digestOpened(recorder: Recorder, id: EventId, edited: boolean, judge?: Judge): void {
  const event = recorder.trace.event(id);
  if (event.kind === 'browser-opened')
    new Verdicts(recorder, { kind: 'opened', event, edited }, judge).record();
}

/** Records the URL that a browser brought back and reads it. The verdicts on it are still to be recorded. */
export function digestCallback(
  recorder: Recorder,
  draft: EventId,
  url: string,
  how: EventOf<'callback'>['how'],
  judge?: Judge,
): Verdicts {
  const id = recorder.append({ kind: 'callback', draft, how, url });
  learnRead(recorder, id, readCallback(url));
  const event = recorder.trace.event(id);
  if (event.kind !== 'callback') throw new Error(`event ${id} is no callback`);
  return new Verdicts(recorder, { kind: 'callback', event }, judge);
}
