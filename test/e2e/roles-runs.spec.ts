// A run of the matrix while it goes on and afterwards: paused, taken up again, cancelled; cells, rows and columns asked
// anew; arguments changed; more scope asked for; and the run looked at again from a file.

import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { startTarget, type ATarget } from '../integration/matrix/a-target.ts';
import { expect, picture, test } from './fixtures.ts';
import { goTo, inspect, press, runAs } from './the-app.ts';
import { addIdentity, browserOf, cellAt, identity, runMatrix, saved, signIn } from './the-roles.ts';

let lab: Lab;
let slow: ATarget;
test.beforeAll(async () => {
  [lab, slow] = await Promise.all([startLab(), startTarget(12)]);
});
test.afterAll(async () => {
  await Promise.all([lab.close(), slow.close()]);
});
test.afterEach(() => {
  for (const fault of lab.activeFaults()) lab.setFault(fault, false);
  slow.hold(undefined);
});

test('a run in progress is paused and taken up again, and another is cancelled', async ({ page }) => {
  await inspect(page, slow.url);
  await page.getByRole('button', { name: 'Settings of the flow' }).click();
  const settings = page.getByRole('dialog');
  await settings.getByRole('button', { name: /Grant/ }).click();
  await page.getByRole('option', { name: 'A token I give' }).click();
  await settings.getByRole('textbox', { name: 'Access token' }).fill('alice-token');
  await settings
    .getByRole('button', { name: /^(Restart|Start|Save|Done|Close)/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await press(page, 'r');
  await goTo(page, 'Roles');
  const dialog = await addIdentity(page, 'Pasted token or headers', 'Bob');
  await dialog.getByLabel('Access token').fill('bob-token');
  await dialog.getByRole('button', { name: 'Save and start' }).click();
  await expect(identity(page, 'bob')).toContainText('ready');

  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: 'Build the matrix' }).click();
  await expect(cellAt(page, 'tool:tool_12', 'bob')).toHaveAttribute('data-verdict', 'open');
  let { promise: gate, resolve: release } = Promise.withResolvers<void>();
  slow.hold(gate);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(cellAt(page, 'tool:tool_1', 'default')).toContainText('asking');
  await picture(page, 'roles-running');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Pausing' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeDisabled();
  release();
  // What is under way ends and is kept; what had not begun waits.
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible();
  await expect(cellAt(page, 'tool:tool_1', 'default')).toHaveAttribute('data-outcome', 'allowed');
  await expect(cellAt(page, 'tool:tool_12', 'bob')).toHaveAttribute('data-outcome', 'none');
  await picture(page, 'roles-paused');
  const before = slow.calls.length;
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Run everything again' })).toBeVisible();
  await expect(cellAt(page, 'tool:tool_12', 'bob')).toHaveAttribute('data-outcome', 'allowed');
  // Nobody is asked twice by that; what comes after the last cell only confirms.
  const resumed = slow.calls.slice(before, slow.calls.indexOf('tool_12 bob', before) + 1);
  expect(resumed).not.toContain('tool_1 alice');

  ({ promise: gate, resolve: release } = Promise.withResolvers<void>());
  slow.hold(gate);
  await page.getByRole('button', { name: 'Run everything again' }).click();
  await expect(cellAt(page, 'tool:tool_1', 'default')).toContainText('asking');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  // Cancelled is not failed: what was never answered says so, and one press asks for it again.
  await expect(cellAt(page, 'tool:tool_1', 'default')).toContainText('cancelled');
  await expect(cellAt(page, 'tool:tool_12', 'bob')).toHaveAttribute('data-outcome', 'allowed');
  release();
  slow.hold(undefined);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run everything again' })).toBeVisible();
  await expect(cellAt(page, 'tool:tool_1', 'default')).toHaveAttribute('data-outcome', 'allowed');

  // A guess accuses nobody until a person says that it is right, also where it stands as chosen already.
  const guessed = cellAt(page, 'tool:tool_1', 'bob');
  await guessed.click();
  const panel = page.getByRole('tabpanel', { name: 'Cell' });
  await panel.getByRole('button', { name: 'The guess is right' }).click();
  await expect(guessed).toHaveAttribute('data-said', 'true');
  await panel.getByRole('button', { name: 'Back to the level' }).click();
  await expect(guessed).not.toHaveAttribute('data-said');
});

