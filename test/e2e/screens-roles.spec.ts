// The Roles room at both widths, light and dark: callers, a matrix with red cells, and answers side by side. One run is
// made, and looked at in every look.

import type { Page } from '@playwright/test';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, test } from './fixtures.ts';
import { lookOver, LOOKS, put, type Look } from './looks.ts';
import { goTo, runAs } from './the-app.ts';
import { addIdentity, addLabPerson, cellAt, identity, runMatrix } from './the-roles.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab({ faults: ['owner-not-checked', 'signature-not-checked'] });
});
test.afterAll(() => lab.close());

/** Dialogs and panes besides the three views: they are looked at once in each size and each scheme. */
const besides = ({ width, scheme }: Look) => (width === 1440) === (scheme === 'light');

async function identities(page: Page, look: Look): Promise<void> {
  await page.getByRole('tab', { name: /^Identities/ }).click();
  await lookOver(page, 'roles-identities', look);
  if (!besides(look)) return;
  const dialog = await addIdentity(page, 'A person', 'Carol');
  await expect(dialog.getByRole('radio', { name: /^Open a browser profile/ })).toBeEnabled();
  await lookOver(page, 'roles-identity-form', look);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add identity' }).click();
  await page.getByRole('menuitem', { name: 'Simulated callers' }).click();
  await lookOver(page, 'roles-simulated-form', look);
  await page.keyboard.press('Escape');
}

async function matrix(page: Page, look: Look): Promise<void> {
  await page.getByRole('tab', { name: 'Matrix' }).click();
  const red = cellAt(page, 'tool:get_order#default-1001', 'bob');
  await red.click();
  await expect(red).toHaveAttribute('data-verdict', 'over-permissive');
  await page.getByRole('tab', { name: 'Cell' }).click();
  await lookOver(page, 'roles-matrix', look);
  if (!besides(look)) return;
  await page.getByRole('tabpanel', { name: 'Cell' }).getByRole('button', { name: 'Edit…' }).click();
  await lookOver(page, 'roles-arguments', look);
  await page.keyboard.press('Escape');
  await page
    .getByRole('tab', { name: /^Findings/ })
    .first()
    .click();
  await lookOver(page, 'roles-findings', look);
}

async function compare(page: Page, look: Look): Promise<void> {
  await page.getByRole('tab', { name: 'Side by side' }).click();
  const both = page.getByRole('region', { name: 'Side by side' });
  await expect(both.getByRole('row').filter({ hasText: 'Order 1001 is delivered' }).first()).toBeVisible();
  await lookOver(page, 'roles-compare', look);
}

test('the Roles room is accessible and fits at both widths, light and dark', async ({ page }) => {
  test.setTimeout(240_000);
  await goTo(page, 'Roles');
  await expect(page.getByRole('heading', { name: 'No target yet' })).toBeVisible();
  await lookOver(page, 'roles-empty', LOOKS[0]);
  await goTo(page, 'Home');
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await goTo(page, 'Roles');
  await addLabPerson(page, 'Bob');
  await page.getByRole('button', { name: 'Add identity' }).click();
  await page.getByRole('menuitem', { name: 'Simulated callers' }).click();
  await page.getByRole('button', { name: /^Add \d+ callers/ }).click();
  await expect(identity(page, 'default-flipped-signature')).toContainText('ready');
  // What is sent in place of a token says nothing of alice.
  await expect(identity(page, 'default-no-token')).toContainText('no token');
  await expect(identity(page, 'default-no-token')).not.toContainText('alice');
  await runMatrix(page);
  for (const look of LOOKS) {
    await put(page, look);
    await identities(page, look);
    await matrix(page, look);
    await compare(page, look);
  }
});
