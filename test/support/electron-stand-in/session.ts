import { EventEmitter } from 'node:events';
import type { BrowserContext, Route } from 'playwright-core';
import { app } from './app.ts';
import { inward, outward } from './app-scheme.ts';

type Contents = object | null;
type RequestHandler = (
  contents: Contents,
  permission: string,
  callback: (granted: boolean) => void,
  details: { readonly requestingUrl: string; readonly isMainFrame: boolean },
) => void;
type CheckHandler = (contents: Contents, permission: string, origin: string, details: object) => boolean;

/** Electron's names of permissions, and Playwright's. */
const PERMISSIONS = {
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
} as const;

class Session extends EventEmitter {
  #request: RequestHandler | undefined;
  #check: CheckHandler | undefined;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(_handler: () => boolean): void {}

  /** Asks both handlers about every permission once and tells Chromium, which cannot ask back in time. */
  async applyPermissions(context: BrowserContext, contents: object, url: string): Promise<void> {
    const { origin } = new URL(outward(url));
    const requestingUrl = inward(`${origin}/`);
    const granted: string[] = [];
    for (const [permission, name] of Object.entries(PERMISSIONS)) {
      let allowed = false;
      this.#request?.(contents, permission, (answer) => (allowed = answer), {
        requestingUrl,
        isMainFrame: true,
      });
      if (allowed && this.#check?.(contents, permission, requestingUrl, {})) granted.push(name);
    }
    // All that are not named are refused.
    await context.grantPermissions(granted, { origin });
  }
}

export const session = { defaultSession: new Session() };

type SchemeHandler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, SchemeHandler>();

export const protocol = {
  registerSchemesAsPrivileged(_schemes: readonly object[]): void {
    if (app.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (!app.isReady()) throw new Error('protocol.handle cannot be used before app is ready');
    handlers.set(scheme, handler);
  },
};

/** Answers a request of Chromium's from the handler of its scheme. Whether there is one. */
export async function answerScheme(route: Route): Promise<boolean> {
  const url = inward(route.request().url());
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (!handler) return false;
  try {
    const response = await handler(new Request(url, { method: route.request().method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  } catch (error) {
    // As in Electron, a handler that fails fails its request.
    process.stderr.write(`${String(error)}\n`);
    await route.abort('failed');
  }
  return true;
}
