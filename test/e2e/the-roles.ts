// What end-to-end tests do in the Roles room again and again.

import { readFile } from 'node:fs/promises';
import type { Browser, Download, Locator, Page } from '@playwright/test';
import type { ServedHost } from '../support/served-host.ts';
import { expect } from './fixtures.ts';

/** The browser of a page, to open another profile in. */
export function browserOf(page: Page): Browser {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser to open another profile in');
  return browser;
}

/** Answers the lab's sign-in page as somebody would, in a browser profile of its own. */
export async function signIn(browser: Browser, url: string, person: string): Promise<void> {
  const profile = await browser.newContext();
  const page = await profile.newPage();
  await page.goto(url);
  await page.getByText(`Continue as ${person}`).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByText('Back to Keyhole')).toBeVisible();
  await profile.close();
}

/** The row of an identity in the list. */
export const identity = (page: Page, name: string) => page.locator(`[data-identity="${name}"]`);

/** A cell of the matrix. */
export const cellAt = (page: Page, row: string, column: string) =>
  page.getByRole('grid').locator(`[data-row="${row}"][data-column="${column}"]`);

/** Opens the dialog for another identity, of the kind that the menu names. */
export async function addIdentity(page: Page, kind: string, title: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add identity' }).click();
  await page.getByRole('menuitem', { name: kind }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Title' }).fill(title);
  return dialog;
}

/** Adds somebody who signs in by the real page. */
export async function addPerson(page: Page, host: ServedHost, title: string, level?: string): Promise<void> {
  const dialog = await addIdentity(page, 'A person', title);
  if (level !== undefined) {
    await dialog.getByRole('button', { name: /May do at most/ }).click();
    await page.getByRole('option', { name: level }).click();
  }
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  const url = await host.nextOpened();
  expect(new URL(url).searchParams.get('prompt')).toBe('login');
  await signIn(browserOf(page), url, title);
  await expect(identity(page, title.toLowerCase())).toContainText('ready');
}

/** Adds somebody of the lab whose sign-in Keyhole follows itself. */
export async function addLabPerson(page: Page, title: string): Promise<void> {
  const dialog = await addIdentity(page, 'A person', title);
  await dialog.getByText('Follow the sign-in without a browser').click();
  await dialog.getByRole('textbox', { name: 'Extra parameters' }).fill(`login_hint=${title.toLowerCase()}`);
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(identity(page, title.toLowerCase())).toContainText('ready');
}

/** Builds the matrix and calls everything that reads. */
export async function runMatrix(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: 'Build the matrix' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run everything again' })).toBeVisible({ timeout: 30_000 });
}

/** Saves something of the run by its menu. */
export async function saved(
  page: Page,
  entry: string,
): Promise<{ readonly name: string; readonly text: string }> {
  const waits = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More of this run' }).click();
  await page.getByRole('menuitem', { name: entry }).click();
  const download: Download = await waits;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}
