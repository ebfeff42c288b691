import { ipcMain, type WebContents } from 'electron';
import type { EnginePort, ErrorData } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { errorData } from '../host/error-data.ts';
import { readCall } from './call-message.ts';
import { CALL_CHANNEL, NOTICE_CHANNEL } from './channels.ts';
import { isOurPage } from './sender.ts';

/** What a call resolves to. Never a rejection: Electron would keep an error's message and lose its code. */
type CallAnswer = { readonly output: unknown } | { readonly error: ErrorData };

/**
 * Speaks for the engine with our own page.
 * @param contents those of our window, while there is one
 */
export function setupIpc(engine: EnginePort, contents: () => WebContents | undefined): void {
  ipcMain.handle(CALL_CHANNEL, async (event, method: unknown, text: unknown): Promise<CallAnswer> => {
    try {
      if (!isOurPage(event, contents()?.id)) {
        throw new KeyholeError('bad-input', "Only the page of Keyhole's own window may call the engine.");
      }
      const message = readCall(method, text);
      return { output: await engine.call(message.method, message.input) };
    } catch (error) {
      return { error: errorData(error) };
    }
  });
  engine.subscribe((notice) => {
    contents()?.send(NOTICE_CHANNEL, notice);
  });
}
