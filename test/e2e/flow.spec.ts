// The main job, as a person does it: a lab server, stepped through by key, back, edited, restarted, signed in to, used.

import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { ServedHost } from '../support/served-host.ts';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, picture, test } from './fixtures.ts';
import { diagram, goTo, inspect, press, row } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());

/** Answers the lab's sign-in page as somebody would, in a page of its own. */
async function signIn(page: Page, host: ServedHost, person: string): Promise<void> {
  const browser = await page.context().newPage();
  await browser.goto(await host.nextOpened());
  await browser.getByText(`Continue as ${person}`).click();
  await picture(browser, 'lab-sign-in');
  await browser.getByRole('button', { name: 'Allow' }).click();
  await expect(browser.getByText('Back to Keyhole')).toBeVisible();
  await browser.close();
}

async function setSignIn(page: Page, option: string, parameters: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings of the flow' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Sign-in/ }).click();
  await page.getByRole('option', { name: option }).click();
  await dialog.getByRole('textbox', { name: 'Extra parameters' }).fill(parameters);
  await picture(page, 'settings');
  await dialog
    .getByRole('button', { name: /^(Restart|Start|Save|Done|Close)/ })
    .last()
    .click();
}

test('a person steps to the end by key, back, edits the redirect URI and reads why it is refused; signs in as bob, calls, refreshes, revokes', async ({
  page,
  host,
}) => {
  const url = lab.mcp['opaque'] ?? '';
  await inspect(page, url);
  await setSignIn(page, 'Followed by Keyhole, no browser', 'login_hint=alice');
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await expect(row(page, /server\/discover.*not sent yet/)).toBeVisible();

  for (let pressed = 0; pressed < 12; pressed += 1) {
    await press(page, 'n');
    if (await diagram(page).getByText('the flow is complete').isVisible()) break;
  }
  await expect(diagram(page).getByText('the flow is complete')).toBeVisible();
  await picture(page, 'flow-complete');

  await press(page, 'b');
  await press(page, 'b');
  await expect(row(page, /server\/discover.*not sent yet/)).toBeVisible();
  await picture(page, 'flow-stepped-back');

  await press(page, 'b');
  await press(page, 'b');
  await expect(row(page, /authorize.*not sent yet/)).toBeVisible();
  await page.locator('body').press('e');
  await page
    .getByRole('textbox', { name: 'Value of redirect_uri' })
    .fill('https://elsewhere.example/callback');
  await picture(page, 'draft-editor');
  await page.getByRole('button', { name: /Save and (send|open)/ }).click();
  await expect(page.getByText('The flow is refused').or(page.getByText('Refused.')).first()).toBeVisible();
  await expect(page.getByText('the redirect URI is not the one that was registered').first()).toBeVisible();
  await picture(page, 'flow-refused');

  await setSignIn(page, 'In the browser', '');
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await expect(row(page, /server\/discover.*not sent yet/)).toBeVisible();
  await press(page, 'r');
  await expect(page.getByText('Waits for the sign-in in the browser')).toBeVisible();
  await picture(page, 'flow-waiting');
  await signIn(page, host, 'Bob');
  await expect(diagram(page).getByText('the flow is complete')).toBeVisible();

  await goTo(page, 'Session');
  await page.getByRole('main').getByText('list_orders').first().click();
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByRole('main').getByText(/2001/).first()).toBeVisible();
  await picture(page, 'session-called');
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await expect(page.getByText('access token C').first()).toBeVisible();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Revoke the access token' }).click();
  await expect(page.getByText('revoked').first()).toBeVisible();
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByText(/401/).first()).toBeVisible();
  await picture(page, 'session-refused');
});

test('a refusal shows the rule, the bytes and the way on; the picture of the README is made here', async ({
  page,
}) => {
  lab.setFault('as-issuer-mismatch', true);
  await inspect(page, lab.mcp['modern'] ?? '');
  await press(page, 'r');
  await expect(page.getByText('The metadata names another issuer').first()).toBeVisible();
  lab.setFault('as-issuer-mismatch', false);
  const name = 'flow';
  await picture(page, name);
  if (process.env['KEYHOLE_UPDATE_PICTURES']) {
    const kept = path.join(import.meta.dirname, '..');
    await copyFile(
      path.join(kept, 'output/pictures', `${name}.png`),
      path.join(kept, 'pictures', `${name}.png`),
    );
  }
});
