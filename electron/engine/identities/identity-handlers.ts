import type { Identities, MethodParsed } from '../../../shared/contract.ts';
import { unmaskText } from '../../../shared/privacy/unmask.ts';
import type { FlowSettings, IdentityName } from '../../../shared/trace/event.ts';
import type { OpenSession } from '../open-session.ts';
import type { IdentityKeeper } from './identity-keeper.ts';

/** What the handlers need of the engine. */
export interface IdentityPorts {
  /** Throws `KeyholeError` when there is no such session. */
  readonly open: (session: string) => Promise<OpenSession>;
  /** Throws `KeyholeError` when the session can only be read. */
  readonly keeperOf: (session: string) => Promise<IdentityKeeper>;
  /** Tells the events of this turn before the answer. */
  readonly flush: (session: string) => void;
  /** Tells every page how the identities stand. */
  readonly tell: (session: string, identities: Identities['identities']) => void;
  /** Keeps the identities of its target for the next session. */
  readonly keep: (keeper: IdentityKeeper) => Promise<void>;
  /** Removes the browser profile of an identity that is no more. */
  readonly forgetProfile: (keeper: IdentityKeeper, identity: IdentityName) => Promise<void>;
  readonly asSettings: (settings: MethodParsed<'session.open'>['settings']) => FlowSettings;
}

/**
 * A screen shows the credentials in headers by their masks. A mask that comes back means what it stands for: nobody need
 * enter a key again to give an identity another title.
 */
function unmasked(settings: FlowSettings, session: OpenSession): FlowSettings {
  const { extraHeaders } = settings;
  if (!extraHeaders) return settings;
  // A mask that is not known throws: sent on, it would look like a credential.
  const reveal = (label: string): string => session.reveal(label);
  return {
    ...settings,
    extraHeaders: extraHeaders.map(([name, value]) => [name, unmaskText(value, reveal)]),
  };
}

/** The methods about identities, for the engine's table. */
export function identityHandlers(ports: IdentityPorts) {
  const { open, keeperOf, flush, tell, keep, forgetProfile, asSettings } = ports;
  const states = async (session: string): Promise<Identities> => {
    flush(session);
    return { identities: (await open(session)).identityStates() };
  };
  /** Nothing ran, so nobody else says that they changed. */
  const changed = async (session: string): Promise<Identities> => {
    const now = await states(session);
    tell(session, now.identities);
    return now;
  };
  return {
    'identity.list': async ({ session }: MethodParsed<'identity.list'>) => states(session),
    'identity.save': async ({ session, definition, settings, secrets }: MethodParsed<'identity.save'>) => {
      const keeper = await keeperOf(session);
      const own = settings && unmasked(asSettings(settings), await open(session));
      keeper.save(definition, own, secrets);
      await keep(keeper);
      return changed(session);
    },
    'identity.remove': async ({ session, identity }: MethodParsed<'identity.remove'>) => {
      const keeper = await keeperOf(session);
      keeper.remove(identity);
      await Promise.all([keep(keeper), forgetProfile(keeper, identity)]);
      return changed(session);
    },
    'identity.sign-in': async ({ session, identity }: MethodParsed<'identity.sign-in'>) => {
      await (await keeperOf(session)).signIn(identity);
      return states(session);
    },
  };
}
