import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { Preventable } from './preventable.ts';
import { WebContents } from './web-contents.ts';

interface Options {
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly show?: boolean;
  readonly webPreferences?: { readonly preload?: string; readonly [name: string]: unknown };
}

const windows = new Set<BrowserWindow>();

/** A window that nobody sees: its state is kept, its contents are a page. */
export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  readonly webContents: WebContents;
  readonly #bounds: { x: number; y: number; width: number; height: number };
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #destroyed = false;

  constructor({ x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} }: Options = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.#bounds = { x, y, width, height };
    this.#visible = show;
    this.webContents = new WebContents(webPreferences.preload);
    windows.add(this);
    app.opened(this);
    void this.webContents.page().then(async (page) => {
      await page.setViewportSize({ width, height });
      page.once('domcontentloaded', () => this.emit('ready-to-show'));
      page.once('close', () => this.#end());
    });
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  async close(): Promise<void> {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    await (await this.webContents.page()).close();
    this.#end();
  }

  destroy(): void {
    void this.webContents.page().then((page) => page.close());
  }

  isDestroyed = (): boolean => this.#destroyed;
  getNormalBounds = () => ({ ...this.#bounds });
  isVisible = (): boolean => this.#visible && !this.#minimized;
  isMinimized = (): boolean => this.#minimized;
  isMaximized = (): boolean => this.#maximized;

  show(): void {
    this.#visible = true;
  }

  focus(): void {
    void this.webContents.page().then((page) => page.bringToFront());
  }

  minimize(): void {
    this.#minimized = true;
  }

  restore(): void {
    this.#minimized = false;
  }

  maximize(): void {
    this.#maximized = true;
  }

  #end(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    this.emit('closed');
    app.closed(this);
  }
}
