// A stand-in for Electron where its binary cannot be had: the few functions that `electron/shell` uses, over Playwright's
// Chromium, so that the real main and preload bundles run under test. Every BrowserWindow is a page.
//
// `app://<host>/` is emulated at `https://<host>.app-scheme.invalid/` (see `app-scheme.ts`): Chromium can learn a scheme
// only when it is compiled or embedded, while Playwright answers any https address before the network is asked, in a
// secure context with an origin of its own. Every address the shell is shown is mapped back to `app:`, so the shell's own
// checks of address and origin do the judging.
//
// What it cannot prove:
// - Electron itself: that it starts, that the fuses hold, that a package works, anything native (menus, dialogs, tray of
//   screens, window bounds, the keychain behind safeStorage). These answer with fixed values or do nothing.
// - The sandbox and the isolated world of the preload: it runs here in the page's own world before the page's scripts,
//   and the copying of `contextBridge` is only JSON-like. `webPreferences` are kept, not enforced.
// - `app:` in Chromium: privileges of the scheme, and 'self' of the content security policy for it.
// - `will-redirect`, `will-attach-webview`, devices and downloads: these events are never raised. A process that ends or
//   hangs: its page is only emptied, and a test raises `unresponsive` itself.
//
// May import playwright-core and Node; knows the shell only by what it calls.

import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { startControl } from './control.ts';
import { ipcMain } from './ipc-main.ts';
import { protocol, session } from './session.ts';

export { app, BrowserWindow, ipcMain, protocol, session };

/** Does nothing: a test replaces it to see what would have been opened. */
export const shell = { openExternal: (_url: string): Promise<void> => Promise.resolve() };

let applicationMenu: object | null = null;
export const Menu = {
  buildFromTemplate: (template: readonly object[]) => ({ items: template }),
  setApplicationMenu: (menu: object): void => {
    applicationMenu = menu;
  },
  getApplicationMenu: () => applicationMenu,
};

export const dialog = {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}\n${content}\n`);
  },
  /** Answers as if the person had chosen nothing; a test puts an answer of its own in this place. */
  showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] as string[] }),
  /** Answers as if the person had dismissed it; a test puts an answer of its own in this place. */
  showMessageBox: (_window: object, { cancelId = 0 }: { readonly cancelId?: number }) =>
    Promise.resolve({ response: cancelId, checkboxChecked: false }),
};

export const nativeTheme = { shouldUseDarkColors: false };

export const safeStorage = {
  getSelectedStorageBackend: () => 'basic_text',
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
};

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };

startControl({
  app,
  BrowserWindow,
  ipcMain,
  protocol,
  session,
  shell,
  Menu,
  dialog,
  nativeTheme,
  safeStorage,
  screen,
});
