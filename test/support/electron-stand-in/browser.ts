import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

export interface Browser {
  readonly context: BrowserContext;
  /** Where a test connects to see the same pages. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts the Chromium of `KEYHOLE_CHROMIUM`, or Playwright's own, without a window of its own. */
export async function startBrowser(profile: string): Promise<Browser> {
  const executablePath = process.env['KEYHOLE_CHROMIUM'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    // Chromium refuses its sandbox to root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--remote-debugging-port=0',
      // Nobody listens there. A page that another page opens may send its first request before Playwright holds it; with
      // the network cut off, only what a stand-in's page was let through to is ever asked for.
      '--proxy-server=127.0.0.1:9',
      '--proxy-bypass-list=<-loopback>',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const [port] = (await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  return { context, endpoint: `http://127.0.0.1:${port}`, close: () => context.close() };
}
