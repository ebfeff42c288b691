// An engine that is loaded when somebody first needs it, so that the host answers its first request at once.

import type { Engine } from '../engine/engine.ts';
import type { MethodInput, MethodName, MethodOutput, NoticeListener } from '../../shared/contract.ts';

/** An engine that calls `load` at the first method call. A failed load is tried again at the next call. */
export function lazyEngine(load: () => Promise<Engine>): Engine {
  const listeners = new Set<NoticeListener>();
  let loading: Promise<Engine> | undefined;

  function engine(): Promise<Engine> {
    loading ??= load().then(
      (loaded) => {
        loaded.subscribe((notice, asJson) => {
          for (const listener of listeners) listener(notice, asJson);
        });
        return loaded;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  }

  return {
    async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]> {
      return (await engine()).call(method, input);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await (await loading)?.close();
    },
  };
}
