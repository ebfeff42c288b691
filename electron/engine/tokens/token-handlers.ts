import type { MethodOutput, MethodParsed, TokenName } from '../../../shared/contract.ts';
import { diagnose } from '../../../shared/diagnosis/diagnose.ts';
import type { IdentityName } from '../../../shared/trace/event.ts';
import type { OpenSession } from '../open-session.ts';
import type { TokenDesk, TokenHolder } from './token-desk.ts';

/** A session as one of its identities sees it. */
function asIdentity(opened: OpenSession, identity: IdentityName): TokenHolder {
  return {
    id: opened.id,
    folded: opened.foldedOf(identity),
    reveal: (label) => opened.reveal(label),
    mask: (value) => opened.mask(value),
  };
}

/** The methods about tokens, for the engine's table. `open` throws `KeyholeError` when there is no such session. */
export function tokenHandlers(desk: TokenDesk, open: (id: string) => Promise<OpenSession>) {
  const holderOf = async (
    session: string | undefined,
    token?: TokenName,
  ): Promise<TokenHolder | undefined> => {
    if (session === undefined) return undefined;
    const opened = await open(session);
    return token && 'label' in token ? asIdentity(opened, opened.holderOf(token.label)) : opened;
  };
  return {
    'token.inspect': async (input: MethodParsed<'token.inspect'>): Promise<MethodOutput['token.inspect']> =>
      desk.inspect(input, await holderOf(input.session, input.token)),
    'token.compare': async (input: MethodParsed<'token.compare'>): Promise<MethodOutput['token.compare']> =>
      desk.compare(input, await holderOf(input.session)),
    'token.diagnose': async ({
      session,
      exchange,
    }: MethodParsed<'token.diagnose'>): Promise<MethodOutput['token.diagnose']> => {
      const opened = await open(session);
      // A refused call is told by what its own identity holds.
      const caller = exchange === undefined ? undefined : opened.events[exchange - 1]?.identity;
      const holder = caller === undefined ? opened : asIdentity(opened, caller);
      const found = diagnose(holder.folded, exchange);
      return { diagnosis: found ? (holder.mask(found) as typeof found) : null };
    },
  };
}
