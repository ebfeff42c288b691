import type { MethodOutput, MethodParsed } from '../../../shared/contract.ts';
import { diagnose } from '../../../shared/diagnosis/diagnose.ts';
import type { TokenDesk, TokenHolder } from './token-desk.ts';

/** The methods about tokens, for the engine's table. `open` throws `KeyholeError` when there is no such session. */
export function tokenHandlers(desk: TokenDesk, open: (id: string) => Promise<TokenHolder>) {
  const holderOf = async (session: string | undefined): Promise<TokenHolder | undefined> =>
    session === undefined ? undefined : open(session);
  return {
    'token.inspect': async (input: MethodParsed<'token.inspect'>): Promise<MethodOutput['token.inspect']> =>
      desk.inspect(input, await holderOf(input.session)),
    'token.compare': async (input: MethodParsed<'token.compare'>): Promise<MethodOutput['token.compare']> =>
      desk.compare(input, await holderOf(input.session)),
    'token.diagnose': async ({
      session,
      exchange,
    }: MethodParsed<'token.diagnose'>): Promise<MethodOutput['token.diagnose']> => {
      const holder = await open(session);
      const found = diagnose(holder.folded, exchange);
      return { diagnosis: found ? (holder.mask(found) as typeof found) : null };
    },
  };
}
