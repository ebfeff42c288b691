import type { MethodInput, MethodName, MethodOutput, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/keyhole-error.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { foldTrace } from '../../shared/trace/fold.ts';
import type { Transport } from './transport.ts';

/** Name of the one session a replay holds. */
export const REPLAY_SESSION = 'replay';

/** What a saved trace gives a replay; bodies are kept by hash, as text. */
export interface SavedTrace {
  readonly events: readonly TraceEvent[];
  readonly bodies: Readonly<Record<string, string>>;
}

function summaryOf(events: readonly TraceEvent[]): SessionSummary {
  const session = foldTrace(events).session();
  const revision = session.values.get('revision')?.at(-1)?.value;
  return {
    session: REPLAY_SESSION,
    target: session.target ?? '',
    startedAt: events[0]?.at ?? 0,
    updatedAt: events.at(-1)?.at ?? 0,
    live: false,
    busy: false,
    outcome: session.stop?.kind ?? (session.completed ? 'completed' : 'open'),
    revision: typeof revision === 'string' ? revision : (session.settings?.revision ?? 'auto'),
    events: events.length,
  };
}

/** A saved trace in place of an engine: everything can be looked at, nothing acts. */
export function replayTrace({ events, bodies }: SavedTrace): Transport {
  const summary = summaryOf(events);
  const answers: { readonly [M in MethodName]?: (input: MethodInput<M>) => MethodOutput[M] } = {
    'app.info': () => ({
      version: '',
      node: '',
      capabilities: { host: 'browser', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    }),
    'session.list': () => ({ sessions: [summary] }),
    'session.events': ({ after = 0 }) => ({ events: events.slice(after), summary }),
    'session.close': () => ({ done: true }),
    'body.read': ({ hash }) => {
      const text = bodies[hash];
      if (text === undefined) throw new KeyholeError('not-found', 'The saved trace does not hold this body.');
      const length = new TextEncoder().encode(text).length;
      return { ref: { hash, length, total: length, cut: false }, text };
    },
    'lab.state': () => ({ running: false, variants: [], identities: [], faults: [] }),
  };
  return {
    // Not `async`: an answer and a refusal both settle the same promise.
    call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]> {
      return Promise.resolve().then(() => {
        const answer = answers[method];
        if (!answer) {
          throw new KeyholeError(
            'not-now',
            'This is a saved trace: it can be read, not acted on. Open the target to go on.',
          );
        }
        return answer(input);
      });
    },
    subscribe: () => () => undefined,
    connection: () => ({ kind: 'open' }),
    onConnection: () => () => undefined,
    close: () => undefined,
  };
}
