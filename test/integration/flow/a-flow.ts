// A flow over real sockets, as tests drive it, and what is asked about it afterwards.

import { BodyStore } from '../../../electron/engine/capture/bodies.ts';
import { Capture } from '../../../electron/engine/capture/capture.ts';
import { Recorder } from '../../../electron/engine/flow/recorder.ts';
import { FlowRunner } from '../../../electron/engine/flow/runner.ts';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { flowSettings } from '../../../shared/contract.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { Judge, Judged } from '../../../shared/rules/judge.ts';
import { ALL_RULES, inOrder, judgeByEach } from '../../../shared/rules/judge.ts';
import type { Evidence, FlowSettings, StepId } from '../../../shared/trace/event.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';

export interface AFlow {
  readonly runner: FlowRunner;
  readonly recorder: Recorder;
  readonly bodies: BodyStore;
  /** Addresses handed to the person's browser. */
  readonly opened: readonly string[];
  /** Every request in order, with the number of events that were recorded when it left. */
  readonly left: readonly { readonly url: string; readonly after: number }[];
  readonly session: Session;
  close(): Promise<void>;
}

export interface FlowOptions {
  readonly settings?: Partial<FlowSettings>;
  readonly secrets?: FlowSecrets;
}

/** Settings that sign in as alice without a browser. */
export const asAlice = (settings: Partial<FlowSettings> = {}): FlowSettings =>
  flowSettings.parse({
    login: 'auto',
    extraAuthorizationParameters: { login_hint: 'alice' },
    ...settings,
  }) as FlowSettings;

/**
 * Judges, and throws where a rule that was not asked would have had something to say, or where the answer would have
 * changed what was said of its request.
 */
function comparingJudge(): Judge {
  const said = (verdicts: readonly Judged[]): string =>
    verdicts.map(({ finding }) => `${finding.ruleId} ${finding.verdict} ${finding.message}`).join('\n');
  let onItsWay: readonly Judged[] | undefined;
  let atTheGate: readonly Judged[] = [];
  return {
    request(context) {
      const judged = ALL_RULES.request(context);
      if (context.subject.kind === 'exchange' && !context.subject.event.response) onItsWay = judged;
      return judged;
    },
    gate(context) {
      // The next request is on its way before the last answer is judged.
      atTheGate = ALL_RULES.gate(context);
      return atTheGate;
    },
    answer(context) {
      const judged = ALL_RULES.answer(context);
      const gate = ALL_RULES.gate(context);
      const request = ALL_RULES.request(context);
      const each = judgeByEach(context);
      if (said(inOrder(request, inOrder(gate, judged))) !== said(each))
        throw new Error(`not every rule was asked:\n${said(each)}`);
      if (said(atTheGate) !== said(gate))
        throw new Error(`before going on:\n${said(atTheGate)}\nlater:\n${said(gate)}`);
      if (onItsWay && said(onItsWay) !== said(request))
        throw new Error(`on its way:\n${said(onItsWay)}\nwith its answer:\n${said(request)}`);
      onItsWay = undefined;
      return judged;
    },
  };
}

/** A flow that has been started: its first draft is pending, nothing has been sent. */
export async function startFlow(target: string, { settings, secrets }: FlowOptions = {}): Promise<AFlow> {
  const bodies = new BodyStore();
  const recorder = new Recorder('default');
  const left: { url: string; after: number }[] = [];
  const capture = new (class extends Capture {
    override send(...[request, options]: Parameters<Capture['send']>) {
      left.push({ url: request.url, after: recorder.trace.events.length });
      return super.send(request, options);
    }
  })();
  const opened: string[] = [];
  const runner = new FlowRunner(
    recorder,
    { capture, bodies, openExternal: async (url) => void opened.push(url), judge: comparingJudge() },
    secrets,
  );
  await runner.start(target, asAlice(settings));
  return {
    runner,
    recorder,
    bodies,
    opened,
    left,
    get session() {
      return recorder.session;
    },
    close: async () => {
      runner.close();
      await capture.close();
    },
  };
}

/** A flow that has been run as far as it goes. */
export async function runFlow(target: string, options: FlowOptions = {}): Promise<AFlow> {
  const flow = await startFlow(target, options);
  await flow.runner.run({ kind: 'end' });
  return flow;
}

/** `step:status` of each exchange, in order. */
export function steps({ session }: AFlow): string[] {
  return session.exchanges.map(
    ({ step, response, failure }) => `${step}:${response?.status ?? failure?.code ?? ''}`,
  );
}

/** The failed findings, in order. */
export function failures({ session }: AFlow): readonly EventOf<'finding'>[] {
  return session.findings.filter((finding) => finding.verdict === 'fail');
}

export function failedRules(flow: AFlow): string[] {
  return failures(flow).map((finding) => finding.ruleId);
}

/** The last exchange of a step. Throws when there is none. */
export function lastOf({ session }: AFlow, step: StepId): EventOf<'exchange'> {
  const exchange = session.exchanges.findLast((one) => one.step === step);
  if (!exchange) throw new Error(`there is no exchange of ${step}`);
  return exchange;
}

/** Parameters of the form or query of an exchange. */
export function sent(exchange: EventOf<'exchange'>): URLSearchParams {
  const { method, url, body } = exchange.request;
  return method === 'GET' ? new URL(url).searchParams : new URLSearchParams(body ?? '');
}

/**
 * Whether a piece of evidence leads to bytes of the trace. A JSON pointer may end at a member that is missing: then
 * the object that lacks it must be there.
 */
export function resolves({ recorder, bodies }: AFlow, { event: id, at }: Evidence): boolean {
  const event = recorder.trace.event(id);
  if (at.in === 'callback-url') return event.kind === 'callback' && URL.canParse(event.url);
  if (event.kind === 'browser-opened') return at.in === 'request-url' && URL.canParse(event.url);
  if (event.kind !== 'exchange') return false;
  const { request, response } = event;
  switch (at.in) {
    case 'request-line':
    case 'request-url':
      return URL.canParse(request.url);
    case 'request-header':
      // Without an index the place is that of a header which is missing.
      return at.index === undefined || request.headers[at.index]?.[0].toLowerCase() === at.name.toLowerCase();
    case 'request-body':
      return request.body !== undefined;
    case 'status':
      return response !== undefined;
    case 'response-header': {
      if (!response) return false;
      const { index, span } = at;
      if (index === undefined) return true;
      const line = response.headers[index];
      return (
        line?.[0].toLowerCase() === at.name.toLowerCase() && (span === undefined || span[1] <= line[1].length)
      );
    }
    case 'response-body': {
      const bytes = response?.body && bodies.get(response.body.hash);
      if (!bytes) return false;
      if (at.path === '') return true;
      let value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      const keys = at.path.slice(1).split('/');
      for (const key of keys.slice(0, -1)) value = (value as Record<string, unknown>)[key];
      return isJsonObject(value) || Array.isArray(value);
    }
    default:
      return event.tls !== undefined;
  }
}
