import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Frame, Page, Route } from 'playwright-core';
import { app } from './app.ts';
import { inward, originOf, outward } from './app-scheme.ts';
import { ipcMain } from './ipc-main.ts';
import { preloadSource, WIRE } from './preload-world.ts';
import { eventWith } from './preventable.ts';
import { answerScheme, session } from './session.ts';

interface OpenDetails {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: string;
}

let lastId = 0;

/** One page. Calls that need it wait until it is there. */
export class WebContents extends EventEmitter {
  readonly id = (lastId += 1);
  /** So that the page cannot make notices of its own. */
  readonly #noticeEvent = `stand-in-${randomUUID()}`;
  readonly #page: Promise<Page>;
  #destroyed = false;
  /** The address of a load that the program itself asked for: such a load raises no `will-navigate`. */
  #loading: string | undefined;
  /** The last such address, for `reload`. */
  #shown = 'about:blank';
  /** Resolves when the page that was ended is gone. */
  #crashed: Promise<void> | undefined;
  #openHandler: (details: OpenDetails) => { readonly action: string } = () => ({ action: 'allow' });

  constructor(preload: string | undefined) {
    super();
    app.emit('web-contents-created', {}, this);
    this.#page = this.#open(preload);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler: (details: OpenDetails) => { readonly action: string }): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    const message = structuredClone({ event: this.#noticeEvent, channel, args });
    void this.#page
      .then((page) =>
        page.evaluate(({ event, ...detail }) => {
          document.dispatchEvent(new CustomEvent(event, { detail }));
        }, message),
      )
      // A page that is being left or closed misses what is sent, as in Electron.
      .catch(() => {});
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return await (await this.#page).evaluate(code);
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    this.#shown = url;
    if (/^(app|https?):/.test(url)) await session.defaultSession.applyPermissions(page.context(), this, url);
    this.#loading = new URL(outward(url)).href;
    await page.goto(this.#loading);
  }

  /** The page's process cannot really be ended here, because Playwright gives up a page whose process is gone. */
  forcefullyCrashRenderer(): void {
    void this.#page.then((page) => {
      this.#crashed = page.goto('about:blank').then(
        () => {},
        // The answer to the event may be to close the window.
        () => {},
      );
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
  }

  reload(): void {
    void this.#page.then(async () => {
      await this.#crashed;
      await this.loadURL(this.#shown);
    });
  }

  page(): Promise<Page> {
    return this.#page;
  }

  async #open(preload: string | undefined): Promise<Page> {
    const { context } = await app.browser();
    const page = await newPage(context);
    page.on('close', () => {
      this.#destroyed = true;
      this.emit('destroyed');
    });
    await page.exposeBinding(WIRE, async ({ frame }, channel: string, args: unknown[]) => {
      return await ipcMain.invoke(
        channel,
        { sender: this, senderFrame: frameOf(frame), type: 'frame' },
        args,
      );
    });
    if (preload !== undefined) {
      await page.addInitScript(preloadSource(readFileSync(preload, 'utf8'), this.#noticeEvent));
    }
    await page.route('**/*', (route) =>
      this.#route(route, page).catch((error: unknown) => {
        // A page that is closed leaves requests behind that nobody can answer.
        if (!page.isClosed()) throw error;
      }),
    );
    const devTools = await context.newCDPSession(page);
    await devTools.send('Page.enable');
    devTools.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      const { action } = this.#openHandler({
        url: inward(url),
        frameName: windowName,
        features: windowFeatures.join(','),
        disposition: 'foreground-tab',
      });
      // The window itself is closed in any case, see `newPage`.
      if (action !== 'deny') throw new Error('The stand-in cannot open windows for a page.');
    });
    return page;
  }

  async #route(route: Route, page: Page): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest() && !this.#mayNavigate(request.frame(), request.url(), page)) {
      return await route.abort('aborted');
    }
    if (!(await answerScheme(route))) await passOn(route);
  }

  #mayNavigate(frame: Frame, url: string, page: Page): boolean {
    const isMainFrame = frame === page.mainFrame();
    if (isMainFrame && url === this.#loading) {
      this.#loading = undefined;
      return true;
    }
    const members = { url: inward(url), isMainFrame, isSameDocument: false, frame: frameOf(frame) };
    const event = eventWith(members);
    this.emit('will-frame-navigate', event);
    if (isMainFrame) this.emit('will-navigate', event);
    return !event.defaultPrevented;
  }
}

/** Asks the network in Chromium's place, which has none, see `browser.ts`. */
async function passOn(route: Route): Promise<void> {
  try {
    await route.fulfill({ response: await route.fetch() });
  } catch {
    await route.abort('failed');
  }
}

/** The members of `WebFrameMain` that say where a message came from. */
interface FrameOfContents {
  readonly origin: string;
  readonly url: string;
  readonly parent: FrameOfContents | null;
}

function frameOf(frame: Frame): FrameOfContents {
  const parent = frame.parentFrame();
  return {
    origin: originOf(frame.url()),
    url: inward(frame.url()),
    parent: parent === null ? null : frameOf(parent),
  };
}

const watched = new WeakSet<BrowserContext>();

/** A page of ours. Pages that other pages open are closed; what they ask for until then reaches nobody. */
async function newPage(context: BrowserContext): Promise<Page> {
  if (!watched.has(context)) {
    watched.add(context);
    await context.route('**/*', (route) => route.abort('aborted'));
    context.on('page', (page) => {
      void page.opener().then((opener) => (opener === null ? undefined : page.close()));
    });
  }
  return await context.newPage();
}
