import type { Identities, MethodParsed } from '../../../shared/contract.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import type { OpenSession } from '../live-session.ts';
import type { IdentityKeeper } from './identity-keeper.ts';

/** What the handlers need of the engine. */
export interface IdentityPorts {
  /** Throws `KeyholeError` when there is no such session. */
  readonly open: (session: string) => Promise<OpenSession>;
  /** Throws `KeyholeError` when the session can only be read. */
  readonly keeperOf: (session: string) => Promise<IdentityKeeper>;
  /** Tells the events of this turn before the answer. */
  readonly flush: (session: string) => void;
  /** Keeps the identities of its target for the next session. */
  readonly keep: (keeper: IdentityKeeper) => Promise<void>;
  readonly asSettings: (settings: MethodParsed<'session.open'>['settings']) => FlowSettings;
}

/** The methods about identities, for the engine's table. */
export function identityHandlers({ open, keeperOf, flush, keep, asSettings }: IdentityPorts) {
  const states = async (session: string): Promise<Identities> => {
    flush(session);
    return { identities: (await open(session)).identityStates() };
  };
  return {
    'identity.list': async ({ session }: MethodParsed<'identity.list'>) => states(session),
    'identity.save': async ({ session, definition, settings, secrets }: MethodParsed<'identity.save'>) => {
      const keeper = await keeperOf(session);
      keeper.save(definition, settings && asSettings(settings), secrets);
      await keep(keeper);
      return states(session);
    },
    'identity.remove': async ({ session, identity }: MethodParsed<'identity.remove'>) => {
      const keeper = await keeperOf(session);
      keeper.remove(identity);
      await keep(keeper);
      return states(session);
    },
    'identity.sign-in': async ({ session, identity }: MethodParsed<'identity.sign-in'>) => {
      await (await keeperOf(session)).signIn(identity);
      return states(session);
    },
  };
}
