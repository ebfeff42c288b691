// The Compatibility room, as a person goes through it.

import { startServer } from '../integration/flow/a-server.ts';
import { startRawServer } from '../support/raw-server.ts';
import { expect, test } from './fixtures.ts';
import { goTo, inspect } from './the-app.ts';

const cell = (page: Parameters<typeof goTo>[0], revision: string, way: string) =>
  page
    .getByRole('row', { name: new RegExp(`^${way}`) })
    .getByRole('button')
    .nth(['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'].indexOf(revision));

test('at the lab everything it offers works, and a cell opens as a session to step through', async ({
  page,
}) => {
  await goTo(page, 'Lab');
  await page.getByRole('button', { name: 'Start the lab' }).click();
  await page.getByRole('button', { name: 'Inspect Both eras at one address' }).click();
  await expect(page).toHaveTitle(/^Flow/);
  await goTo(page, 'Compatibility');
  await expect(page.getByText('keyhole-public')).toBeVisible();
  await page.locator('body').press('r');
  await expect(page.getByText('8 works')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('4 not offered')).toBeVisible();

  await cell(page, '2025-11-25', 'Client-ID metadata document').focus();
  await page.keyboard.press('ArrowRight');
  const detail = page.getByRole('region', { name: /^Client-ID metadata document/ });
  await expect(detail).toContainText('2026-07-28');
  await expect(detail).toContainText('the server accepts its first call');
  await page.keyboard.press('ArrowLeft');
  await expect(detail).toContainText('2025-11-25');
  await detail.getByRole('button', { name: 'Open the flow' }).click();
  await expect(page).toHaveTitle(/^Flow/);
  await expect(page.getByText('Flow to', { exact: false }).first()).toContainText('2025-11-25');
  await page.locator('body').press('b');
  await expect(page.getByRole('button', { name: /not sent yet/ }).last()).toBeVisible();
});

test('elsewhere a cell ends at the authorization request, a rule that refuses is explained, and a cell runs again', async ({
  page,
}) => {
  let challenge = 'Basic realm="x"';
  const server = await startServer({
    '/mcp': () => ({ status: 401, headers: { 'www-authenticate': challenge } }),
    '/.well-known/oauth-protected-resource/mcp': (_request, origin) => ({
      json: {
        resource: challenge === 'Bearer' ? `${origin}/mcp` : 'https://other.example/',
        authorization_servers: [origin],
      },
    }),
  });
  await inspect(page, server.target);
  await goTo(page, 'Compatibility');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Run the grid/ })
    .click();
  await expect(page.getByRole('main').getByRole('button', { name: /^Run again/ })).toBeVisible();
  const newest = cell(page, '2026-07-28', 'Dynamic registration');
  await expect(newest).toContainText('refused');
  const detail = page.getByRole('region', { name: /^Dynamic registration/ });
  await expect(detail).toContainText('resource-metadata/resource-matches');
  await expect(detail.getByRole('link', { name: /^RFC 9728/ }).first()).toBeVisible();

  challenge = 'Bearer';
  await detail.getByRole('button', { name: 'Run this cell' }).click();
  await expect(newest).toContainText('offered');
  await expect(detail).toContainText('Reaches the authorization request');
  await expect(cell(page, '2025-11-25', 'Dynamic registration')).toContainText('refused');
  expect(server.asked.map(({ path }) => path)).not.toContain('/authorize');

  await cell(page, '2026-07-28', 'Pre-registered client').click();
  await page
    .getByRole('region', { name: /^Pre-registered/ })
    .getByRole('button', { name: 'Settings' })
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await server.close();
});

test('a run is cancelled, and says so', async ({ page }) => {
  const server = await startRawServer(() => undefined);
  await inspect(page, `${server.origin}/mcp`);
  await goTo(page, 'Compatibility');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Run the grid/ })
    .click();
  await expect(page.getByText(/of 12 cells have ended/)).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled: these had ended.')).toBeVisible();
  await server.close();
});
