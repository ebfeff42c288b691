// What judging costs: a trace of a thousand exchanges judged anew, against reading its file.

import { startLab } from '../../electron/lab/lab.ts';
import { writeTraceFile } from '../../electron/engine/session-file.ts';
import { policyOf } from '../../electron/engine/flow/plan/move.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { readJson } from '../../shared/protocol/json.ts';
import { judgeAll } from '../../shared/rules/judge.ts';
import type { Subject } from '../../shared/rules/rule.ts';
import { exchangeSubject } from '../../shared/rules/rule.ts';
import type { SessionAction, TraceEvent } from '../../shared/trace/event.ts';
import { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { AFlow } from '../integration/flow/a-flow.ts';
import { startFlow } from '../integration/flow/a-flow.ts';
import { median, type Measurement } from './measurement.ts';

const EXCHANGES = 1000;
const RUNS = 15;
const WARM_UP = 3;

/** What a person does with a live session, in turn. */
const ACTIONS: readonly SessionAction[] = [
  { kind: 'call-tool', name: 'list_orders', arguments: {} },
  { kind: 'call-tool', name: 'get_order', arguments: { orderId: '1001' } },
  { kind: 'call-tool', name: 'search_products', arguments: { query: '', category: 'kitchen' } },
  { kind: 'list-tools' },
  { kind: 'list-resources' },
  { kind: 'list-prompts' },
  { kind: 'introspect', token: 'access_token' },
  { kind: 'refresh' },
];

/** A flow on the lab, and then calls until there are a thousand exchanges. */
async function record(): Promise<AFlow> {
  const lab = await startLab();
  const flow = await startFlow(lab.mcp['modern'] ?? '', { settings: { revision: '2026-07-28' } });
  await flow.runner.run({ kind: 'end' });
  for (let at = 0; flow.session.exchanges.length < EXCHANGES; at += 1) {
    const action = ACTIONS[at % ACTIONS.length];
    if (action) await flow.runner.act(action, true);
    if (flow.session.stop) throw new Error('the flow stopped');
  }
  await flow.close();
  await lab.close();
  return flow;
}

/** Milliseconds of judging alone: the fold is measured elsewhere. Events must be fresh, for judges remember them. */
function judge(
  events: readonly TraceEvent[],
  bodyTextOf: (hash: string) => string | undefined,
): { readonly spent: number; readonly findings: number } {
  const trace = new Trace();
  let spent = 0;
  let findings = 0;
  let subject: ((session: Session) => Subject) | undefined;
  const judgeNow = (): void => {
    const session = trace.session();
    if (!subject || !session.settings || session.target === undefined) return;
    const started = performance.now();
    const judged = judgeAll({
      policy: policyOf(session, session.settings),
      session,
      target: session.target,
      subject: subject(session),
    });
    // Made when they are asked for.
    const made = judged.map(({ finding }) => finding);
    spent += performance.now() - started;
    findings += made.length;
    subject = undefined;
  };
  for (const event of events) {
    // Values that were read from an answer are known when it is judged; whatever else comes, comes afterwards.
    if (event.kind !== 'value') judgeNow();
    trace.append(event);
    if (event.kind === 'exchange') {
      subject = () => {
        const hash = event.response?.body?.hash;
        const bodyText = hash === undefined ? undefined : bodyTextOf(hash);
        const read = event.response?.events ? undefined : readJson(bodyText);
        return exchangeSubject(event, bodyText, read && 'value' in read ? read.value : undefined);
      };
    } else if (event.kind === 'callback') subject = () => ({ kind: 'callback', event });
    else if (event.kind === 'browser-opened') subject = () => ({ kind: 'opened', event, edited: false });
  }
  judgeNow();
  return { spent, findings };
}

export async function measure(): Promise<readonly Measurement[]> {
  const { recorder, bodies, session } = await record();
  const { events } = recorder.trace;
  const file = writeTraceFile(
    { target: session.target ?? '', createdAt: events[0]?.at ?? 0, events },
    bodies,
    new Masker(),
    'bench',
  );
  const lines = file.trimEnd().split('\n');
  const raw = JSON.stringify(events);
  const texts = new Map([...bodies].map(([hash, bytes]) => [hash, new TextDecoder().decode(bytes)]));
  const parsing: number[] = [];
  const judging: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const fresh = JSON.parse(raw) as TraceEvent[];
    const started = performance.now();
    for (const line of lines) JSON.parse(line);
    const parsed = performance.now() - started;
    const { spent, findings } = judge(fresh, (hash) => texts.get(hash));
    if (findings !== session.findings.length) throw new Error('the trace was judged otherwise than the flow');
    if (run < WARM_UP) continue;
    parsing.push(parsed);
    judging.push(spent);
  }
  const [parse, own] = [median(parsing), median(judging)];
  const megabytes = (file.length / 1024 / 1024).toFixed(1);
  return [
    {
      name: 'judging a trace of 1,000 exchanges',
      measured: `every rule on every answer, ${session.findings.length.toLocaleString('en')} verdicts, median of ${RUNS}`,
      against: `JSON.parse of the ${megabytes} MB of its file, line by line`,
      value: own / parse,
      limit: 3,
      unit: '×',
      absolute: `${own.toFixed(0)} ms / ${parse.toFixed(0)} ms`,
    },
  ];
}
