import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playwrightCount, vitestCount } from '../../runner/reports.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keyhole-reports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(content: unknown): string {
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('of vitest: a file that cannot be loaded, or whose hook fails, is a failure', () => {
  const passed = { status: 'passed', fullName: 'adds', failureMessages: [] };
  const count = vitestCount(
    report({
      testResults: [
        { name: 'good', status: 'passed', message: '', assertionResults: [passed] },
        { name: 'unloadable', status: 'failed', message: 'no such module', assertionResults: [] },
        { name: 'hook', status: 'failed', message: 'afterAll', assertionResults: [passed] },
        {
          name: 'mixed',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'failed', fullName: 'subtracts', failureMessages: ['1 is not 2'] },
            { status: 'pending', fullName: 'divides', failureMessages: [] },
            { status: 'todo', fullName: 'multiplies', failureMessages: [] },
          ],
        },
      ],
    }),
  );
  expect(count).toEqual({
    passed: 2,
    failed: [
      { name: 'unloadable', message: 'no such module' },
      { name: 'hook', message: 'afterAll' },
      { name: 'subtracts', message: '1 is not 2' },
    ],
    skipped: ['divides', 'multiplies'],
  });
});

test('of Playwright: flaky is failed, a broken file is a failure, and the shell that ran is named', () => {
  const spec = (title: string, status: string, extra: object = {}) => ({
    title,
    tests: [{ status, annotations: [], results: [], ...extra }],
  });
  const count = playwrightCount(
    report({
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('opens', 'expected', { annotations: [{ type: 'shell', description: 'stand-in' }] })],
          suites: [
            {
              title: 'deep',
              specs: [
                spec('sleeps', 'skipped'),
                spec('trembles', 'flaky', { results: [{ errors: [{ message: 'once' }] }, {}] }),
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'b.spec.ts does not parse' }],
    }),
  );
  expect(count).toEqual({
    passed: 1,
    failed: [
      { name: 'a.spec.ts › deep › trembles', message: 'once' },
      { name: 'e2e', message: 'b.spec.ts does not parse' },
    ],
    skipped: ['a.spec.ts › deep › sleeps'],
    notes: ['Electron shell: stand-in'],
  });
});
