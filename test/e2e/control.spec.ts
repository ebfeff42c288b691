// Steering a flow: breakpoints, run to here, overrides, branches, looking back, and what a reload keeps.

import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, test } from './fixtures.ts';
import { diagram, inspect, press, row } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());
test.afterEach(() => {
  for (const fault of lab.activeFaults()) lab.setFault(fault, false);
});

test('a run rests at a breakpoint before its stage, and goes on when asked', async ({ page }) => {
  await inspect(page, lab.mcp['modern'] ?? '');
  await page.getByRole('button', { name: 'Actions for Server metadata' }).click();
  await page.getByRole('menuitem', { name: 'Set a breakpoint' }).click();
  await press(page, 'r');
  await expect(row(page, /oauth-authorization-server.*not sent yet/)).toBeVisible();
  await page.getByRole('button', { name: 'Actions for Authorization request' }).click();
  await page.getByRole('menuitem', { name: 'Run to here' }).click();
  await expect(row(page, /authorize.*not sent yet/)).toBeVisible();
});

test('a person goes on past a refusal on purpose, and the diagram says so', async ({ page }) => {
  lab.setFault('as-issuer-mismatch', true);
  await inspect(page, lab.mcp['modern'] ?? '');
  await press(page, 'r');
  await expect(page.getByText('The metadata names another issuer').first()).toBeVisible();
  await page.getByRole('button', { name: 'Continue anyway…' }).first().click();
  await page.getByRole('button', { name: 'Yes, continue anyway' }).click();
  await expect(row(page, /register.*not sent yet/)).toBeVisible();
  await expect(
    diagram(page)
      .getByText(/overridden/)
      .first(),
  ).toBeVisible();
});

test('stepping back keeps the other branch, which can be gone to; the slider looks back without changing it', async ({
  page,
}) => {
  await inspect(page, lab.mcp['open'] ?? '');
  await press(page, 'r');
  await expect(diagram(page).getByText('the flow is complete')).toBeVisible();
  await press(page, 'b');
  await expect(row(page, /tools\/list.*not sent yet/)).toBeVisible();
  await press(page, 'n');
  await expect(diagram(page).getByText(/Other branch/)).toBeVisible();

  const slider = page.getByRole('slider', { name: 'Moment that is looked at' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('status', { name: /viewing event/ })).toBeVisible();
  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await expect(diagram(page).getByText('the flow is complete')).toBeVisible();
});

test('a reload finds the session where it was, and the flow goes on from there', async ({ page }) => {
  lab.setFault('prm-resource-mismatch', true);
  await inspect(page, lab.mcp['modern'] ?? '');
  await press(page, 'r');
  await expect(page.getByText('describes another resource').first()).toBeVisible();
  await page.reload();
  await expect(page.getByText('describes another resource').first()).toBeVisible();
  await press(page, 'b');
  await expect(row(page, /oauth-protected-resource.*not sent yet/)).toBeVisible();
});
