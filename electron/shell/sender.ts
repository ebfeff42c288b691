// Who may speak to the engine: the top frame of our own window, while it shows our own page. Nobody else.

import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { APP_ORIGIN } from './app-url.ts';

/** The parts of an Electron event that say who sent it. `senderFrame` is null when the frame is already gone. */
export interface Sender {
  readonly sender: Pick<WebContents, 'id'>;
  readonly senderFrame: Pick<NonNullable<IpcMainInvokeEvent['senderFrame']>, 'origin' | 'parent'> | null;
}

/**
 * Whether a message came from our own page.
 * @param contentsId the id of our window's contents; `undefined` while there is no window
 */
export function isOurPage({ sender, senderFrame }: Sender, contentsId: number | undefined): boolean {
  return (
    contentsId !== undefined &&
    sender.id === contentsId &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.origin === APP_ORIGIN
  );
}
