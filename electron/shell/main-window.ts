import { BrowserWindow, nativeTheme, type WebContents } from 'electron';
import { PAGE_URL } from './app-url.ts';
import { fromRoot } from './places.ts';
import { recoverPage } from './recover-page.ts';
import { MIN_SIZE } from './window-bounds.ts';
import { recallBounds, rememberBounds } from './window-memory.ts';

/** The page's own backgrounds (`--bg` in tokens.css), so that nothing flashes before it is drawn. */
const BACKGROUND = { light: '#f6f7f9', dark: '#121317' } as const;

/** The one window. On a Mac the program outlives it. */
export class MainWindow {
  #window: BrowserWindow | undefined;

  /** The contents to speak with, while there are any. */
  contents(): WebContents | undefined {
    const contents = this.#window?.webContents;
    return contents === undefined || contents.isDestroyed() ? undefined : contents;
  }

  /** Opens the window, or brings it to the front. Only after Electron is ready. */
  show(): void {
    if (this.#window === undefined) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #open(): void {
    const { maximized, ...bounds } = recallBounds();
    const window = new BrowserWindow({
      ...bounds,
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      title: 'Keyhole',
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: fromRoot('dist/preload/preload.cjs'),
        // All of these are the defaults today; a security boundary should not lean on defaults. The program-wide
        // `app.enableSandbox()` is not used: it also undoes `--no-sandbox`, without which root cannot start Chromium.
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    this.#window = window;
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
    });
    recoverPage(window);
    window.on('close', () => rememberBounds(window));
    window.on('closed', () => {
      this.#window = undefined;
    });
    window.loadURL(PAGE_URL).catch((error: unknown) => {
      // The window may be closed while it loads; anything else is a fault of ours worth a line.
      if (!window.isDestroyed()) process.stderr.write(`Keyhole: ${String(error)}\n`);
    });
  }
}
