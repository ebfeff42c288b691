// The Privacy room: a leaking answer through the lens, a rule of one's own, and a presentation in which nothing shows.

import type { Page } from '@playwright/test';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { PLANTED } from '../../electron/lab/shop/planted.ts';
import { expect, picture, test } from './fixtures.ts';
import { goTo, runAs } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());
test.beforeEach(() => lab.setFault('leaks-card-number', true));
test.afterEach(() => lab.setFault('leaks-card-number', false));

const CARD = PLANTED.find(({ kind, of }) => kind === 'card-number' && of === 'alice')?.value ?? '';

const column = (page: Page, name: 'As sent' | 'The person sees' | 'The model sees') =>
  page.getByRole('region', { name });
/** Types of the blocks of a column, in order. */
const blocks = (page: Page, name: Parameters<typeof column>[1]) =>
  column(page, name)
    .getByRole('article')
    .evaluateAll((all) => all.map((one) => one.dataset['block']));

async function callGetOrder(page: Page): Promise<void> {
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await goTo(page, 'Privacy');
  await page.getByRole('button', { name: /Call a tool/ }).click();
  await page.getByRole('option', { name: /get_order/ }).click();
  await page.getByRole('textbox', { name: 'Arguments' }).fill('{"orderId":"1001"}');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(column(page, 'As sent').getByRole('article')).toHaveCount(3);
}

test('a block moves with the host, and the card number is hidden in all of it', async ({ page }) => {
  await callGetOrder(page);
  await expect(column(page, 'As sent')).toContainText('assistant');
  expect(await blocks(page, 'As sent')).toEqual(['text', 'text', 'structuredContent']);

  const host = page.getByRole('radiogroup', { name: 'The host' });
  await expect(host.getByRole('radio', { name: 'honours audience' })).toBeChecked();
  expect(await blocks(page, 'The person sees')).toEqual(['text', 'structuredContent']);
  expect(await blocks(page, 'The model sees')).toEqual(['text', 'text', 'structuredContent']);
  await picture(page, 'privacy-honours');

  await host.getByText('ignores it').click();
  await expect(column(page, 'The person sees').getByRole('article')).toHaveCount(3);
  expect(await blocks(page, 'The model sees')).toEqual(['text', 'text', 'structuredContent']);

  await host.getByText('is strict').click();
  await expect(column(page, 'The model sees').getByRole('article')).toHaveCount(2);
  expect(await blocks(page, 'The person sees')).toEqual(['text', 'structuredContent']);
  expect(await blocks(page, 'The model sees')).toEqual(['text', 'text']);
  await expect(column(page, 'The model sees')).toContainText('1 block is kept back.');

  await expect(column(page, 'As sent').locator('[data-masked-secret]').first()).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(CARD);

  await page.getByText('Redacted', { exact: true }).click();
  const spot = column(page, 'The model sees').locator('[data-spot="payment-card"]').first();
  await expect(spot).toBeVisible();
  await spot.focus();
  await expect(page.getByRole('tooltip')).toContainText('Card number');
  await expect(page.getByRole('tooltip')).toContainText('Luhn');
  await picture(page, 'privacy-redacted');
});

