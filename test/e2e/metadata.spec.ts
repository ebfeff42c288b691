// The rooms Metadata and Rules, as a person goes through them.

import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { httpResponse, startRawServer } from '../support/raw-server.ts';
import { expect, test } from './fixtures.ts';
import { goTo, inspect, paste, press, row } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());

test('a field leads to the request that used it, and the verdict of a rule to the bytes that prove it', async ({
  page,
}) => {
  await inspect(page, lab.mcp['modern'] ?? '');
  await page.locator('body').press('r');
  await expect(row(page, /register.*201/)).toBeVisible();
  await goTo(page, 'Metadata');
  await page.getByRole('option').filter({ hasText: 'Authorization server' }).click();
  const field = page.getByRole('listitem').filter({ hasText: 'registration_endpoint' });
  await expect(field).toContainText('Where a client registers itself');
  await field.getByRole('button', { name: /POST \/register/ }).click();
  await expect(page).toHaveTitle(/^Flow/);
  await expect(page.getByRole('tab', { name: 'Request' })).toHaveAttribute('aria-selected', 'true');

  await goTo(page, 'Rules');
  await page.getByRole('textbox', { name: 'Search the rules' }).fill('server-metadata/issuer-matches');
  await expect(page.getByRole('option')).toHaveCount(1);
  const detail = page.getByRole('article');
  await expect(detail).toContainText('The document names the issuer it was asked for.');
  await detail
    .getByRole('button', { name: /issuer/ })
    .first()
    .click();
  await expect(page).toHaveTitle(/^Flow/);
  await expect(page.getByRole('tab', { name: 'Response' })).toHaveAttribute('aria-selected', 'true');
});

test('the registration shows what the server issued, beside what it took as asked', async ({ page }) => {
  await inspect(page, lab.mcp['modern'] ?? '');
  await page.locator('body').press('r');
  await expect(row(page, /register.*201/)).toBeVisible();
  await goTo(page, 'Metadata');
  await page.getByRole('option').filter({ hasText: 'Registration' }).click();
  const table = page.getByRole('table');
  await expect(table.getByRole('row').filter({ hasText: /^client_id\b.*issued$/ })).toBeVisible();
  await expect(table.getByRole('row').filter({ hasText: 'redirect_uris' })).toContainText('same');
});

test('a probe asks only when told, shows the page that answers everywhere, and can be cancelled', async ({
  page,
}) => {
  let answering = true;
  const server = await startRawServer((_request, socket) => {
    if (answering)
      socket.write(httpResponse('<!doctype html>', 'HTTP/1.1 200 OK\r\nContent-Type: text/html'));
  });
  await goTo(page, 'Metadata');
  await page.getByRole('tab', { name: 'Probe' }).click();
  const field = page.getByRole('main').getByRole('textbox');
  await field.fill(`${server.origin}/mcp`);
  expect(server.requests).toHaveLength(0);
  await field.press('Enter');
  await expect(
    page.getByText('5 locations asked: 0 right, 5 misleading, 0 without a document.'),
  ).toBeVisible();
  await expect(page.getByText('200 HTML page')).toHaveCount(5);

  answering = false;
  await page.getByRole('button', { name: 'Probe again' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/^Cancelled/)).toBeVisible();
  await server.close();
});

test('OpenID and OAuth documents are compared after a probe, and another session starts without it', async ({
  page,
}) => {
  await inspect(page, lab.mcp['modern'] ?? '');
  for (let step = 0; step < 3; step += 1) await press(page, 'n');
  await goTo(page, 'Metadata');
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('tab', { name: 'Probe' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Probe' }).click();
  await expect(page.getByText(/locations asked/)).toBeVisible();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(page.getByText('The documents say the same.')).toBeVisible();
  await goTo(page, 'Home');
  await paste(page, lab.mcp['open'] ?? '');
  await goTo(page, 'Metadata');
  await page.getByRole('tab', { name: 'Probe' }).click();
  await expect(page.getByText(/locations asked/)).toHaveCount(0);
});
