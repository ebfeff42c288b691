import { useCallback } from 'react';
import type { MethodInput, MethodName, MethodOutput } from '../shared/contract.ts';
import { useEngine } from './engine-context.ts';
import { settleFaults, showFault } from './fault-store.ts';

/** Asks the engine; `undefined` when it refused, and then the reason already stands in the notice area. */
export type Ask = <M extends MethodName>(
  method: M,
  input: MethodInput<M>,
) => Promise<MethodOutput[M] | undefined>;

/** The engine with its refusals shown to the person, until the same thing succeeds. For callers that show an error in place, use `useEngine`. */
export function useAsk(): Ask {
  const engine = useEngine();
  return useCallback<Ask>(
    async (method, input) => {
      try {
        const answer = await engine.call(method, input);
        settleFaults(method);
        return answer;
      } catch (error) {
        showFault(error, method);
        return undefined;
      }
    },
    [engine],
  );
}
