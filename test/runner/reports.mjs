// @ts-check
// What the test programs wrote down, as one count.

import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {{ name: string, message: string }[]} failed
 * @property {string[]} skipped names
 * @property {string[]} [notes] lines for the summary
 */

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The JSON report of vitest. @param {string} file @returns {Count} */
export function vitestCount(file) {
  /** @type {Count} */
  const count = { passed: 0, failed: [], skipped: [] };
  for (const suite of readJson(file).testResults) {
    if (suite.status === 'failed' && suite.assertionResults.length === 0) {
      count.failed.push({ name: suite.name, message: suite.message });
    }
    let failedTests = 0;
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') {
        failedTests += 1;
        count.failed.push({ name: test.fullName, message: test.failureMessages.join('\n') });
      } else count.skipped.push(test.fullName);
    }
    // A hook that fails after the tests passed fails its file.
    if (suite.status === 'failed' && suite.assertionResults.length > 0 && failedTests === 0) {
      count.failed.push({
        name: suite.name,
        message: suite.message || 'the file failed outside of its tests',
      });
    }
  }
  return count;
}

/** The JSON report of Playwright. @param {string} file @returns {Count} */
export function playwrightCount(file) {
  /** @type {Count} */
  const count = { passed: 0, failed: [], skipped: [] };
  const report = readJson(file);
  /** @type {Set<string>} */
  const shells = new Set();
  /** @param {any} suite @param {string} before */
  const walk = (suite, before) => {
    const title = suite.title ? `${before}${suite.title} › ` : before;
    for (const inner of suite.suites ?? []) walk(inner, title);
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = title + spec.title;
        for (const note of test.annotations) if (note.type === 'shell') shells.add(note.description);
        if (test.status === 'expected') count.passed += 1;
        else if (test.status === 'skipped') count.skipped.push(name);
        else {
          const results = test.results.flatMap((/** @type {any} */ result) => result.errors ?? []);
          count.failed.push({
            name,
            message: results.map((/** @type {any} */ error) => error.message).join('\n'),
          });
        }
      }
    }
  };
  for (const suite of report.suites) walk(suite, '');
  for (const error of report.errors) count.failed.push({ name: 'e2e', message: error.message });
  count.notes = [
    shells.size > 0 ? `Electron shell: ${[...shells].join(', ')}` : 'Electron shell: no test of it ran',
  ];
  return count;
}

/** The summary that `test/conformance/run.mjs` writes, which is of our shape. @param {string} file @returns {Count} */
export function conformanceCount(file) {
  return readJson(file);
}
