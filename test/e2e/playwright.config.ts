import path from 'node:path';
import { defineConfig } from '@playwright/test';

// One worker and no retries: two cores, and a test that passes at the second try has not passed.
// `npm test` finds a Chromium and names it; run directly, Playwright's own is used.
const output = path.join(import.meta.dirname, '..', 'output');
const chromium = process.env['KEYHOLE_CHROMIUM'];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: path.join(output, 'e2e'),
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env['KEYHOLE_TEST_RUN']
    ? [['json', { outputFile: path.join(output, 'e2e.json') }]]
    : [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      // Chromium refuses its sandbox to root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
