import { useCallback } from 'react';
import { showFault } from './fault-store.ts';
import { useShowSession } from './target-store.ts';
import { useAsk } from './use-ask.ts';

/** Larger than any trace a person would send; read whole, so it must fit in memory twice. */
const LARGEST = 512 * 1024 * 1024;

/** Opens a saved trace file in the Flow room. */
export function useOpenTraceFile(): (file: File) => Promise<void> {
  const ask = useAsk();
  const show = useShowSession();
  return useCallback(
    async (file) => {
      if (file.size > LARGEST) {
        showFault(
          new Error(`${file.name} is larger than 512 MiB. Open it with the terminal program instead.`),
        );
        return;
      }
      const opened = await ask('trace.import', { name: file.name, text: await file.text() });
      if (opened) await show(opened.session);
    },
    [ask, show],
  );
}