test('the report names the leak, and a cell of it opens the bytes', async ({ page }) => {
  await callGetOrder(page);
  await page.getByRole('tab', { name: 'Leak report' }).click();
  await expect(page.getByText(/hands the model a complete card number/)).toBeVisible();
  const line = page.getByRole('row').filter({ hasText: 'Card number' });
  await line.getByRole('button').first().click();
  await picture(page, 'privacy-report');
  const detail = page.getByRole('region', { name: /Card number · get_order/ });
  await expect(detail).toContainText('privacy/reaches-model');
  await detail
    .getByRole('button', { name: /structuredContent/ })
    .first()
    .click();
  await expect(page.getByRole('tab', { name: 'Response', selected: true })).toBeVisible();
  // The tree stands at the value, with its pointer below.
  await expect(page.getByText('/result/structuredContent/paidWith', { exact: true })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(CARD);
});

test('a rule of one’s own is tried while it is written, and applies at once', async ({ page }) => {
  await callGetOrder(page);
  await page.getByRole('tab', { name: 'Policy' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = page.getByRole('group', { name: 'rule 1' });
  await rule.getByRole('textbox', { name: 'Key path' }).fill('carrier');
  await rule.getByRole('textbox', { name: 'Must match', exact: true }).fill('{"carrier":"DHL"}');
  await rule.getByRole('textbox', { name: 'Must not match' }).fill('{"carrier":"DHL"}');
  await expect(rule).toContainText('left out until its fault is mended');
  await rule.getByRole('textbox', { name: 'Must not match' }).fill('{"status":"shipped"}');
  await expect(rule).toContainText(/matches \d+ times? in the answer of get_order/);
  await picture(page, 'privacy-policy');

  await page.getByRole('tab', { name: 'Audience lens' }).click();
  await page.getByText('Redacted', { exact: true }).click();
  const model = column(page, 'The model sees');
  await expect(model.locator('[data-spot="business-confidential"]').first()).toBeVisible();
  await expect(model.getByRole('article').filter({ hasText: 'structuredContent' })).not.toContainText(
    'Parcel Post',
  );
});

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('a copy holds what is shown, and secrets only where they are asked for', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await callGetOrder(page);
  const sent = column(page, 'As sent').getByRole('article').first();
  await sent.getByRole('button', { name: 'Copy block 1 (text), As sent', exact: true }).click();
  await expect.poll(() => clipboard(page)).toContain('\u27E6payment card A');
  expect(await clipboard(page)).not.toContain(CARD);

  const more = sent.getByRole('button', { name: 'Copy block 1 (text), As sent: more ways' });
  // Reached and chosen by the keyboard alone.
  await more.focus();
  await page.keyboard.press('Enter');
  const plain = page.getByRole('menuitem', { name: 'Copy with secrets' });
  await expect(plain).toHaveAccessibleDescription(/in plain text: whoever reads the clipboard has/);
  await picture(page, 'privacy-copy');
  await page.keyboard.press('ArrowDown');
  await expect(plain).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => clipboard(page)).toContain(CARD);
  // It went past the page.
  await expect(page.getByRole('main')).not.toContainText(CARD);

  await goTo(page, 'Flow');
  await page.getByRole('tab', { name: 'Request', exact: true }).click();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByPlaceholder('Type what you want to do').fill('headers with');
  await page.getByRole('menuitem', { name: /Copy the headers with 1 secret, in plain text/ }).click();
  await expect.poll(() => clipboard(page)).toMatch(/Bearer eyJ/);
  await page.getByRole('button', { name: 'Copy the headers', exact: true }).click();
  await expect.poll(() => clipboard(page)).toContain('Bearer \u27E6access token A\u27E7');

  // What is revealed is shown, so it is copied.
  await page.getByRole('button', { name: 'Reveal access token A' }).first().click();
  await expect(page.locator('[data-revealed-secret="access token A"]').first()).toBeVisible();
  await page.getByRole('button', { name: 'Copy the headers', exact: true }).click();
  await expect.poll(() => clipboard(page)).toMatch(/Bearer eyJ/);

  await page.getByRole('button', { name: 'Turn presenter mode on' }).click();
  await expect(page.getByRole('button', { name: /more ways$/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Copy the headers', exact: true }).click();
  await expect.poll(() => clipboard(page)).toContain('Bearer \u27E6access token A\u27E7');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByPlaceholder('Type what you want to do').fill('plain text');
  await expect(page.getByText('No command has these words.')).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /in plain text/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Turn presenter mode off' }).last().click();
});

test('while presenting nothing can be revealed, and no secret is in the page or its accessibility tree', async ({
  page,
}) => {
  await callGetOrder(page);
  const chip = column(page, 'As sent').locator('[data-masked-secret]').first();
  await chip.click();
  await expect(page.getByRole('main')).toContainText(CARD);

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByPlaceholder('Type what you want to do').fill('presenter');
  await page.getByRole('menuitem', { name: /Turn presenter mode on/ }).click();
  await expect(page.getByText('Secrets and sensitive data stay hidden until you turn it off.')).toBeVisible();
  await chip.click();
  await page.locator('body').press('.');

  for (const room of ['Privacy', 'Session', 'Flow', 'Inspect'] as const) {
    await goTo(page, room);
    await expect(page.locator('[data-revealed-secret]')).toHaveCount(0);
    const shown = `${await page.locator('body').innerText()}\n${await page.locator('body').ariaSnapshot()}`;
    expect(PLANTED.filter(({ value, kind }) => kind !== 'margin' && shown.includes(value))).toEqual([]);
    expect(shown).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}/);
  }
  await picture(page, 'presenting');

  await page.getByRole('button', { name: 'Turn presenter mode off' }).last().click();
  await goTo(page, 'Privacy');
  await column(page, 'As sent').locator('[data-masked-secret]').first().click();
  await expect(page.getByRole('main')).toContainText(CARD);
});
