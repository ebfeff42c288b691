import type { Done, MethodOutput, MethodParsed } from '../../../shared/contract.ts';
import type { CompatKeeper } from './compat-keeper.ts';

/** The methods about compatibility runs, for the engine's table. */
export function compatHandlers(keeper: CompatKeeper) {
  return {
    'compat.run': (input: MethodParsed<'compat.run'>): Promise<MethodOutput['compat.run']> =>
      keeper.run(input),
    'compat.cancel': ({ compat }: MethodParsed<'compat.cancel'>): Done => {
      keeper.cancel(compat);
      return { done: true };
    },
    'compat.open': ({ compat, ...name }: MethodParsed<'compat.open'>): MethodOutput['compat.open'] => ({
      session: keeper.open(compat, name),
    }),
  };
}
