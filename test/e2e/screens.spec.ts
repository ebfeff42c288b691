// Every screen at both widths, light and dark: looked over by axe, pictured for a person to look over. The Roles room,
// which takes several callers and a run, has a file of its own.

import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, test } from './fixtures.ts';
import { lookOver, LOOKS, put } from './looks.ts';
import { goTo, inspect, press, row } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());

for (const wanted of LOOKS) {
  const { width, height, scheme } = wanted;
  test(`every screen is accessible and fits at ${width}×${height}, ${scheme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await put(page, wanted);
    const look = async (name: string): Promise<void> => {
      await expect(page.getByRole('main').getByRole('heading').first()).toBeAttached();
      await lookOver(page, name, wanted);
    };

    await look('home');
    await goTo(page, 'Lab');
    await look('lab-stopped');
    await goTo(page, 'Session');
    await look('session-empty');
    await goTo(page, 'Inspect');
    await expect(page.getByRole('heading', { name: 'No token to look at yet' })).toBeVisible();
    await look('inspect-empty');
    await goTo(page, 'Flow');
    await look('flow-empty');
    await goTo(page, 'Metadata');
    await look('metadata-empty');
    await goTo(page, 'Privacy');
    await expect(page.getByRole('heading', { name: 'No answers to look at yet' })).toBeVisible();
    await look('privacy-empty');
    await goTo(page, 'Compatibility');
    await look('compat-empty');
    await goTo(page, 'Rules');
    await expect(page.getByRole('option').first()).toBeVisible();
    await look('rules-empty');
    await goTo(page, 'Home');

    await inspect(page, lab.mcp['open'] ?? '');
    await press(page, 'r');
    await look('flow-open');
    await goTo(page, 'Inspect');
    const broken = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.c2ln';
    await page.getByRole('textbox', { name: 'Token', exact: true }).fill(broken);
    await page.getByRole('button', { name: 'Inspect', exact: true }).last().click();
    await expect(page.getByRole('article')).toContainText('expired');
    await page.getByRole('button', { name: 'Paste keys…' }).click();
    await look('inspect-token');
    await goTo(page, 'Session');
    await page.getByRole('main').getByText('get_order').first().click();
    await look('session-form');
    await goTo(page, 'Privacy');
    await expect(page.getByRole('heading', { name: 'No call recorded yet' })).toBeVisible();
    await look('privacy-no-calls');
    await page.getByRole('tab', { name: 'Leak report' }).click();
    await expect(page.getByRole('heading', { name: 'Nothing sensitive was seen' })).toBeVisible();
    await look('privacy-report-clean');
    await page.getByRole('tab', { name: 'Audience lens' }).click();
    lab.setFault('leaks-cost-price', true);
    await page.getByRole('textbox', { name: 'Arguments' }).fill('{"query":"kettle"}');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await expect(page.getByRole('article').first()).toBeVisible();
    lab.setFault('leaks-cost-price', false);
    await look('privacy-lens');
    await page.getByText('Redacted', { exact: true }).click();
    await look('privacy-redacted');
    await page.getByRole('tab', { name: 'Leak report' }).click();
    await page.getByRole('row').getByRole('button').first().click();
    await look('privacy-report');
    await page.getByRole('tab', { name: 'Policy' }).click();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await look('privacy-policy');
    await page.getByRole('tab', { name: 'Audience lens' }).click();

    await goTo(page, 'Home');
    await inspect(page, lab.mcp['opaque'] ?? '');
    await page.locator('body').press('r');
    await expect(row(page, /register.*201/)).toBeVisible();
    await goTo(page, 'Metadata');
    await look('metadata-resource');
    for (const name of ['Authorization server', 'Registration'] as const) {
      await page.getByRole('option').filter({ hasText: name }).first().click();
      await look(`metadata-${name.slice(0, 5).toLowerCase()}`);
    }
    await page.getByRole('tab', { name: 'Probe' }).click();
    await look('metadata-probe-before');
    await page.getByRole('button', { name: 'Probe' }).click();
    await expect(page.getByText(/locations asked/)).toBeVisible();
    await look('metadata-probe');
    await page.getByRole('tab', { name: 'Compare' }).click();
    await look('metadata-compare');

    await goTo(page, 'Home');
    lab.setFault('prm-resource-mismatch', true);
    await inspect(page, lab.mcp['modern'] ?? '');
    await press(page, 'n');
    for (const tab of ['Request', 'Response', 'Timing & TLS', 'Findings'] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await look(`flow-${tab.split(' ')[0]?.toLowerCase() ?? ''}`);
    }
    await press(page, 'r');
    await goTo(page, 'Compatibility');
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Run the grid/ })
      .click();
    await expect(page.getByRole('main').getByRole('button', { name: /^Run again/ })).toBeVisible();
    await look('compat-refused');
    await goTo(page, 'Flow');
    lab.setFault('prm-resource-mismatch', false);
    await look('flow-refused');
    await goTo(page, 'Metadata');
    await page.getByRole('tab', { name: 'Documents' }).click();
    await look('metadata-failed');
    await goTo(page, 'Rules');
    await page.locator('body').press('/');
    await page.keyboard.type('resource identifier');
    await expect(page.getByRole('option').first()).toBeVisible();
    await look('rules-search');
    await goTo(page, 'Flow');
    await page.locator('body').press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('commands');
    await page.keyboard.press('Escape');
  });
}
