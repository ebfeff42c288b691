// One whole flow without a window: what `keyhole flow` does, and what the conformance suite drives.

import type { FlowSecrets } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import type { FlowSettings, Question, SessionAction, TraceEvent } from '../../../shared/trace/event.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { BodyStore } from '../../engine/capture/bodies.ts';
import { Capture } from '../../engine/capture/capture.ts';
import { Recorder } from '../../engine/flow/recorder.ts';
import { FlowRunner } from '../../engine/flow/runner.ts';

export interface FlowRequest {
  readonly target: string;
  readonly settings: FlowSettings;
  readonly secrets: FlowSecrets;
  /** PEM of further trusted authorities. */
  readonly ca?: string;
  /** What to ask of the session now that it rests; called until it says `undefined`. */
  readonly nextAction?: (session: Session) => FlowAction | undefined;
}

export interface FlowAction {
  readonly action: SessionAction;
  /** Send what the action itself needs and no more: a refused token is not renewed, more scope is not asked for. */
  readonly only?: boolean;
}

export type SignInQuestion = Extract<Question, { kind: 'sign-in' }>;

export interface FlowPorts {
  /** Opens a checked http(s) URL in the person's browser. */
  readonly openExternal: (url: string) => Promise<void>;
  /**
   * Called when the flow waits for a person; `paste` takes the URL the browser ended on and rejects when it is none.
   * Returns the function that ends the asking.
   */
  readonly askToSignIn?: (question: SignInQuestion, paste: (url: string) => Promise<void>) => () => void;
  readonly onEvent?: (event: TraceEvent) => void;
  /** Ends what is under way; the trace up to there is kept. */
  readonly signal?: AbortSignal;
}

export interface FlowRun {
  readonly session: Session;
  readonly events: readonly TraceEvent[];
  readonly bodies: BodyStore;
  /** Actions that the session could not begin, and why. */
  readonly notDone: readonly { readonly action: SessionAction; readonly why: string }[];
  /** The settings lack something, or something in them cannot be used: what and how to mend it. */
  readonly fault?: KeyholeError;
}

/**
 * Runs a flow to its end, then one action after the other, until one of them stops it.
 * What the settings lack is a `fault` of the run, so that what was seen until then is not lost.
 */
export async function runFlow(request: FlowRequest, ports: FlowPorts): Promise<FlowRun> {
  const capture = new Capture();
  const bodies = new BodyStore();
  const recorder = new Recorder(DEFAULT_IDENTITY);
  if (ports.onEvent) recorder.onEvent(ports.onEvent);
  let onRest = (): void => {};
  const { openExternal } = ports;
  const runner = new FlowRunner(
    recorder,
    { capture, bodies, openExternal, ...(request.ca === undefined ? {} : { ca: request.ca }) },
    request.secrets,
    (busy) => {
      if (!busy) onRest();
    },
  );
  const cancel = (): void => runner.cancel();
  ports.signal?.addEventListener('abort', cancel);

  /** Runs to the end; the browser's answer resumes the run by itself, so waiting is all that is left to do. */
  const toTheEnd = async (): Promise<void> => {
    await runner.run({ kind: 'end' });
    while (runner.session.question?.question.kind === 'sign-in') {
      const answered = new Promise<void>((resolve) => {
        onRest = resolve;
      });
      const done = ports.askToSignIn?.(runner.session.question.question, (url) => runner.pasteCallback(url));
      // Cancelling a sign-in that is only waited for makes nothing busy.
      ports.signal?.addEventListener('abort', onRest);
      // The listener and a piped stdin do not keep a program alive; somebody who is waited for does.
      const alive = setInterval(() => {}, 60_000);
      await answered;
      clearInterval(alive);
      ports.signal?.removeEventListener('abort', onRest);
      done?.();
    }
  };

  const notDone: { action: SessionAction; why: string }[] = [];
  let fault: KeyholeError | undefined;
  try {
    await runner.start(request.target, request.settings);
    await toTheEnd();
    for (;;) {
      const { completed, stop, question } = runner.session;
      if (!completed || stop || question || ports.signal?.aborted === true) break;
      const next = request.nextAction?.(runner.session);
      if (!next) break;
      const { action, only = false } = next;
      try {
        await runner.act(action, only);
      } catch (error) {
        if (!(error instanceof KeyholeError) || error.code !== 'not-now') throw error;
        notDone.push({ action, why: error.message });
        continue;
      }
      if (!only) await toTheEnd();
    }
  } catch (error) {
    if (!(error instanceof KeyholeError)) throw error;
    fault = error;
  } finally {
    ports.signal?.removeEventListener('abort', cancel);
    runner.close();
    await capture.close();
  }
  const run = { session: runner.session, events: recorder.trace.events, bodies, notDone };
  return fault ? { ...run, fault } : run;
}
