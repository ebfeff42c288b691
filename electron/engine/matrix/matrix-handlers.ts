import type { MethodParsed } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import { POLICY_EXTENSION } from '../../../shared/policy/policy.ts';
import type { OpenSession } from '../open-session.ts';
import { LiveSession } from '../live-session.ts';
import type { MatrixPorts } from './matrix-session.ts';
import { MatrixSession } from './matrix-session.ts';

/** What the handlers need of the engine. */
export interface MatrixHandlerPorts {
  /** Throws `KeyholeError` when there is no such session. */
  readonly open: (session: string) => Promise<OpenSession>;
  /** Gives a new session its id and its ways to tell. */
  readonly keep: (make: (id: string, ports: MatrixPorts) => MatrixSession) => MatrixSession;
  /** Tells the events of this turn before the answer. */
  readonly flush: (session: string) => void;
}

const done = { done: true } as const;

/** The methods about the matrix, for the engine's table. */
export function matrixHandlers({ open, keep, flush }: MatrixHandlerPorts) {
  const runOf = async (id: string): Promise<MatrixSession> => {
    const session = await open(id);
    if (session instanceof MatrixSession) return session;
    throw new KeyholeError(
      'not-now',
      'This run was read from a file: it can be looked at, but not go on. Open a new one with its policy.',
    );
  };
  const on =
    <I extends { matrix: string }>(work: (session: MatrixSession, input: I) => Promise<void> | void) =>
    async (input: I): Promise<typeof done> => {
      const session = await runOf(input.matrix);
      try {
        await work(session, input);
      } finally {
        flush(input.matrix);
      }
      return done;
    };
  return {
    'matrix.open': async ({ session, policy }: MethodParsed<'matrix.open'>) => {
      const parent = await open(session);
      if (!(parent instanceof LiveSession))
        throw new KeyholeError(
          'not-now',
          'This is a saved session: nobody can call as its identities. Inspect its target anew.',
        );
      return { matrix: keep((id, ports) => new MatrixSession(id, parent, ports, policy)).id };
    },
    'matrix.discover': on(({ run }) => run.discover()),
    'matrix.run': on(({ run }, { cells, consent }: MethodParsed<'matrix.run'>) => run.run(cells, consent)),
    'matrix.pause': on(({ run }) => run.pause()),
    'matrix.resume': on(({ run }) => run.resume()),
    'matrix.cancel': on(({ run }) => run.cancel()),
    'matrix.state': async ({ matrix }: MethodParsed<'matrix.state'>) => (await runOf(matrix)).run.state,
    'matrix.edit': on(({ run }, { policy, edits }: MethodParsed<'matrix.edit'>) => run.edit(policy, edits)),
    'matrix.undo': on(({ run }) => run.undo()),
    'matrix.redo': on(({ run }) => run.redo()),
    'matrix.policy': async ({ matrix }: MethodParsed<'matrix.policy'>) => {
      const { desk } = await runOf(matrix);
      const host = new URL(desk.plan.target).host.replaceAll(/[^\w.-]+/g, '-');
      return { name: `${host}.${POLICY_EXTENSION}`, text: desk.text() };
    },
  };
}
