// Saving a trace, which takes a while when it is large: how far it is, and a way to end it.

import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../shared/contract.ts';
import { settleFaults, showFault } from './fault-store.ts';
import { saveText } from './save-text.ts';

/** A save that takes longer than a moment. */
export interface TraceSave {
  /** 0 to 1. */
  readonly done: number;
  readonly cancel: () => void;
}

const saveStore = createStore<{ readonly save: TraceSave | undefined }>(() => ({ save: undefined }));

/** A shorter save shows no progress. Milliseconds. */
const SOON = 300;
/** One at a time: asked for again, the first is given up. */
const WORK = 'save-trace';

/** The save under way, once it takes longer than a moment. */
export function useTraceSave(): TraceSave | undefined {
  return useStore(saveStore, ({ save }) => save);
}

/** Asks the engine for the file of a session and hands it to the person. Faults stand in the notice area. */
export async function saveTrace(engine: EnginePort, session: string): Promise<void> {
  let done = 0;
  let cancelled = false;
  const cancel = (): void => {
    cancelled = true;
    saveStore.setState({ save: undefined });
    void engine.call('privacy.cancel', { work: WORK });
  };
  const tell = (): void => {
    if (!cancelled) saveStore.setState({ save: { done, cancel } });
  };
  const timer = setTimeout(tell, SOON);
  const unsubscribe = engine.subscribe((notice) => {
    if (notice.topic !== 'privacy' || notice.work !== WORK) return;
    ({ done } = notice);
    if (saveStore.getState().save) tell();
  });
  try {
    const file = await engine.call('trace.export', { session, work: WORK });
    settleFaults('trace.export');
    saveText(file.name, 'application/x-ndjson', file.text);
  } catch (error) {
    if (!cancelled) showFault(error, 'trace.export');
  } finally {
    clearTimeout(timer);
    unsubscribe();
    saveStore.setState({ save: undefined });
  }
}
