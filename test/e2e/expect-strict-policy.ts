import { expect, type Page } from '@playwright/test';

/** Tries what the content security policy forbids, in a page of any host: an inline script and another server. */
export async function expectStrictPolicy(page: Page): Promise<void> {
  const breaches = await page.evaluate(async () => {
    const seen: string[] = [];
    addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const script = document.createElement('script');
    try {
      script.textContent = 'document.title = "run"';
      document.body.append(script);
    } catch {
      seen.push('refused at once');
    }
    await fetch('http://127.0.0.1:9/').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { seen, title: document.title };
  });
  expect(breaches.title).not.toBe('run');
  expect(breaches.seen).toContain('connect-src');
  expect(breaches.seen).toContain('require-trusted-types-for');
}
