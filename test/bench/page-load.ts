// A page in a fresh browser context, and when it became usable.

import { sharedBrowser } from './browser.ts';

// A control that can be used is in the page, and two frames have passed since: what it shows is painted and the main
// thread is free to answer a key.
const WATCH = `
  addEventListener('DOMContentLoaded', () => {
    const usable = () => document.querySelector('#root :is(button, input):not([disabled], [aria-disabled=true])');
    const found = () => requestAnimationFrame(() => requestAnimationFrame(() => {
      globalThis.keyholeInteractive = performance.now();
      globalThis.keyholeScripts = performance.getEntriesByType('resource')
        .map((entry) => entry.name).filter((name) => new URL(name).pathname.endsWith('.js'));
    }));
    if (usable()) return found();
    const observer = new MutationObserver(() => {
      if (!usable()) return;
      observer.disconnect();
      found();
    });
    observer.observe(document.documentElement, { childList: true, subtree: true, attributes: true });
  });
`;

export interface LoadedPage {
  /** Milliseconds from the start of the navigation. */
  readonly interactive: number;
  /** URL paths of the scripts loaded until then. */
  readonly scripts: readonly string[];
  /** Waits until the page has been quiet for a while. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the address a host printed. The browser is shared, its caches are not. */
export async function openPage(url: string): Promise<LoadedPage> {
  const context = await (await sharedBrowser()).newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(url, { waitUntil: 'commit' });
  const seen = await page.waitForFunction(() => {
    const interactive: unknown = Reflect.get(globalThis, 'keyholeInteractive');
    const scripts: unknown = Reflect.get(globalThis, 'keyholeScripts');
    return typeof interactive === 'number' && Array.isArray(scripts) ? { interactive, scripts } : false;
  });
  const loaded = await seen.jsonValue();
  if (loaded === false) throw new Error('the page never became interactive');
  return {
    interactive: loaded.interactive,
    scripts: loaded.scripts.map((name) => new URL(String(name)).pathname),
    settle: () => page.waitForLoadState('networkidle'),
    close: () => context.close(),
  };
}
