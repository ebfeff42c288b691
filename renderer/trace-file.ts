import { useCallback } from 'react';
import { FILE_EXTENSION, LARGEST_FILE, tooLarge } from '../shared/trace/file.ts';
import { useEngine } from './engine-context.ts';
import { showFault } from './fault-store.ts';
import { useSession } from './session-store.ts';
import { useShowSession } from './target-store.ts';
import { saveTrace } from './trace-save.ts';
import { useAsk } from './use-ask.ts';

/** Opens a saved trace file in the Flow room. */
export function useOpenTraceFile(): (file: File) => Promise<void> {
  const ask = useAsk();
  const show = useShowSession();
  return useCallback(
    async (file) => {
      if (file.size > LARGEST_FILE) {
        showFault(new Error(tooLarge(file.name)));
        return;
      }
      const opened = await ask('trace.import', { name: file.name, text: await file.text() });
      if (opened) await show(opened.session);
    },
    [ask, show],
  );
}

/** Asks the person for a file, and opens it. */
export function usePickTraceFile(): () => void {
  const open = useOpenTraceFile();
  return useCallback(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = `.${FILE_EXTENSION}`;
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) void open(file);
    });
    input.click();
  }, [open]);
}

/** Saves the session on screen as a file, secrets masked; `undefined` while there is none. */
export function useSaveTrace(): (() => Promise<void>) | undefined {
  const engine = useEngine();
  const { id, load } = useSession();
  const save = useCallback(async () => {
    if (id !== undefined) await saveTrace(engine, id);
  }, [engine, id]);
  return id !== undefined && load === 'ready' ? save : undefined;
}
