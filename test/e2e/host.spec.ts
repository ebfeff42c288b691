import { expectStrictPolicy } from './expect-strict-policy.ts';
import { expect, picture, test } from './fixtures.ts';

test.describe('the browser host', () => {
  test('shows the interface at the printed address and takes the token out of the address bar', async ({
    page,
    host,
  }) => {
    expect(new URL(page.url()).search).toBe('');
    expect(page.url()).toBe(`${new URL(host.url).origin}/`);
    await expect(page.locator('#root > *').first()).toBeVisible();
    await picture(page, 'home');
  });

  test('survives a reload', async ({ page }) => {
    await page.reload();
    await expect(page.locator('#root > *').first()).toBeVisible();
  });

  test('refuses a browser that was not let in', async ({ browser, host }) => {
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    const response = await page.goto(new URL('/', host.url).href);
    expect(response?.status()).toBe(403);
    await expect(page.locator('body')).toContainText('Open the address that Keyhole printed');
    await stranger.close();
  });

  test('lets no inline script run and no other server be asked', async ({ browser, host }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(host.url);
    await expectStrictPolicy(page);
    await context.close();
  });
});
