// What a long trace costs: one more event at its end, and folding it whole.

import type { TraceEventBody } from '../../shared/trace/event.ts';
import { eventLine } from '../../shared/trace/file.ts';
import { foldTrace } from '../../shared/trace/fold.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { Recorder } from '../../electron/engine/flow/recorder.ts';
import { SETTINGS } from '../support/arbitrary-trace.ts';
import { median, type Measurement } from './measurement.ts';

const EVENTS = 100_000;
/** Events a window; a single append is shorter than a clock's tick. */
const WINDOW = 250;
/** Windows looked at on each side: 2,000 events. */
const AROUND = 8;
const TRACES = 9;
const FOLDS = 9;

/** What one tool call of a live session leaves: an action, a draft, its exchange, a value and a few findings. */
function bodyAt(index: number): TraceEventBody {
  if (index === 0) return { kind: 'flow-started', target: 'https://shop.example/mcp', settings: SETTINGS };
  const request = {
    method: 'POST',
    url: 'https://shop.example/mcp',
    headers: [
      ['content-type', 'application/json'],
      ['accept', 'application/json, text/event-stream'],
      ['mcp-protocol-version', '2026-07-28'],
      ['mcp-method', 'tools/call'],
      ['authorization', 'Bearer ⟦access token A⟧'],
    ],
    body: `{"jsonrpc":"2.0","id":${index},"method":"tools/call","params":{"name":"get_order","arguments":{"orderId":"${index}"}}}`,
  } as const;
  switch (index % 8) {
    case 1:
      return {
        kind: 'action',
        action: { kind: 'call-tool', name: 'get_order', arguments: { orderId: `${index}` } },
      };
    case 2:
      return { kind: 'stage-entered', stage: 'mcp', why: 'asked' };
    case 3:
      return {
        kind: 'draft',
        stage: 'mcp',
        step: 'mcp-call-tool',
        to: 'mcp-server',
        by: 'keyhole',
        request,
        parts: [{ at: { in: 'request-header', name: 'authorization' }, from: ['access_token'] }],
      };
    case 4:
      return {
        kind: 'exchange',
        stage: 'mcp',
        step: 'mcp-call-tool',
        draft: index,
        from: 'keyhole',
        to: 'mcp-server',
        request,
        response: {
          status: 200,
          statusText: 'OK',
          headers: [
            ['content-type', 'application/json'],
            ['date', 'Mon, 23 Nov 2026 09:30:00 GMT'],
          ],
          body: { hash: `${index}`.padStart(64, '0'), length: 300, total: 300, cut: false },
        },
        timing: {
          startedAt: 1_700_000_000_000 + index,
          sent: 1,
          firstByte: 4,
          total: 5,
          reusedConnection: true,
        },
        remoteAddress: '127.0.0.1:443',
      };
    case 5:
      return {
        kind: 'value',
        name: 'result',
        value: { content: [{ type: 'text', text: `order ${index}` }] },
        secret: false,
        from: { kind: 'seen', event: index, at: { in: 'response-body', path: '/result' } },
      };
    case 0:
      return { kind: 'completed' };
    default:
      return {
        kind: 'finding',
        ruleId: 'mcp/token-accepted',
        verdict: 'pass',
        severity: 'info',
        stage: 'mcp',
        message: 'The server accepted the token.',
        evidence: [{ event: index - 2, at: { in: 'status' } }],
      };
  }
}

/** Microseconds an event, for the windows that end at the 1,000th and at the 100,000th. */
function appendTimes(bodies: readonly TraceEventBody[]): { early: number; late: number } {
  const recorder = new Recorder('default');
  const timed = (from: number): number => {
    const started = performance.now();
    for (const body of bodies.slice(from, from + WINDOW)) recorder.append(body);
    return ((performance.now() - started) / WINDOW) * 1000;
  };
  const times = Array.from({ length: EVENTS / WINDOW }, (_, index) => timed(index * WINDOW));
  // Several windows each, for the collector may fall into any one of them; the 1,000th event is in the midst of these.
  return { early: median(times.slice(0, AROUND)), late: median(times.slice(-AROUND)) };
}

export async function measure(): Promise<readonly Measurement[]> {
  const bodies = Array.from({ length: EVENTS }, (_, index) => bodyAt(index));
  for (let warm = 0; warm < 3; warm += 1) appendTimes(bodies);
  const appends = Array.from({ length: TRACES }, () => appendTimes(bodies));
  const early = median(appends.map((one) => one.early));
  const late = median(appends.map((one) => one.late));

  const lines = bodies.map((body, index) =>
    eventLine({ id: index + 1, parent: index, at: 1_700_000_000_000 + index, identity: 'default', ...body }),
  );
  const parsing: number[] = [];
  const folding: number[] = [];
  for (let run = 0; run < FOLDS + 2; run += 1) {
    const started = performance.now();
    const events = lines.map((line) => JSON.parse(line) as TraceEvent);
    const parsed = performance.now();
    const trace = foldTrace(events);
    const folded = performance.now();
    if (trace.session().exchanges.length !== EVENTS / 8) throw new Error('the fold lost exchanges');
    if (run < 2) continue;
    parsing.push(parsed - started);
    folding.push(folded - parsed);
  }
  const [parse, fold] = [median(parsing), median(folding)];
  const megabytes = lines.reduce((sum, line) => sum + line.length, 0) / 1024 / 1024;
  return [
    {
      name: 'appending the 100,000th event',
      measured: `recording and folding one event of tool calls, the last 2,000 of 100,000, median of ${TRACES} traces`,
      against: 'the first 2,000 (around the 1,000th) of the same traces',
      value: late / early,
      limit: 2,
      unit: '×',
      absolute: `${late.toFixed(2)} µs / ${early.toFixed(2)} µs`,
    },
    {
      name: 'folding 100,000 events',
      measured: `fold alone, median of ${FOLDS}`,
      against: `JSON.parse of the same ${megabytes.toFixed(0)} MB, line by line`,
      value: fold / parse,
      limit: 2,
      unit: '×',
      absolute: `${fold.toFixed(0)} ms / ${parse.toFixed(0)} ms`,
    },
  ];
}
