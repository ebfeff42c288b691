import { expect, test } from './fixtures.ts';

test.describe('the window', () => {
  test('opens and shows the interface', async ({ shell }) => {
    await expect(shell.page.getByRole('main')).toBeVisible();
    expect(new URL(shell.page.url()).href).toBe(`${shell.pageOrigin}/`);
  });
});
