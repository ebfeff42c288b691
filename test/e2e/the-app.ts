// What end-to-end tests do in the interface again and again, in the words a person would use.

import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export const diagram = (page: Page) => page.getByRole('list', { name: 'Sequence of exchanges' });

/** The newest row of the diagram with this name. */
export const row = (page: Page, name: RegExp) => diagram(page).getByRole('button', { name }).last();

/** Pastes a URL on Home and presses Enter. */
export async function paste(page: Page, url: string): Promise<void> {
  const field = page.getByRole('main').getByRole('textbox').first();
  await field.fill(url);
  await field.press('Enter');
}

/** Pastes a URL on Home and waits for the first draft. */
export async function inspect(page: Page, url: string): Promise<void> {
  await paste(page, url);
  await expect(row(page, /not sent yet/)).toBeVisible();
}

/** Presses a key of the flow and waits until the engine rests. */
export async function press(page: Page, key: string): Promise<void> {
  await page.locator('body').press(key);
  await expect(page.getByRole('button', { name: /^Cancel/ })).toHaveCount(0);
}

/** Goes to a room by the rail. */
export async function goTo(
  page: Page,
  room:
    | 'Home'
    | 'Flow'
    | 'Inspect'
    | 'Session'
    | 'Roles'
    | 'Metadata'
    | 'Compatibility'
    | 'Privacy'
    | 'Rules'
    | 'Lab',
): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Rooms' })
    .getByRole('button', { name: room, exact: true })
    .click();
}

/** Runs a flow to its end with Keyhole answering the sign-in itself, as somebody the lab knows. */
export async function runAs(page: Page, url: string, person: string): Promise<void> {
  await inspect(page, url);
  await page.getByRole('button', { name: 'Settings of the flow' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Sign-in/ }).click();
  await page.getByRole('option', { name: 'Followed by Keyhole, no browser' }).click();
  await dialog.getByRole('textbox', { name: 'Extra parameters' }).fill(`login_hint=${person}`);
  await dialog
    .getByRole('button', { name: /^(Restart|Start|Save|Done|Close)/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await expect(row(page, /not sent yet/)).toBeVisible();
  await press(page, 'r');
}
