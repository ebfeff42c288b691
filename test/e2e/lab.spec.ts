import { expect, test } from './fixtures.ts';
import { goTo } from './the-app.ts';

test('faults are found by the part of Keyhole that meets them, on Home and in the Lab, and are switched there', async ({
  page,
}) => {
  const main = page.getByRole('main');
  const heading = (name: string) => main.getByRole('heading', { name, exact: true });
  await goTo(page, 'Home');
  await expect(heading('One thing wrong, met by a flow')).toBeVisible();
  await main.getByRole('button', { name: /Where it shows/ }).click();
  await page.getByRole('option', { name: 'Between callers' }).click();
  await expect(heading('One thing wrong, met by the matrix')).toBeVisible();
  await expect(heading('One thing wrong, met by a flow')).toHaveCount(0);
  await expect(main.getByRole('button', { name: /^Tools listed to everyone/ })).toBeVisible();

  await goTo(page, 'Lab');
  // An earlier test may have left it running, with faults of its own.
  const start = main.getByRole('button', { name: 'Start the lab' });
  const stop = main.getByRole('button', { name: 'Stop the lab' });
  await expect(start.or(stop)).toBeVisible();
  if (await stop.isVisible()) await stop.click();
  await start.click();
  await main.getByRole('button', { name: /What meets it/ }).click();
  await page.getByRole('option', { name: 'Privacy report' }).click();
  await expect(heading('Challenge')).toHaveCount(0);
  await main.getByRole('switch', { name: /^A whole card number/ }).click({ force: true });
  await expect(main.getByText('1 on')).toBeVisible();
  await main.getByRole('button', { name: 'All off' }).click();
  await expect(main.getByText('1 on')).toHaveCount(0);
  await stop.click();
});

test('a scenario opens where its fault shows: callers in Roles, content in Privacy', async ({ page }) => {
  const main = page.getByRole('main');
  for (const [scenario, title, words] of [
    [/^Tools listed to everyone/, /^Roles/, 'Add a second caller'],
    [/^A whole card number/, /^Privacy/, 'Call a tool'],
  ] as const) {
    await goTo(page, 'Home');
    await main.getByRole('button', { name: scenario }).first().click();
    await expect(page).toHaveTitle(title);
    await expect(main.getByText(words).first()).toBeVisible();
  }
  await goTo(page, 'Lab');
  await main.getByRole('button', { name: 'Stop the lab' }).click();
});
