// The table of the engine's methods: what is asked for comes checked by the contract, what is answered is as it says.

import type { MethodName, MethodOutput, MethodParsed } from '../../shared/contract.ts';

/** What answers each method. Throws `KeyholeError` for what a person can mend. */
export type Handlers = {
  [M in MethodName]: (input: MethodParsed<M>) => Promise<MethodOutput[M]> | MethodOutput[M];
};
