// The time line under the target bar: the same in every room, and a way to each stage.

import type { Page } from '@playwright/test';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, test } from './fixtures.ts';
import { goTo, inspect, row } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());

const line = (page: Page) => page.getByRole('navigation', { name: 'Stages' });
const stage = (page: Page, name: RegExp) => line(page).getByRole('button', { name }).first();

test('there is none before a session is open; then it stands in every room', async ({ page }) => {
  await expect(page.getByRole('heading', { name: 'Inspect an MCP server' })).toBeVisible();
  await expect(line(page)).toHaveCount(0);
  await inspect(page, lab.mcp['modern'] ?? '');
  for (const room of ['Home', 'Inspect', 'Session', 'Metadata', 'Compatibility', 'Rules', 'Lab'] as const) {
    await goTo(page, room);
    await expect(stage(page, /^Challenge, now/)).toBeVisible();
  }
});

test('a stage is shown by the room that has something of it, and else in the Flow room', async ({ page }) => {
  await inspect(page, lab.mcp['modern'] ?? '');
  await page.locator('body').press('r');
  await expect(row(page, /register.*201/)).toBeVisible();

  await goTo(page, 'Rules');
  await expect(page.getByRole('option').first()).toBeVisible();
  await stage(page, /^Registration, /).click();
  await expect(page).toHaveTitle(/^Rules/);
  await expect(page.getByRole('button', { name: /^Registration Stage|Stage$/ }).first()).toContainText(
    'Registration',
  );

  await goTo(page, 'Metadata');
  await expect(page.getByRole('option')).toHaveCount(3);
  await stage(page, /^Server metadata, /).click();
  await expect(page).toHaveTitle(/^Metadata/);
  await expect(page.getByRole('option', { selected: true })).toContainText('Authorization server');
  await stage(page, /^Challenge, /).click();
  await expect(page).toHaveTitle(/^Flow/);

  await goTo(page, 'Lab');
  await page.keyboard.press('ControlOrMeta+k');
  await page
    .getByRole('dialog')
    .getByRole('searchbox')
    .or(page.getByRole('dialog').getByRole('textbox'))
    .fill('Stage: Resource');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/^Flow/);
  await expect(row(page, /GET .*oauth-protected-resource/)).toHaveAttribute('aria-current', 'true');
});

test('what does not hold stands in the line, and in a list that leads to it from any room', async ({
  page,
}) => {
  lab.setFault('prm-media-type', true);
  lab.setFault('prm-scopes-text', true);
  try {
    await inspect(page, lab.mcp['modern'] ?? '');
    await page.locator('body').press('r');
    await expect(row(page, /register.*201/)).toBeVisible();
  } finally {
    lab.setFault('prm-media-type', false);
    lab.setFault('prm-scopes-text', false);
  }
  await expect(stage(page, /^Challenge, done$/)).toBeVisible();
  await expect(stage(page, /^Resource metadata, done, 2 rules do not hold$/)).toBeVisible();

  await goTo(page, 'Rules');
  await line(page).getByRole('button', { name: '2 rules do not hold', exact: true }).click();
  const list = page.getByRole('dialog', { name: '2 rules do not hold' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await list.getByRole('button', { name: /scopes_supported/ }).click();
  await expect(list).toHaveCount(0);
  await expect(page).toHaveTitle(/^Flow/);
  await expect(row(page, /GET .*oauth-protected-resource/)).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('tabpanel', { name: /Findings/ })).toContainText('is not a list of strings');
});

test('the slider shows every room as it was at that moment, and the way back', async ({ page }) => {
  await inspect(page, lab.mcp['modern'] ?? '');
  await page.locator('body').press('r');
  await expect(row(page, /register.*201/)).toBeVisible();
  await goTo(page, 'Metadata');
  await expect(page.getByRole('option')).toHaveCount(3);
  const slider = line(page).getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('option')).toHaveCount(0);
  await expect(stage(page, /^Registration, not yet/)).toBeVisible();
  await goTo(page, 'Rules');
  await expect(line(page).getByRole('status', { name: /^viewing event 1 of/ })).toBeVisible();
  await line(page).getByRole('button', { name: 'Back to the newest' }).click();
  await expect(stage(page, /^Registration, done/)).toBeVisible();
  await goTo(page, 'Metadata');
  await expect(page.getByRole('option')).toHaveCount(3);
});
