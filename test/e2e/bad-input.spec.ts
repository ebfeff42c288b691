// Bad input in the window: each ends with a sentence that says what happened and what to do, and nothing is lost.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixtures.ts';
import { goTo, inspect, paste, press } from './the-app.ts';

const servers: Server[] = [];
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer({ maxHeaderSize: 4 * 1024 * 1024 }, answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}
test.afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

for (const [typed, sentence] of [
  ['not a url at all', /not a URL|whole URL/i],
  ['ftp://example.com/mcp', /ftp:/],
  ['https://someone:secret@example.com/mcp', /user name or password/],
] as const) {
  test(`"${typed}" is refused with a sentence before anything is opened`, async ({ page }) => {
    await paste(page, typed);
    await expect(page.getByText(sentence).first()).toBeVisible();
    await expect(page.getByRole('main').getByRole('textbox').first()).toHaveValue(typed);
  });
}

test('an address without its scheme is completed, and the bar shows how', async ({ page }) => {
  const url = await serve((_request, response) => response.writeHead(404).end());
  await inspect(page, url.replace('http://', ''));
  await expect(page.getByRole('textbox', { name: 'URL of the MCP server' })).toHaveValue(url);
});

const LOCATION = 'location';
for (const [what, answer, sentence] of [
  [
    'a web page',
    ((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>')) satisfies RequestListener,
    /web page.*Check the path/,
  ],
  [
    'a redirect loop',
    ((request, response) =>
      response.writeHead(307, { [LOCATION]: request.url }).end()) satisfies RequestListener,
    /redirect/i,
  ],
  [
    'a body of 20 MiB',
    ((_request, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(`"${'x'.repeat(20 * 1024 * 1024)}"`)) satisfies RequestListener,
    /larger than 5 MiB/,
  ],
  [
    'a header of 1 MiB',
    ((_request, response) =>
      response.setHeader('x-long', 'x'.repeat(1024 * 1024)).end()) satisfies RequestListener,
    /headers/i,
  ],
] as const) {
  test(`${what} ends with a sentence, and the session is kept`, async ({ page }) => {
    await inspect(page, await serve(answer));
    await press(page, 'r');
    await expect(page.getByRole('main').getByText(sentence).first()).toBeVisible();
    await goTo(page, 'Home');
    await expect(page.getByRole('main').getByText('127.0.0.1').first()).toBeVisible();
  });
}

test('a port nobody listens on is named, with what to do', async ({ page }) => {
  const url = await serve(() => {});
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  await inspect(page, url);
  await press(page, 'n');
  await expect(
    page
      .getByRole('main')
      .getByText(/Nothing is listening on/)
      .first(),
  ).toBeVisible();
});

test('a server that never answers can be cancelled, and retried', async ({ page }) => {
  await inspect(page, await serve(() => {}));
  await page.locator('body').press('n');
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await expect(
    page
      .getByRole('main')
      .getByText(/cancelled/i)
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Retry the stage' }).first().click();
  await expect(page.getByText('not sent yet').first()).toBeVisible();
});

for (const scheme of ['javascript:alert(1)', 'file:///etc/passwd'] as const) {
  test(`metadata that leads to ${scheme} is refused, and no link is made of it`, async ({ page }) => {
    const url = await serve((request, response) => {
      const origin = `http://${request.headers.host}`;
      if (request.url === '/mcp') {
        response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${origin}/prm"` }).end();
        return;
      }
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ resource: `${origin}/mcp`, authorization_servers: [scheme] }));
    });
    await inspect(page, url);
    await press(page, 'r');
    await expect(page.getByText(/uses the scheme/).first()).toBeVisible();
    expect(await page.locator(`a[href^="${scheme.split(':')[0] ?? ''}:"]`).count()).toBe(0);
  });
}
