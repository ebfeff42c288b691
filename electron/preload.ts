// What the page gets of the main process: two functions, and nothing of Electron's. Runs sandboxed, in a world of its own.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CALL_CHANNEL, NOTICE_CHANNEL } from './shell/channels.ts';

contextBridge.exposeInMainWorld('keyhole', {
  /** Resolves to `{ output }` or `{ error }`. The main process checks who asks, and for what. */
  call(method: string, input: unknown): Promise<unknown> {
    return ipcRenderer.invoke(CALL_CHANNEL, method, JSON.stringify(input));
  },
  /** Returns the function that ends the subscription. The event stays here: it would hand out `ipcRenderer`. */
  subscribe(listener: (notice: unknown) => void): () => void {
    const forward = (_event: IpcRendererEvent, notice: unknown): void => listener(notice);
    ipcRenderer.on(NOTICE_CHANNEL, forward);
    return () => {
      ipcRenderer.removeListener(NOTICE_CHANNEL, forward);
    };
  },
});
