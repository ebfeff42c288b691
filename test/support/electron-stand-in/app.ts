import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBrowser, type Browser } from './browser.ts';
import { Preventable } from './preventable.ts';

interface Closable {
  close(): Promise<void>;
}

/** The application's life: ready, the single-instance lock, and the order in which it ends. */
class App extends EventEmitter {
  readonly #paths = new Map([['appData', path.join(tmpdir(), 'electron-stand-in')]]);
  readonly #windows = new Set<Closable>();
  #ready: Promise<Browser> | undefined;
  #isReady = false;
  #lock: string | undefined;
  #quitting = false;

  setName(_name: string): void {}

  setPath(name: string, folder: string): void {
    this.#paths.set(name, folder);
  }

  getPath(name: string): string {
    const folder = this.#paths.get(name);
    if (folder === undefined) throw new Error(`Failed to get '${name}' path`);
    return folder;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  async whenReady(): Promise<void> {
    await this.browser();
  }

  /** The Chromium behind all windows. Starting it is what "ready" means here. */
  browser(): Promise<Browser> {
    this.#ready ??= startBrowser(path.join(this.getPath('userData'), 'chromium')).then((browser) => {
      this.#isReady = true;
      this.emit('ready');
      return browser;
    });
    return this.#ready;
  }

  /** By a file in the data folder that names the process; a second one leaves a note beside it and gets `false`. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    const lock = path.join(folder, 'stand-in.lock');
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      writeFileSync(path.join(folder, `stand-in.second-${process.pid}`), readFileSync(lock));
      return false;
    }
    this.#lock = lock;
    watch(folder, { persistent: false }, () => {
      for (const name of readdirSync(folder)) {
        if (!name.startsWith('stand-in.second-')) continue;
        rmSync(path.join(folder, name), { force: true });
        this.emit('second-instance', {}, [], folder);
      }
    });
    return true;
  }

  /** Called by the windows, so that the last one can be noticed. */
  opened(window: Closable): void {
    this.#windows.add(window);
  }

  closed(window: Closable): void {
    this.#windows.delete(window);
    if (this.#windows.size > 0 || this.#quitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  /** before-quit, then the windows, then will-quit; any of them may prevent it. */
  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    void this.#quit();
  }

  async #quit(): Promise<void> {
    const before = new Preventable();
    this.emit('before-quit', before);
    if (!before.defaultPrevented) {
      for (const window of this.#windows) await window.close();
      const will = new Preventable();
      this.emit('will-quit', will);
      if (!will.defaultPrevented) return this.exit(0);
    }
    this.#quitting = false;
  }

  exit(code = 0): void {
    if (this.#lock !== undefined) rmSync(this.#lock, { force: true });
    const gone = this.#ready?.then((browser) => browser.close()) ?? Promise.resolve();
    void gone.catch(() => {}).then(() => process.exit(code));
  }
}

export const app = new App();
