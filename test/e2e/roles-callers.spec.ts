// Every kind of caller, as a person adds it: by the same account twice and by a profile of its own, by client credentials,
// by a token or headers that are pasted, and without anything.

import { existsSync } from 'node:fs';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { serveHost } from '../support/served-host.ts';
import { expect, picture, test } from './fixtures.ts';
import { goTo, inspect, runAs } from './the-app.ts';
import { addIdentity, browserOf, cellAt, identity, runMatrix, signIn } from './the-roles.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());

function service() {
  const client = lab.clients.find(({ clientId }) => clientId === 'keyhole-service');
  if (!client) throw new Error('the lab knows no such client');
  return { id: client.clientId, secret: client.clientSecret ?? '' };
}

/** A token as somebody would have got it elsewhere (RFC 6749 §4.4). */
async function aToken(resource: string): Promise<string> {
  const { id, secret } = service();
  const answer = await fetch(`${lab.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`the lab gave no token: ${String(answer.status)}`);
  return token;
}

test('the same account twice is noticed, and a browser profile of its own keeps two apart', async ({
  page,
  host,
}) => {
  const browser = browserOf(page);
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await goTo(page, 'Roles');
  let dialog = await addIdentity(page, 'A person', 'Bob');
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  await signIn(browser, await host.nextOpened(), 'Alice');
  const bob = identity(page, 'bob');
  await expect(bob).toContainText('This is the same caller as Default: both tokens are for alice.');
  await expect(identity(page, 'default')).toContainText('This is the same caller as Bob');
  await picture(page, 'roles-same-person');

  await bob.getByRole('button', { name: 'Change how it signs in' }).click();
  dialog = page.getByRole('dialog');
  await dialog.getByText('Open a browser profile of its own').click();
  await picture(page, 'roles-profile-option');
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  const opened = await host.nextInProfile();
  expect(new URL(opened.url).searchParams.get('prompt')).toBeNull();
  expect(existsSync(opened.profile)).toBe(true);
  await expect(bob).toContainText('The browser profile of this identity shows the sign-in page.');
  await picture(page, 'roles-profile-waiting');
  await bob.getByRole('button', { name: 'Open again' }).click();
  expect(await host.nextInProfile()).toEqual(opened);
  await signIn(browser, opened.url, 'Bob');
  await expect(bob).toContainText('ready');
  await expect(page.getByText('This is the same caller')).toHaveCount(0);
  await expect(bob).toContainText('signs in by a browser profile of its own');

  // A second one has another profile; both go with their identities.
  dialog = await addIdentity(page, 'A person', 'Admin');
  await dialog.getByText('Open a browser profile of its own').click();
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  const second = await host.nextInProfile();
  expect(second.profile).not.toBe(opened.profile);
  for (const [name, { profile }] of [
    ['Admin', second],
    ['Bob', opened],
  ] as const) {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await expect(identity(page, name.toLowerCase())).toHaveCount(0);
    await expect.poll(() => existsSync(profile)).toBe(false);
  }
});

test('a client that signs in for itself, a pasted token, pasted headers and nobody call side by side', async ({
  page,
}) => {
  const target = lab.mcp['modern'] ?? '';
  await runAs(page, target, 'alice');
  await goTo(page, 'Roles');

  // What is missing is said at its field, and nothing is sent.
  let dialog = await addIdentity(page, 'Client credentials', 'Job');
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(dialog.getByText('needs its client ID')).toBeVisible();
  const { id, secret } = service();
  await dialog.getByRole('textbox', { name: 'Client ID' }).fill(id);
  await dialog.getByLabel('Client secret').fill(secret);
  await dialog.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(identity(page, 'job')).toContainText('ready');
  await expect(identity(page, 'job')).toContainText(id);

  dialog = await addIdentity(page, 'Pasted token or headers', 'Partner');
  await dialog.getByRole('button', { name: 'Save and start' }).click();
  await expect(dialog.getByText('Paste a token, or give a header.')).toBeVisible();
  await dialog.getByLabel('Access token').fill(await aToken(target));
  await dialog.getByRole('button', { name: 'Save and start' }).click();
  await expect(identity(page, 'partner')).toContainText('ready');
  await expect(identity(page, 'partner')).toContainText('pasted token');

  dialog = await addIdentity(page, 'Pasted token or headers', 'Keyed');
  await dialog.getByRole('textbox', { name: 'Headers of its requests' }).fill('X-Api-Key: 8f2c-not-a-token');
  await dialog.getByRole('button', { name: 'Save and start' }).click();
  dialog = await addIdentity(page, 'Nobody', 'Nobody');
  await dialog.getByRole('button', { name: 'Save and start' }).click();
  await expect(identity(page, 'keyed')).toContainText('ready');
  await expect(identity(page, 'nobody')).toContainText('ready');
  await picture(page, 'roles-every-caller');

  await runMatrix(page);
  for (const column of ['default', 'job', 'partner'])
    await expect(cellAt(page, 'tool:get_categories', column)).toHaveAttribute('data-outcome', 'allowed');
  for (const column of ['keyed', 'nobody']) {
    await expect(cellAt(page, 'tool:get_categories', column)).toHaveAttribute('data-outcome', 'denied');
    await expect(cellAt(page, 'tool:get_categories', column)).toContainText('401');
  }
  // The header is sent as it was given, and shown by its name alone.
  await cellAt(page, 'tool:get_categories', 'keyed').click();
  await page.getByRole('tab', { name: 'Exchange' }).click();
  await page.getByRole('tab', { name: 'Request' }).click();
  await expect(page.getByText('x-api-key', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('8f2c-not-a-token')).toHaveCount(0);
  await picture(page, 'roles-keyed');
});

test('where no browser can be given a profile the option says why, and what to do instead', async ({
  page,
}) => {
  const other = await serveHost({ env: { KEYHOLE_BROWSER: 'none' } });
  try {
    await page.goto(other.url);
    await inspect(page, lab.mcp['modern'] ?? '');
    await goTo(page, 'Roles');
    const dialog = await addIdentity(page, 'A person', 'Bob');
    const option = dialog.getByRole('radio', { name: /^Open a browser profile/ });
    await expect(option).toBeDisabled();
    await expect(dialog.getByText('Needs Chrome, Chromium or Edge, and none was found here.')).toBeVisible();
    await picture(page, 'roles-no-profile');
    await dialog.getByText('Copy the link into a private window').click();
    await expect(dialog.getByRole('radio', { name: /^Show a link/ })).toBeChecked();
  } finally {
    await page.goto('about:blank');
    await other.stop();
  }
});
