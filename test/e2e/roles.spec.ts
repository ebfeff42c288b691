// The Roles room, as a person uses it: three people signed in by the real page, everything called as everybody, the red
// cell looked into, an expectation changed, and the policy kept as a file that the terminal judges alike.

import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import type { MatrixReport } from '../../shared/matrix/report.ts';
import { expect, picture, test } from './fixtures.ts';
import { diagram, goTo, inspect, runAs } from './the-app.ts';
import { addPerson, browserOf, identity, saved, signIn } from './the-roles.ts';

const program = path.join(import.meta.dirname, '../../dist/node/cli.js');

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());
test.afterEach(() => {
  for (const fault of lab.activeFaults()) lab.setFault(fault, false);
});

/** The roles in each row, as the browser tells them to a screen reader. */
async function accessibleRows(page: Page): Promise<(string | undefined)[][]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const roles = new Map(nodes.map(({ nodeId, role }) => [nodeId, String(role?.value)]));
  return nodes
    .filter(({ role }) => role?.value === 'row')
    .map(({ childIds = [] }) => childIds.map((id) => roles.get(id)));
}

/** Runs `keyhole matrix` with a "browser" in which the right person signs in for each identity. */
async function inTerminal(
  browser: Browser,
  policy: string,
  people: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly report: MatrixReport }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyhole-roles-'));
  try {
    const opened = path.join(folder, 'opened');
    const opener = path.join(folder, 'browser');
    const file = path.join(folder, 'shop.keyhole.yaml');
    await writeFile(opener, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`);
    await chmod(opener, 0o755);
    await writeFile(file, policy);
    const child = spawn(process.execPath, [program, 'matrix', file, '--json'], {
      env: { ...process.env, KEYHOLE_BROWSER: opener },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    const asked = () => [...said.matchAll(/sign in as (\S+)\./g)].map(([, name = '']) => name);
    for (let done = 0; done < Object.keys(people).length; done += 1) {
      const end = Date.now() + 20_000;
      const urls = async () => (await readFile(opened, 'utf8').catch(() => '')).split('\n').slice(0, -1);
      while (((await urls()).length <= done || asked().length <= done) && Date.now() < end) await wait(50);
      const [url, who] = [(await urls())[done], asked()[done]];
      if (url === undefined || who === undefined) throw new Error(`nobody was asked to sign in. ${said}`);
      await signIn(browser, url, people[who] ?? who);
    }
    return { code: await ended, report: JSON.parse(out) as MatrixReport };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What two runs must agree on. */
const essence = ({ cells, findings }: MatrixReport) => ({
  cells: cells
    .filter(({ kind }) => kind !== 'list')
    .map(({ row, identity, expected, outcome, how, verdict }) =>
      [row, identity, expected, outcome, how, verdict].join(' '),
    )
    .toSorted(),
  findings: findings
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ ruleId }) => ruleId)
    .toSorted(),
});

test('three people, the red cell, an expectation, a file, and the same result in the terminal', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const browser = browserOf(page);
  lab.setFault('owner-not-checked', true);
  await inspect(page, lab.mcp['modern'] ?? '');
  await page.locator('body').press('r');
  await signIn(browser, await host.nextOpened(), 'Alice');
  await expect(diagram(page).getByText('the flow is complete')).toBeVisible();

  await goTo(page, 'Roles');
  await expect(page.getByRole('heading', { name: 'Add a second caller' })).toBeVisible();
  await addPerson(page, host, 'Bob');
  await addPerson(page, host, 'Admin', 'What an administrator may');
  await expect(identity(page, 'bob')).toContainText('bob');
  await picture(page, 'roles-identities');

  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: 'Build the matrix' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run everything again' })).toBeVisible({ timeout: 30_000 });
  const grid = page.getByRole('grid');
  const red = grid.locator('[data-row="tool:get_order#default-1001"][data-column="bob"]');
  await expect(red).toHaveAttribute('data-verdict', 'over-permissive');
  // The head of a row stands apart from its cells in the page; to a screen reader it is the first of them.
  expect(await accessibleRows(page)).toContainEqual(['rowheader', 'gridcell', 'gridcell', 'gridcell']);
  await red.click();
  await expect(page.getByRole('tabpanel', { name: 'Cell' })).toContainText(
    'It belongs to default, not to bob.',
  );
  await picture(page, 'roles-matrix');

  await page.getByRole('tabpanel', { name: 'Cell' }).getByRole('button', { name: 'Side by side' }).click();
  const both = page.getByRole('region', { name: 'Side by side' });
  await expect(both.getByRole('columnheader', { name: /Bob.*over-permissive/ })).toBeVisible();
  for (const column of [1, 2]) {
    await expect(
      both
        .getByRole('row')
        .filter({ hasText: 'carried by Parcel Post' })
        .first()
        .getByRole('cell')
        .nth(column - 1),
    ).toContainText('Order 1001 is delivered');
  }
  await picture(page, 'roles-compare');
  await both.getByRole('columnheader', { name: /Bob/ }).getByRole('button', { name: 'Raw exchange' }).click();
  await expect(page.getByText('200 OK').first()).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await page.getByRole('tab', { name: 'Matrix' }).click();
  const undecided = grid.locator('[data-row="tool:get_order#default-1001"][data-column="admin"]');
  await expect(undecided).toHaveAttribute('data-verdict', 'unknown');
  await undecided.click();
  await grid.focus();
  await page.keyboard.press('a');
  await expect(undecided).toHaveAttribute('data-verdict', 'match');
  await page.keyboard.press('Control+z');
  await expect(undecided).toHaveAttribute('data-verdict', 'unknown');
  await page.keyboard.press('Control+Shift+z');
  await expect(undecided).toHaveAttribute('data-verdict', 'match');
  await page.getByRole('button', { name: 'Back to the level' }).click();
  await expect(undecided).toHaveAttribute('data-verdict', 'unknown');
  await grid.focus();
  await page.keyboard.press('a');
  await expect(undecided).toHaveAttribute('data-verdict', 'match');

  const policy = await saved(page, 'Save the policy');
  expect(policy.name).toMatch(/\.keyhole\.yaml$/);
  expect(policy.text).toContain('expect: allow');
  const inWindow = JSON.parse((await saved(page, 'Save a report (JSON)')).text) as MatrixReport;
  expect(inWindow.counts['over-permissive']).toBeGreaterThan(0);

  await page.reload();
  await expect(page.getByRole('tab', { name: 'Matrix' })).toHaveAttribute('aria-selected', 'true');
  await expect(undecided).toHaveAttribute('data-verdict', 'match');
  await expect(red).toHaveAttribute('data-verdict', 'over-permissive');

  const { code, report } = await inTerminal(browser, policy.text, {
    default: 'Alice',
    bob: 'Bob',
    admin: 'Admin',
  });
  expect(code).toBe(1);
  expect(essence(report)).toEqual(essence(inWindow));

  // The same file in the window, in a run of its own.
  await page.getByRole('button', { name: 'More of this run' }).click();
  await page.getByRole('menuitem', { name: 'Begin a new run' }).click();
  await expect(undecided).toHaveAttribute('data-verdict', 'open');
  await page.locator('input[data-policy-file]').setInputFiles({
    name: policy.name,
    mimeType: 'application/yaml',
    buffer: Buffer.from(policy.text),
  });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run everything again' })).toBeVisible({ timeout: 30_000 });
  const again = JSON.parse((await saved(page, 'Save a report (JSON)')).text) as MatrixReport;
  expect(essence(again)).toEqual(essence(inWindow));

  // Whose the objects are is said in the policy by now: what reached another is told in the report on the run.
  await goTo(page, 'Privacy');
  await page.getByRole('tab', { name: 'Leak report' }).click();
  await page.getByRole('button', { name: 'Report on the run' }).click();
  await expect(
    page.getByText('The answer of get_order to Bob holds a postal address of Default.'),
  ).toBeVisible();
  await picture(page, 'privacy-run');
});

test('what may change data is called only when somebody agrees, and a simulated caller shows what is not checked', async ({
  page,
}) => {
  lab.setFault('signature-not-checked', true);
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await goTo(page, 'Roles');
  await page.getByRole('button', { name: 'Add identity' }).click();
  await page.getByRole('menuitem', { name: 'Simulated callers' }).click();
  await expect(page.getByRole('dialog')).toContainText('One character is changed');
  await page.getByRole('button', { name: /^Add \d+ callers/ }).click();
  await expect(identity(page, 'default-flipped-signature')).toContainText('ready');
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: 'Build the matrix' }).click();
  const tick = page.getByRole('checkbox', { name: 'Call update_profile in a run: it may change data' });
  await expect(tick).not.toBeChecked();
  await tick.click();
  await expect(tick).toBeChecked();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'These calls may change data' });
  await expect(question).toContainText('update_profile');
  await question.getByRole('button', { name: 'Only what reads' }).click();
  await expect(page.getByRole('button', { name: /^Run/ }).first()).toBeVisible({ timeout: 30_000 });
  await page
    .getByRole('tab', { name: /^Findings/ })
    .first()
    .click();
  const finding = page.locator('[data-rule="roles/signature-checked"][data-verdict="fail"]');
  await expect(finding).toBeVisible({ timeout: 30_000 });
  const held = page.getByRole('grid').locator('[data-row^="tool:update_profile"][data-column="default"]');
  await expect(held).toHaveAttribute('data-outcome', 'not-run');

  await finding.getByRole('button').first().click();
  await expect(page.getByRole('tabpanel', { name: 'Exchange' })).toContainText('tools/call');
  await picture(page, 'roles-finding');
});

test('a simulated caller is made otherwise, a row is given its scope, and the saved policy says both', async ({
  page,
}) => {
  await runAs(page, lab.mcp['dual'] ?? '', 'alice');
  await goTo(page, 'Roles');
  await page.getByRole('button', { name: 'Add identity' }).click();
  await page.getByRole('menuitem', { name: 'Simulated callers' }).click();
  await page.getByRole('button', { name: /^Add \d+ callers/ }).click();
  const caller = identity(page, 'default-malformed');
  await expect(caller).toContainText('a made-up text');
  await caller.getByRole('button', { name: 'Actions for Default: Malformed token' }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Default: Malformed token' });
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('Default: Malformed token');
  await expect(dialog).not.toContainText('It becomes another caller');
  await dialog.getByRole('button', { name: /What is wrong with it/ }).click();
  await page.getByRole('option', { name: 'Wrong issuer' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue('Default: Wrong issuer');
  await expect(dialog).toContainText('It becomes another caller');
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Default: Another issuer');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(caller).toContainText('Another issuer');
  await expect(caller).toContainText('Wrong issuer · simulated from Default');

  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByRole('button', { name: 'Build the matrix' }).click();
  await page.getByRole('grid').locator('[data-row^="tool:list_orders"][data-column="default"]').click();
  const scope = page.getByRole('textbox', { name: 'Scope it needs' });
  await scope.fill('orders:"read"');
  await expect(page.getByRole('tabpanel', { name: 'Cell' })).toContainText('cannot be a scope');
  await scope.fill('orders:read');
  await scope.press('Enter');
  await scope.focus();
  await page.getByRole('button', { name: '+ orders:write' }).click();
  await expect(scope).toHaveValue('orders:read orders:write');
  const { text } = await saved(page, 'Save the policy');
  expect(text).toMatch(/list_orders:[^]*scope: orders:read orders:write/);
  expect(text).toMatch(/default-malformed:\s+source: simulated\s+from: default\s+how: wrong-issuer/);
});
