// A flow that ran once against the lab, and any answer of it given again with other bytes: recorded, read and judged as
// the engine does it, and handed to the libraries that give second opinions.

import { BodyStore } from '../../electron/engine/capture/bodies.ts';
import { digestCallback, digestExchange } from '../../electron/engine/flow/digest.ts';
import { Recorder } from '../../electron/engine/flow/recorder.ts';
import { secondOpinions } from '../../electron/engine/second-opinion/second-opinions.ts';
import type { SecondOpinion } from '../../shared/second-opinion/opinion.ts';
import type { LibraryId } from '../../shared/second-opinion/opinion.ts';
import type { EventId, Finding, HeaderLine, StepId, TraceEvent } from '../../shared/trace/event.ts';
import { Trace } from '../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../shared/trace/session.ts';

/** What is another way than it was; the rest stays. */
export interface OtherAnswer {
  readonly status?: number;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string | Uint8Array | object;
  /** For a callback. */
  readonly url?: string;
}

/** A recorded flow, without branches. */
export interface RecordedFlow {
  readonly events: readonly TraceEvent[];
  readonly bodies: BodyStore;
}

export interface Replayed {
  readonly id: EventId;
  /** Everything that the rules said of the other answer. */
  readonly findings: readonly Finding[];
  /** With the findings on the other answer. */
  readonly session: Session;
  opinions(): Promise<Readonly<Record<LibraryId, SecondOpinion>>>;
}

/** The exchange of a step that came last, or the callback. Throws when there is none. */
export function answerNamed(
  flow: RecordedFlow,
  step: StepId | 'callback',
): EventOf<'exchange'> | EventOf<'callback'> {
  const found = flow.events.findLast(
    (event) => event.kind === step || (event.kind === 'exchange' && event.step === step),
  );
  if (found?.kind !== 'exchange' && found?.kind !== 'callback') throw new Error(`there is no ${step}`);
  return found;
}

/** The text of a recorded body. */
export function bodyTextOf(flow: RecordedFlow, exchange: EventOf<'exchange'>): string {
  return new TextDecoder().decode(flow.bodies.get(exchange.response?.body?.hash ?? ''));
}

/** Gives one answer again, with other bytes. */
export function replayWith(
  flow: RecordedFlow,
  answer: EventOf<'exchange'> | EventOf<'callback'>,
  other: OtherAnswer,
): Replayed {
  const trace = new Trace();
  for (const event of flow.events.slice(0, answer.id - 1)) trace.append(event);
  const recorder = new Recorder('default', Date.now, trace);
  const bodies = new BodyStore();
  if (answer.kind === 'callback') digestCallback(recorder, answer.draft, other.url ?? answer.url, answer.how);
  else giveAgain(recorder, bodies, flow, answer, other);
  const { id } = answer;
  return {
    id,
    findings: recorder.session.findings.filter(({ evidence }) => evidence.some(({ event }) => event === id)),
    session: recorder.session,
    async opinions() {
      const { opinions } = await secondOpinions(
        {
          masked: false,
          sessionAt: (at) => trace.sessionAt(at),
          bytes: (hash) => bodies.get(hash) ?? flow.bodies.get(hash),
        },
        id,
        (value) => value,
      );
      return Object.fromEntries(opinions.map((opinion) => [opinion.by, opinion])) as Record<
        LibraryId,
        SecondOpinion
      >;
    },
  };
}

function giveAgain(
  recorder: Recorder,
  bodies: BodyStore,
  flow: RecordedFlow,
  answer: EventOf<'exchange'>,
  other: OtherAnswer,
): void {
  const { id: _id, parent: _parent, at: _at, identity: _identity, response, ...rest } = answer;
  const body = other.body ?? bodyTextOf(flow, answer);
  const bytes =
    body instanceof Uint8Array
      ? body
      : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const id = recorder.append({
    ...rest,
    response: {
      status: other.status ?? response?.status ?? 200,
      statusText: '',
      headers: other.headers ?? response?.headers ?? [],
      body: bodies.put(bytes),
    },
  });
  digestExchange(recorder, id, new TextDecoder().decode(bytes));
}
