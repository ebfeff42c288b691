// A saved trace and the interface in a folder of static files, without an engine: what can be looked at there.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { runMatrix } from '../../electron/cli/matrix/run-matrix.ts';
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { pageHeaders } from '../../electron/host/page-headers.ts';
import { RendererFiles } from '../../electron/host/renderer-files.ts';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { PLANTED } from '../../electron/lab/shop/planted.ts';
import { expect, picture, test } from './fixtures.ts';
import { goTo } from './the-app.ts';

/** What an engine and a lab with faults record, as a person saves it. */
async function recorded(
  faults: readonly string[],
  record: (engine: Engine, lab: Lab) => Promise<string>,
): Promise<string> {
  const lab = await startLab({ faults });
  const engine = createEngine({
    openExternal: async () => undefined,
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: '9.9.9',
  });
  try {
    const session = await record(engine, lab);
    return (await engine.call('trace.export', { session })).text;
  } finally {
    await engine.close();
    await lab.close();
  }
}

/** A flow with one call of a shop that leaks card numbers. */
const aCall = (): Promise<string> =>
  recorded(['leaks-card-number'], async (engine, lab) => {
    const { session } = await engine.call('session.open', {
      target: lab.mcp['modern'] ?? '',
      settings: { login: 'auto', extraAuthorizationParameters: { login_hint: 'alice' } },
    });
    await engine.call('session.step', { session, until: { kind: 'end' } });
    const action = { kind: 'call-tool', name: 'get_order', arguments: { orderId: '1001' } } as const;
    await engine.call('session.act', { session, action });
    return session;
  });

/** A run of the documented policy against a shop that does not check owners. */
const aRun = (): Promise<string> =>
  recorded(['owner-not-checked'], async (engine, lab) => {
    const policy = await readFile(
      path.join(import.meta.dirname, '../fixtures/policies/shop.keyhole.yaml'),
      'utf8',
    );
    const { matrix } = await runMatrix(engine, {
      policy,
      file: 'shop.keyhole.yaml',
      target: lab.mcp['open'] ?? '',
      settings: { login: 'auto' },
      variable: () => undefined,
      allowChanges: false,
    });
    return matrix;
  });

/** The folder, under the same strict policy as the program itself: in the page and in its thread. */
async function serveFolder(
  traces: Readonly<Record<string, string>>,
): Promise<{ readonly server: Server; readonly origin: string }> {
  const files = new RendererFiles(path.join(import.meta.dirname, '../../dist/renderer'));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = async (): Promise<void> => {
      const headers = pageHeaders('a-nonce');
      if (pathname === '/') return void response.writeHead(200, headers).end(await files.page('a-nonce'));
      const trace = traces[pathname];
      if (trace !== undefined)
        return void response.writeHead(200, { 'content-type': 'text/plain' }).end(trace);
      const file = await files.read(pathname, undefined);
      response.writeHead(file ? 200 : 404, { ...headers, ...file?.headers }).end(file?.content);
    };
    void answer();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let server: Server;
let origin: string;
test.beforeAll(async () => {
  ({ server, origin } = await serveFolder({ '/call.keyhole': await aCall(), '/run.keyhole': await aRun() }));
});
test.afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test('the privacy room works on a trace without an engine, and nothing can be revealed', async ({ page }) => {
  await page.goto(`${origin}/?trace=call.keyhole`);
  await goTo(page, 'Privacy');
  const sent = page.getByRole('region', { name: 'As sent' });
  await expect(sent.getByRole('article')).toHaveCount(3);
  await expect(sent.locator('[data-masked-secret^="payment card A"]').first()).toBeVisible();
  await expect(sent).toContainText(/about \d+ tokens/);
  await page.getByText('Redacted', { exact: true }).click();
  const model = page.getByRole('region', { name: 'The model sees' });
  await expect(model.locator('[data-spot="payment-card"]').first()).toBeVisible();
  // Its secrets are in nobody's hands here.
  await expect(page.getByRole('button', { name: /more ways$/ })).toHaveCount(0);
  await picture(page, 'replay-lens');

  await page.getByRole('tab', { name: 'Leak report' }).click();
  await expect(page.getByText(/hands the model a complete card number/)).toBeVisible();
  await picture(page, 'replay-report');

  await page.getByRole('tab', { name: 'Policy' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = page.getByRole('group', { name: 'rule 1' });
  await rule.getByRole('textbox', { name: 'Key path' }).fill('carrier');
  await rule.getByRole('textbox', { name: 'Must match', exact: true }).fill('{"carrier":"DHL"}');
  await rule.getByRole('textbox', { name: 'Must not match' }).fill('{"status":"shipped"}');
  await expect(rule).toContainText(/matches \d+ times? in the answer of get_order/);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as…' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.keyhole\.yaml$/);

  const shown = await page.locator('body').innerText();
  expect(PLANTED.filter(({ value, kind }) => kind !== 'margin' && shown.includes(value))).toEqual([]);
});

test('the report on a saved run of the matrix says whose data reached whom, and opens the bytes', async ({
  page,
}) => {
  await page.goto(`${origin}/?trace=run.keyhole`);
  await goTo(page, 'Privacy');
  await page.getByRole('tab', { name: 'Leak report' }).click();
  await expect(
    page.getByText('The answer of get_order to bob holds a postal address of alice.'),
  ).toBeVisible();
  const line = page.getByRole('row').filter({ hasText: 'Postal address' }).filter({ hasText: 'get_order' });
  await expect(line.getByText('fail')).toHaveCount(2);
  await picture(page, 'replay-run');
  await line.getByRole('button').filter({ hasText: 'fail' }).first().click();
  const detail = page.getByRole('region', { name: /Postal address · get_order/ });
  await expect(detail).toContainText('privacy/reaches-other-user');
  await detail
    .getByRole('button', { name: /structuredContent/ })
    .first()
    .click();
  await expect(page.getByRole('tab', { name: 'Response', selected: true })).toBeVisible();
  await expect(page.locator('[data-masked-secret^="postal address"]').first()).toBeVisible();
});
