// How a screen is looked over: by axe, for what does not fit, and as a picture for a person.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, picture } from './fixtures.ts';

/** Both widths that the interface is made for, light and dark. */
export const LOOKS = [
  { width: 1440, height: 900, scheme: 'light' },
  { width: 1440, height: 900, scheme: 'dark' },
  { width: 1024, height: 700, scheme: 'light' },
  { width: 1024, height: 700, scheme: 'dark' },
] as const;

export type Look = (typeof LOOKS)[number];

/** Serious and critical violations, as one line each. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  const lines = found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  // axe counts an element as a child of the grid it stands in, also where a row owns it (`aria-owns`).
  const moved = lines.some((line) => STRAY_HEADS.test(line)) && (await everyHeadIsOwned(page));
  return moved ? lines.filter((line) => !STRAY_HEADS.test(line)) : lines;
}

const STRAY_HEADS = /^aria-required-children .*not allowed: \[role=rowheader\]$/s;

/** Whether each row head that stands outside a row is owned by one. */
function everyHeadIsOwned(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const owned = new Set(
      [...document.querySelectorAll('[role=row][aria-owns]')].flatMap(
        (row) => row.getAttribute('aria-owns')?.split(' ') ?? [],
      ),
    );
    return [...document.querySelectorAll('[role=rowheader]')].every(
      (head) => head.closest('[role=row]') !== null || owned.has(head.id),
    );
  });
}

/** Gives the page one of the looks. */
export async function put(page: Page, { width, height, scheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
}

/** Looks a screen over; what is wrong fails the test at its end, so that one run shows everything. */
export async function lookOver(page: Page, name: string, { width, scheme }: Look): Promise<void> {
  // A room loads when it is first opened; a picture of its spinner would prove nothing.
  await expect(page.getByRole('main').getByRole('progressbar')).toHaveCount(0);
  await picture(page, `${name}-${width}-${scheme}`);
  expect.soft(await violations(page), name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}
