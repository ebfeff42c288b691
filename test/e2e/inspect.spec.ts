// The Inspect room: what can be said of a token of the flow, and of a forged one.

import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, picture, test } from './fixtures.ts';
import { goTo, runAs } from './the-app.ts';

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());
test.afterEach(() => lab.setFault('token-wrong-audience', false));

/** The same token about somebody else, with the signature it had. */
function forge(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  claims['sub'] = 'mallory';
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

test('the token of a flow is judged, verified and compared; a forged one is refused by its signature', async ({
  page,
}) => {
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await goTo(page, 'Inspect');
  const report = page.getByRole('article', { name: 'access token A' });
  const check = (name: string) =>
    report
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^\\S+\\s*(pass|fail|warning|cannot tell|not applicable)${name}`) });
  await expect(check('audience')).toContainText('It is for this MCP server.');
  await expect(check('signature')).toContainText('no keys are at hand');
  await report.getByRole('button', { name: 'Fetch keys' }).click();
  await expect(check('signature')).toContainText('The signature is right');
  await expect(report.getByText('Everything that can be checked is right.')).toBeVisible();
  await expect(report.getByText(/expires in \d+ min/)).toBeVisible();
  await picture(page, 'inspect-access-token');

  await page.getByRole('button', { name: 'Compare with' }).click();
  await page.getByRole('option', { name: /Compare with refresh token A/ }).click();
  await expect(report.getByRole('heading', { name: 'access token A and refresh token A' })).toBeVisible();
  await picture(page, 'inspect-compare');

  const session = page.getByRole('button', { name: 'Reveal access token A' });
  await goTo(page, 'Session');
  await session.first().click();
  const plain = await page.locator('[data-revealed-secret="access token A"]').first().innerText();
  await goTo(page, 'Inspect');
  await page.getByRole('textbox', { name: 'Token', exact: true }).fill(forge(plain));
  await page.getByRole('button', { name: 'Inspect', exact: true }).last().click();
  const forged = page.getByRole('article', { name: 'Pasted token 1' });
  await expect(forged).toContainText('The signature is wrong');
  await expect(forged).toContainText('mallory');
  await picture(page, 'inspect-forged');
});

test('a token is read without any session, and broken ones are told in a sentence', async ({ page }) => {
  await goTo(page, 'Inspect');
  await expect(page.getByRole('heading', { name: 'No token to look at yet' })).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Token', exact: true });
  await field.fill('eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.');
  await page.getByRole('button', { name: 'Inspect', exact: true }).last().click();
  await expect(page.getByRole('article')).toContainText('not signed');
  await expect(page.getByRole('article')).toContainText(/expired \d+ d/);
  await field.fill('eyJhbGciOiJub25lIn0.eyJpc3');
  await page.getByRole('button', { name: 'Inspect', exact: true }).last().click();
  await expect(page.getByRole('article')).toContainText('cut when copied');
});

test('a refused call says why, in the Flow room', async ({ page }) => {
  lab.setFault('token-wrong-audience', true);
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  const why = page.getByRole('region', { name: 'Why it was refused' });
  await expect(why).toContainText('wrong audience');
  await expect(why).toContainText('mcp.example.net');
  await picture(page, 'flow-diagnosis');
});
