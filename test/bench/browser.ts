// The browser of a benchmark: one for all its pages, started when first needed.

import { chromium, type Browser } from 'playwright-core';

let browser: Promise<Browser> | undefined;

/** The browser; the same one until it is closed. */
export function sharedBrowser(): Promise<Browser> {
  const executablePath = process.env['KEYHOLE_CHROMIUM'];
  browser ??= chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  return browser;
}

/** Ends the browser. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}
