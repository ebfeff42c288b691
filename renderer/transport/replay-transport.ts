import type { MethodInput, MethodName, MethodOutput, Notice, SessionSummary } from '../../shared/contract.ts';
import { savedIdentityStates } from '../../shared/identity/identity-state.ts';
import { KeyholeError } from '../../shared/keyhole-error.ts';
import { parseTraceFile, type TraceFile } from '../../shared/trace/file.ts';
import { foldTrace, latestText } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import { ReplayThread, type StartThread } from './replay-thread.ts';
import type { Connection, Transport } from './transport.ts';

/** One object: React asks again and again, and takes every new one for a change. */
const OPEN: Connection = { kind: 'open' };

type Answers = {
  readonly [M in MethodName]?: (input: MethodInput<M>) => MethodOutput[M] | Promise<MethodOutput[M]>;
};

/** Name of the one session a replay holds. */
export const REPLAY_SESSION = 'replay';

function summaryOf({ header, events }: TraceFile, session: Session): SessionSummary {
  return {
    session: REPLAY_SESSION,
    target: session.target ?? header.target,
    startedAt: header.createdAt,
    updatedAt: events.at(-1)?.at ?? header.createdAt,
    live: false,
    busy: false,
    outcome: session.stop?.kind ?? (session.completed ? 'completed' : 'open'),
    revision: latestText(session, 'revision') ?? session.settings?.revision ?? 'auto',
    events: events.length,
  };
}

/**
 * A saved trace in place of an engine: everything can be looked at, nothing acts.
 * @param text content of the file
 * @param name its name, for messages
 * @param startThread starts a thread that looks through answers, when somebody first wants to know what they hold
 * @throws TraceFileError when the text is not a trace
 */
export function replayTrace(text: string, name: string, startThread: StartThread): Transport {
  const file = parseTraceFile(text, name);
  const trace = foldTrace(file.events);
  const summary = summaryOf(file, trace.session());
  const identities = { identities: savedIdentityStates(trace, Date.now()) };
  const listeners = new Set<(notice: Notice) => void>();
  const thread = new ReplayThread(startThread, text, name, (notice) => {
    for (const listener of listeners) listener(notice);
  });
  const answers: Answers = {
    'app.info': () => ({
      version: file.header.program,
      node: '',
      capabilities: {
        host: 'browser',
        encryptedSecrets: false,
        nativeDialogs: false,
        deepLinks: false,
        browserProfiles: 'not-here',
      },
    }),
    'session.list': () => ({ sessions: [summary] }),
    'session.events': ({ after = 0 }) => ({ events: file.events.slice(after), summary, ...identities }),
    'identity.list': () => identities,
    'session.close': () => ({ done: true }),
    'trace.export': () => ({ name, text }),
    'body.read': ({ hash }) => {
      const body = file.bodies.get(hash);
      if (!body) throw new KeyholeError('not-found', 'The saved trace does not hold this body.');
      const length = new TextEncoder().encode(body.text ?? '').length;
      return {
        ref: { hash, length, total: length, cut: false },
        ...(body.text === undefined ? {} : { text: body.text }),
        ...(body.base64 === undefined ? {} : { base64: body.base64 }),
      };
    },
    'privacy.view': (input) => thread.ask('privacy.view', input),
    'privacy.report': (input) => thread.ask('privacy.report', input),
    'privacy.read-policy': (input) => thread.ask('privacy.read-policy', input),
    'privacy.write-policy': (input) => thread.ask('privacy.write-policy', input),
    'privacy.cancel': ({ work }) => {
      thread.cancel(work);
      return { done: true };
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
            'This is a saved trace: it can be read, not acted on. Open its target in Keyhole to go on.',
          );
        }
        return answer(input);
      });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connection: () => OPEN,
    onConnection: () => () => undefined,
    close: () => thread.close(),
  };
}
