// Sends what a draft says and records every hop of it: each redirect is an exchange of its own.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Judge } from '../../../shared/rules/judge.ts';
import { isMcpStep, RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS } from '../../../shared/protocol/steps.ts';
import type { EventId, RequestContent, StepId } from '../../../shared/trace/event.ts';
import type { PendingDraft } from '../../../shared/trace/session.ts';
import type { BodyStore } from '../capture/bodies.ts';
import type { Capture, Captured } from '../capture/capture.ts';
import { stopAtAnswer } from '../capture/stop-at-answer.ts';
import { decideRedirect } from '../capture/redirects.ts';
import type { Asked } from './digest.ts';
import { digestExchange, judgeAsked } from './digest.ts';
import type { DecideHop } from './follow-redirects.ts';
import { decideMcpRedirect, followRedirects } from './follow-redirects.ts';
import type { Recorder } from './recorder.ts';
import type { Verdicts } from './verdicts.ts';

export interface SendingPorts {
  readonly capture: Capture;
  readonly bodies: BodyStore;
  /** PEM of further trusted authorities. */
  readonly ca?: string;
  /** Judges by all rules unless given: what that costs is measured against a flow without. */
  readonly judge?: Judge;
}

/** Sends one request within the limits of the flow's settings. */
export function captureOne(
  recorder: Recorder,
  ports: SendingPorts,
  request: RequestContent,
  signal: AbortSignal,
): Promise<Captured> {
  const { settings } = recorder.session;
  return ports.capture.send(request, {
    bodyLimit: settings?.bodyLimit ?? 5 * 1024 * 1024,
    timeout: settings?.timeout ?? 30_000,
    signal,
    bodies: ports.bodies,
    ...(ports.ca === undefined ? {} : { ca: ports.ca }),
    ...stopAtAnswer(request),
  });
}

/** Does something while a request is on its way. It leaves in the next turn of the loop: what follows costs no time. */
export async function whileSent<T>(work: () => T): Promise<T> {
  await nextTurn();
  return work();
}

/** What is sent of a draft that may not be in the trace yet. */
export type Outgoing = Pick<PendingDraft, 'request' | 'edited'> & {
  readonly event: Pick<PendingDraft['event'], 'stage' | 'step' | 'to' | 'by'>;
};

/**
 * Sends a draft of Keyhole's own and follows its redirects where that is safe. Resolves to the verdicts on the answer,
 * which are still to be recorded, or to nothing when none came that can be read.
 * @param recorded called once, when the request is on its way: says which event of the trace the draft is
 */
export async function sendDraft(
  recorder: Recorder,
  ports: SendingPorts,
  draft: Outgoing,
  recorded: () => EventId,
  signal: AbortSignal,
): Promise<Verdicts | undefined> {
  const { stage, step, to } = draft.event;
  let id: EventId | undefined;
  const sendHop = async (request: RequestContent, redirectOf: EventId | undefined) => {
    const [captured, { asked, judged }] = await Promise.all([
      captureOne(recorder, ports, request, signal),
      whileSent(() => {
        const asked: Asked = {
          kind: 'exchange',
          stage,
          step,
          draft: (id ??= recorded()),
          from: 'keyhole',
          to,
          request,
          ...(redirectOf === undefined ? {} : { redirectOf }),
          ...(draft.edited ? { edited: true } : {}),
        };
        return { asked, judged: judgeAsked(recorder, asked, ports.judge) };
      }),
    ]);
    const { bodyText: _body, ...answered } = captured;
    return { exchange: recorder.append({ ...asked, ...answered }), captured, judged };
  };
  const { hop, refused } = await followRedirects(draft.request, sendHop, decideFor(recorder, step));
  const { exchange, captured, judged } = hop;
  if (captured.failure || !captured.response) {
    recorder.fail(stage, captured.failure?.message ?? 'No answer came.', exchange);
    return undefined;
  }
  if (refused !== undefined) {
    recorder.fail(stage, refused, exchange);
    return undefined;
  }
  const { body } = captured.response;
  if (body?.cut === true && !captured.response.events) {
    const limit = Math.round((recorder.session.settings?.bodyLimit ?? body.length) / 1024 / 1024);
    recorder.fail(
      stage,
      `The answer is larger than ${limit} MiB, so it was cut and cannot be read. Raise the body limit in the settings, or look at why the server sends so much.`,
      exchange,
    );
    return undefined;
  }
  return digestExchange(recorder, exchange, captured.bodyText, ports.judge, judged);
}

/** Only documents and MCP requests follow redirects: a token or registration request never leaves its endpoint. */
function decideFor(recorder: Recorder, step: StepId): DecideHop {
  const secret = recorder.session.settings?.extraHeaders?.map(([name]) => name);
  if (isMcpStep(step)) return (chain, response) => decideMcpRedirect(chain, response, secret);
  const isDocument = [...RESOURCE_METADATA_STEPS, ...SERVER_METADATA_STEPS].some((known) => known === step);
  return isDocument ? (chain, response) => decideRedirect(chain, response, secret) : () => ({ kind: 'none' });
}
