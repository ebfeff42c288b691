// The findings of an answer with what other clients make of it: where they agree, where they do not, and where nobody
// has anything to say. Pictured at both widths, light and dark.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { expect, picture, test } from './fixtures.ts';
import { goTo, inspect, press, row, runAs } from './the-app.ts';

const LOOKS = [
  { width: 1440, height: 900, scheme: 'light' },
  { width: 1440, height: 900, scheme: 'dark' },
  { width: 1024, height: 700, scheme: 'light' },
  { width: 1024, height: 700, scheme: 'dark' },
] as const;

let lab: Lab;
test.beforeAll(async () => {
  lab = await startLab();
});
test.afterAll(() => lab.close());

const opinions = (page: Page): Locator => page.getByRole('region', { name: 'Second opinions' });

async function findingsOf(page: Page, name: RegExp): Promise<void> {
  await row(page, name).click();
  await page.getByRole('tab', { name: /^Findings/ }).click();
}

/** Every look of what is on screen, the opinions in sight. */
async function look(page: Page, name: string): Promise<void> {
  for (const { width, height, scheme } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    if (await opinions(page).isVisible()) await opinions(page).scrollIntoViewIfNeeded();
    await picture(page, `${name}-${width}-${scheme}`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  }
}

async function withFault(id: string, run: () => Promise<void>): Promise<void> {
  lab.setFault(id, true);
  try {
    await run();
  } finally {
    lab.setFault(id, false);
  }
}

test('three clients are asked about the answer on show, and a disagreement is said in one sentence', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await withFault('as-issuer-mismatch', async () => {
    await inspect(page, lab.mcp['modern'] ?? '');
    await press(page, 'r');
  });
  await findingsOf(page, /oauth-authorization-server.*200/);
  await expect(opinions(page)).toContainText(
    "SDK 1.x would have accepted this document, against Keyhole's rule server-metadata/issuer-matches: it does not compare the issuer.",
  );
  await expect(opinions(page)).toContainText(
    "oauth4webapi refuses this document; Keyhole's rule server-metadata/issuer-matches says the same.",
  );
  await expect(opinions(page).getByRole('listitem')).toHaveCount(3);
  await look(page, 'opinions-disagree');
});

test('a refusal by all, a challenge that is read otherwise, and an honest answer', async ({ page }) => {
  test.setTimeout(240_000);
  await withFault('prm-html', async () => {
    await inspect(page, lab.mcp['modern'] ?? '');
    await press(page, 'r');
  });
  await findingsOf(page, /oauth-protected-resource.*200/);
  await expect(opinions(page)).toContainText("Keyhole's rule resource-metadata/json says the same.");
  await look(page, 'opinions-agree');

  await goTo(page, 'Home');
  await withFault('challenge-repeated-scope', async () => {
    await inspect(page, lab.mcp['modern'] ?? '');
    await press(page, 'n');
  });
  await findingsOf(page, /401/);
  await expect(opinions(page)).toContainText('It reads scope as "orders:write"');
  await look(page, 'opinions-challenge');

  await goTo(page, 'Home');
  await runAs(page, lab.mcp['modern'] ?? '', 'alice');
  await findingsOf(page, /tools\/list.*200/);
  await expect(opinions(page)).toHaveCount(0);
  await look(page, 'opinions-none');
  await findingsOf(page, /token.*200/);
  await expect(opinions(page).getByText('accepts')).toHaveCount(3);
  await look(page, 'opinions-honest');
});