test('more scope for a caller that has too little, arguments with an owner, and cell, row and column asked again', async ({
  page,
  host,
}) => {
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await goTo(page, 'Roles');
  const dialog = await addIdentity(page, 'A person', 'Bob');
  await dialog.getByRole('textbox', { name: 'Scope' }).fill('profile:write');
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  await signIn(browserOf(page), await host.nextOpened(), 'Bob');
  await expect(identity(page, 'bob')).toContainText('ready');
  await runMatrix(page);

  const poor = cellAt(page, 'tool:list_orders', 'bob');
  await expect(poor).toHaveAttribute('data-outcome', 'denied');
  await poor.click();
  const panel = page.getByRole('tabpanel', { name: 'Cell' });
  // The token has too little, which is no word about the person.
  await expect(poor).toHaveAttribute('data-verdict', 'unknown');
  await expect(panel).toContainText('Raise the scope to find out');
  await panel.getByRole('button', { name: 'Raise the scope' }).click();
  const raise = page.getByRole('dialog');
  await expect(raise).toContainText('profile:write');
  await expect(raise.getByText('+ orders:read')).toBeVisible();
  await picture(page, 'roles-step-up');
  await raise.getByRole('button', { name: 'Step up' }).click();
  const url = await host.nextOpened();
  expect(new URL(url).searchParams.get('scope')?.split(' ').toSorted()).toEqual(
    expect.arrayContaining(['orders:read', 'profile:write']),
  );
  await picture(page, 'roles-step-up-waiting');
  await signIn(browserOf(page), url, 'Bob');
  await expect(panel.getByText('Bob has orders:read now: ask again.')).toBeVisible();
  const order = page.getByRole('grid').locator('[data-row^="tool:get_order"][data-column="bob"]');
  await panel.getByRole('button', { name: 'Ask again' }).click();
  await expect(poor).toHaveAttribute('data-verdict', 'match');
  await expect(poor).toHaveAttribute('data-outcome', 'allowed');
  await expect(order).toContainText('403 scope');

  // Only the cell was asked; now everything as bob.
  await page.getByRole('columnheader', { name: 'Bob' }).getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Ask everything as Bob' }).click();
  await expect(order).toContainText('refused');
  await expect(page.getByRole('button', { name: 'Run everything again' })).toBeVisible();

  // An order of bob's, said to be his: the row is asked as everybody.
  await order.click();
  await panel.getByRole('button', { name: 'Add a set' }).click();
  const set = page.getByRole('dialog');
  await set.getByRole('textbox', { name: 'Name of the set' }).fill('his');
  await set.getByRole('button', { name: /Belongs to/ }).click();
  await page.getByRole('option', { name: 'Bob' }).click();
  await set.getByRole('textbox', { name: 'orderId' }).fill('2001');
  await picture(page, 'roles-arguments');
  await set.getByRole('button', { name: 'Save the set' }).click();
  const [bobs, alices] = [
    cellAt(page, 'tool:get_order#his', 'bob'),
    cellAt(page, 'tool:get_order#his', 'default'),
  ];
  await bobs.click();
  await panel.getByRole('button', { name: 'Ask the row again' }).click();
  await expect(bobs).toHaveAttribute('data-outcome', 'allowed');
  await expect(bobs).toHaveAttribute('data-verdict', 'match');
  await expect(alices).toHaveAttribute('data-verdict', 'match');

  // The same arguments with the wrong owner accuse the server: that is what the tag means.
  await panel.getByRole('button', { name: 'Edit…' }).click();
  await set.getByRole('button', { name: /Belongs to/ }).click();
  await page.getByRole('option', { name: 'Default' }).click();
  await set.getByRole('button', { name: 'Save the set' }).click();
  await expect(bobs).toHaveAttribute('data-verdict', 'over-permissive');
  await expect(alices).toHaveAttribute('data-verdict', 'over-restrictive');

  // Another order is another question: what was answered to the old one says nothing about it.
  await panel.getByRole('button', { name: 'Edit…' }).click();
  await set.getByRole('button', { name: /Belongs to/ }).click();
  await page.getByRole('option', { name: 'Bob' }).click();
  await set.getByRole('textbox', { name: 'orderId' }).fill('2002');
  await set.getByRole('button', { name: 'Save the set' }).click();
  await expect(bobs).toHaveAttribute('data-verdict', 'open');
  await panel.getByRole('button', { name: 'Ask the row again' }).click();
  await expect(bobs).toHaveAttribute('data-verdict', 'match');
  await expect(alices).toHaveAttribute('data-verdict', 'match');

  // The run as a file, for somebody else to look at.
  const file = await saved(page, 'Save the run as a trace');
  await goTo(page, 'Home');
  await page
    .locator('input[type="file"]:not([data-policy-file])')
    .first()
    .setInputFiles({
      name: file.name,
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(file.text),
    });
  await goTo(page, 'Roles');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await expect(page.getByText('This run was read from a file.')).toBeVisible();
  await expect(bobs).toHaveAttribute('data-verdict', 'match');
  await bobs.click();
  for (const name of ['Ask again', 'Ask the row again', 'Edit…', 'Add a set…'])
    await expect(panel.getByRole('button', { name })).toBeDisabled();
  await expect(panel.getByRole('radio', { name: 'Deny' })).toBeDisabled();
  await expect(page.getByRole('button', { name: /^Run/ }).first()).toBeDisabled();
  await picture(page, 'roles-from-file');
  await panel.getByRole('button', { name: 'Side by side' }).click();
  await expect(page.getByRole('region', { name: 'Side by side' })).toContainText('Order 2002 is');
  await picture(page, 'roles-from-file-compared');
  await page.getByRole('tab', { name: /Identities/ }).click();
  await expect(page.getByText('This is a saved session')).toBeVisible();
  await expect(identity(page, 'bob')).toContainText('profile:write orders:read');
  await expect(identity(page, 'default')).toContainText('alice');
  await expect(page.getByRole('button', { name: 'Add identity' })).toBeDisabled();
  await picture(page, 'roles-from-file-identities');
});
