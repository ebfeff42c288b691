import type { ErrorData, MethodInput, MethodName, MethodOutput, Notice } from '../../shared/contract.ts';
import { errorFrom } from './answer.ts';
import type { Connection, Transport } from './transport.ts';

/** What the preload script puts on the page: two functions. */
export interface KeyholeBridge {
  readonly call: (
    method: string,
    input: unknown,
  ) => Promise<{ readonly output: unknown } | { readonly error: ErrorData }>;
  /** Returns the function that ends the subscription. */
  readonly subscribe: (listener: (notice: Notice) => void) => () => void;
}

declare global {
  interface Window {
    readonly keyhole?: KeyholeBridge;
  }
}

/** One object: React asks again and again, and takes every new one for a change. */
const OPEN: Connection = { kind: 'open' };

/** The engine of the Electron window, over its preload bridge. */
export function connectElectron(bridge: KeyholeBridge): Transport {
  return {
    async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]> {
      const answer = await bridge.call(method, input);
      if ('error' in answer) throw errorFrom(answer.error);
      return answer.output as MethodOutput[M];
    },
    subscribe: (listener) => bridge.subscribe(listener),
    connection: () => OPEN,
    // The window and its engine live and die together.
    onConnection: () => () => undefined,
    close: () => undefined,
  };
}
