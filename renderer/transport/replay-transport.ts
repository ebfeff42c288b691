import type { MethodInput, MethodName, MethodOutput, SessionSummary } from '../../shared/contract.ts';
import { savedIdentityStates } from '../../shared/identity/identity-state.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { parseTraceFile, type TraceFile } from '../../shared/trace/file.ts';
import { foldTrace, latestText } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { Connection, Transport } from './transport.ts';

/** One object: React asks again and again, and takes every new one for a change. */
const OPEN: Connection = { kind: 'open' };

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
 * @throws TraceFileError when the text is not a trace
 */
export function replayTrace(text: string, name: string): Transport {
  const file = parseTraceFile(text, name);
  const trace = foldTrace(file.events);
  const summary = summaryOf(file, trace.session());
  const identities = { identities: savedIdentityStates(trace, Date.now()) };
  const answers: { readonly [M in MethodName]?: (input: MethodInput<M>) => MethodOutput[M] } = {
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
    subscribe: () => () => undefined,
    connection: () => OPEN,
    onConnection: () => () => undefined,
    close: () => undefined,
  };
}
