// What was recorded, for whoever asks: bodies, secrets one by one, and the whole as a file.

import { KeyholeError } from '../../../shared/contract.ts';
import type { Handlers } from '../handlers.ts';
import type { OpenSession } from '../open-session.ts';
import type { NamedWork } from '../thread/named-work.ts';

/** The methods that read a trace, for the engine's table. `open` throws `KeyholeError` when there is no such session. */
export function recordedHandlers(
  open: (id: string) => Promise<OpenSession>,
  works: NamedWork,
  program: string,
) {
  return {
    'body.read': async ({ session, hash, reveal, work }) =>
      works.run(work, async (watch) => (await open(session)).body(hash, reveal, watch)),
    'secret.reveal': async ({ session, label }) => ({ text: (await open(session)).reveal(label) }),
    'secret.unmask': async ({ session, text }) => {
      const { masked, unmask } = (await open(session)).recorded();
      if (masked)
        throw new KeyholeError(
          'not-found',
          'A saved trace holds names instead of secrets: there are none to copy.',
        );
      return { text: unmask(text) };
    },
    'trace.export': async ({ session, work }) =>
      works.run(work, async (watch) => (await open(session)).exportFile(program, watch)),
  } satisfies Partial<Handlers>;
}
