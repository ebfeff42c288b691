// A flow that ran once against the lab, and any answer of it given again with other bytes: recorded, read and judged as
// the engine does it, and handed to the libraries that give second opinions.

import { BodyStore } from '../../electron/engine/capture/bodies.ts';
import { digestCallback, digestExchange } from '../../electron/engine/flow/digest.ts';
import { Recorder } from '../../electron/engine/flow/recorder.ts';
import { secondOpinions } from '../../electron/engine/second-opinion/second-opinions.ts';
import type { Comparison } from '../../shared/second-opinion/compare-opinion.ts';
import { compareOpinion } from '../../shared/second-opinion/compare-opinion.ts';
import type { LibraryId, SecondOpinion } from '../../shared/second-opinion/opinion.ts';
import type {
  EventId,
  Finding,
  HeaderLine,
  StepId,
  TraceEvent,
  ValueName,
} from '../../shared/trace/event.ts';
import { Trace } from '../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../shared/trace/session.ts';

/** What is another way than it was; the rest stays. */
export interface OtherAnswer {
  readonly status?: number;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string | Uint8Array | object;
  /** For a callback. */
  readonly url?: string;
  /** Learnt in another way before the answer came. */
  readonly values?: Readonly<Partial<Record<ValueName, unknown>>>;
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
  /** @param mask As a host would hide secrets; nothing is hidden without one. */
  opinions(mask?: (value: unknown) => unknown): Promise<Readonly<Record<LibraryId, SecondOpinion>>>;
  compared(): Promise<Readonly<Record<LibraryId, Comparison>>>;
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
  for (const [name, value] of Object.entries(other.values ?? {}))
    recorder.learn([{ name: name as ValueName, value, from: { kind: 'made', how: 'test' } }]);
  const id = trace.events.length + 1;
  if (answer.kind === 'callback')
    digestCallback(recorder, answer.draft, other.url ?? answer.url, answer.how).record();
  else giveAgain(recorder, bodies, flow, answer, other);
  const findings = recorder.session.findings.filter(({ evidence }) =>
    evidence.some(({ event }) => event === id),
  );
  const ask = (mask: (value: unknown) => unknown = (value) => value) =>
    secondOpinions(
      {
        masked: false,
        sessionAt: (at) => trace.sessionAt(at),
        bytes: (hash) => bodies.get(hash) ?? flow.bodies.get(hash),
      },
      id,
      mask,
    );
  return {
    id,
    findings,
    session: recorder.session,
    opinions: async (mask) => byLibrary((await ask(mask)).opinions, (opinion) => opinion),
    async compared() {
      const { kind, opinions } = await ask();
      if (kind === null) throw new Error('nobody is asked about such an answer');
      return byLibrary(opinions, (opinion) => compareOpinion(opinion, kind, findings, id));
    },
  };
}

function byLibrary<T>(
  opinions: readonly SecondOpinion[],
  of: (opinion: SecondOpinion) => T,
): Readonly<Record<LibraryId, T>> {
  return Object.fromEntries(opinions.map((opinion) => [opinion.by, of(opinion)])) as Record<LibraryId, T>;
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
  digestExchange(recorder, id, new TextDecoder().decode(bytes)).record();
}
