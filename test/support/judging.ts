// One hand-made exchange or callback, judged by every rule, as the runner would: folded, read, judged.

import { readJson } from '../../shared/protocol/json.ts';
import { POLICIES } from '../../shared/protocol/policy.ts';
import { readCallback, readValues } from '../../shared/protocol/read-values.ts';
import type { Revision } from '../../shared/protocol/revision.ts';
import type { Judged } from '../../shared/rules/judge.ts';
import { judgeAll, judgeByEach } from '../../shared/rules/judge.ts';
import type { Subject } from '../../shared/rules/rule.ts';
import { exchangeSubject } from '../../shared/rules/rule.ts';
import type {
  FlowSettings,
  HeaderLine,
  StepId,
  TraceEventBody,
  ValueName,
} from '../../shared/trace/event.ts';
import { Trace } from '../../shared/trace/fold.ts';
import { SETTINGS } from './arbitrary-trace.ts';

/** Everything of an exchange that a rule may look at; what is left out is as a right server would have it. */
export interface Answer {
  readonly step: StepId;
  readonly status?: number;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string | object;
  readonly url?: string;
  readonly requestHeaders?: readonly HeaderLine[];
  readonly requestBody?: string;
  readonly redirectOf?: number;
  readonly startedAt?: number;
}

export interface Case {
  readonly revision?: Revision;
  readonly settings?: Partial<FlowSettings>;
  readonly target?: string;
  /** Values known before. */
  readonly values?: Readonly<Partial<Record<ValueName, unknown>>>;
  /** Exchanges and callbacks that came before, in order. */
  readonly before?: readonly (Answer | { readonly callback: string })[];
  readonly answer?: Answer;
  readonly callback?: string;
}

export const TARGET = 'https://shop.example/mcp';

function text(body: string | object | undefined): string | undefined {
  return typeof body === 'object' ? JSON.stringify(body) : body;
}

function exchangeBody(answer: Answer): TraceEventBody {
  return {
    kind: 'exchange',
    stage: answer.step === 'revoke' ? 'revocation' : 'challenge',
    step: answer.step,
    draft: 1,
    from: 'keyhole',
    to: 'mcp-server',
    request: {
      method: 'POST',
      url: answer.url ?? TARGET,
      headers: answer.requestHeaders ?? [],
      ...(answer.requestBody === undefined ? {} : { body: answer.requestBody }),
    },
    response: {
      status: answer.status ?? 200,
      statusText: '',
      headers: answer.headers ?? [['content-type', 'application/json']],
    },
    ...(answer.redirectOf === undefined ? {} : { redirectOf: answer.redirectOf }),
    timing: { startedAt: answer.startedAt ?? 1000, total: 1, reusedConnection: false },
  };
}

/** Every finding on the last thing that happened, by rule. */
export function judge(given: Case): ReadonlyMap<string, Judged> {
  const revision = given.revision ?? '2026-07-28';
  const target = given.target ?? TARGET;
  const trace = new Trace();
  const append = (body: TraceEventBody): number => {
    const id = trace.events.length + 1;
    trace.append({ id, parent: id - 1, at: id, identity: 'default', ...body });
    return id;
  };
  append({ kind: 'flow-started', target, settings: { ...SETTINGS, revision, ...given.settings } });
  for (const [name, value] of Object.entries(given.values ?? {})) {
    append({
      kind: 'value',
      name: name as ValueName,
      value,
      secret: false,
      from: { kind: 'made', how: 'test' },
    });
  }
  for (const one of given.before ?? []) {
    append(
      'callback' in one
        ? { kind: 'callback', draft: 1, how: 'pasted', url: one.callback }
        : exchangeBody(one),
    );
  }
  const happened = append(
    given.answer
      ? exchangeBody(given.answer)
      : { kind: 'callback', draft: 1, how: 'pasted', url: given.callback ?? '' },
  );
  const event = trace.event(happened);
  let subject: Subject;
  if (event.kind === 'exchange') {
    const bodyText = text(given.answer?.body);
    const read = readJson(bodyText);
    const json = 'value' in read ? read.value : undefined;
    subject = exchangeSubject(event, bodyText, json);
    for (const { name, value, secret, at } of readValues(event, bodyText, json)) {
      append({ kind: 'value', name, value, secret, from: { kind: 'seen', event: happened, at } });
    }
  } else if (event.kind === 'callback') {
    subject = { kind: 'callback', event };
    for (const { name, value, secret, at } of readCallback(event.url)) {
      append({ kind: 'value', name, value, secret, from: { kind: 'seen', event: happened, at } });
    }
  } else throw new Error('nothing to judge');
  const context = { policy: POLICIES[revision], session: trace.session(), target, subject };
  const judged = judgeAll(context);
  const each = judgeByEach(context);
  const said = (these: readonly Judged[]): string =>
    JSON.stringify(these.map(({ finding, refuses }) => [finding, refuses]));
  if (said(judged) !== said(each)) throw new Error('a rule was not asked');
  return new Map(judged.map((one) => [one.finding.ruleId, one]));
}

/** A verdict in one line: `fail error overridable`, `pass`, `-` when no rule spoke. */
export function verdict(judged: Judged | undefined): string {
  if (!judged) return '-';
  const { finding, refuses } = judged;
  if (finding.verdict !== 'fail') return finding.verdict;
  return `fail ${finding.severity} ${refuses === 'no' ? 'tolerated' : refuses}`;
}
