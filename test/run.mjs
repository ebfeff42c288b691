// @ts-check
// `npm test`: installs what is missing, runs every kind of check, and ends with one line of totals.
// `npm test -- unit lint` runs only those kinds. Runs on Node 20.19 with nothing installed.

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { ensureBuilt } from '../electron/launch/built.mjs';
import { run } from '../electron/launch/child.mjs';
import { ensureInstalled } from '../electron/launch/install.mjs';
import { at, launch, LaunchError, pinnedNode } from '../electron/launch/places.mjs';
import { programEnvironment, programOf } from '../electron/launch/programs.mjs';
import { ensureChromium } from './runner/chromium.mjs';
import { conformanceCount, playwrightCount, vitestCount } from './runner/reports.mjs';

/** @typedef {import('./runner/reports.mjs').Count} Count */

const MINUTE = 60_000;
const output = at('test', 'output');

/** @param {string} text */
const print = (text) => process.stdout.write(`${text}\n`);

/**
 * A check that passes or fails as a whole, counted as one test.
 * @param {string} name
 * @param {string[]} command script and arguments, for the pinned Node
 * @param {number} limit milliseconds
 * @returns {Promise<Count>}
 */
async function check(name, command, limit) {
  const result = await run(pinnedNode(), command, { timeout: limit, env: programEnvironment() });
  if (result.code === 0) return { passed: 1, failed: [], skipped: [] };
  return { passed: 0, failed: [{ name, message: ending(result, limit) + result.output }], skipped: [] };
}

/**
 * A test program that writes a report. One that ends badly without a failed test, or writes none, has failed.
 * @param {string} name
 * @param {string[]} command
 * @param {{ limit: number, report: string, read: (file: string) => Count, env?: Record<string, string> }} options
 * @returns {Promise<Count>}
 */
async function suite(name, command, { limit, report, read, env = {} }) {
  rmSync(report, { force: true });
  const result = await run(pinnedNode(), command, {
    timeout: limit,
    env: { ...programEnvironment(), KEYHOLE_TEST_RUN: '1', FORCE_COLOR: '0', ...env },
  });
  /** @type {Count} */
  const count = existsSync(report) ? read(report) : { passed: 0, failed: [], skipped: [] };
  const silent = count.passed + count.failed.length + count.skipped.length === 0;
  if (silent || (result.code !== 0 && count.failed.length === 0)) {
    count.failed.push({
      name,
      message: `${ending(result, limit)}No failed test was reported.\n${result.output}`,
    });
  }
  return count;
}

/** @param {{ code: number, timedOut: boolean }} result @param {number} limit */
function ending(result, limit) {
  return result.timedOut ? `stopped after ${limit / MINUTE} minutes\n` : `exit code ${result.code}\n`;
}

/** @param {string[]} kinds */
function vitest(kinds) {
  const report = `${output}/vitest.json`;
  return suite(
    kinds.join(', '),
    [
      programOf('vitest'),
      'run',
      '--config',
      at('test', 'vitest.config.ts'),
      '--reporter=json',
      `--outputFile=${report}`,
      ...kinds.map((kind) => `${kind}/`),
    ],
    { limit: 20 * MINUTE, report, read: vitestCount },
  );
}

function conformance() {
  const report = `${output}/conformance.json`;
  return suite('conformance', [at('test', 'conformance', 'run.mjs')], {
    limit: 15 * MINUTE,
    report,
    read: conformanceCount,
  });
}

/** @returns {Promise<Count>} */
async function endToEnd() {
  const chromium = await ensureChromium((line) => print(`  ${line}`));
  if (chromium.path === undefined)
    return { passed: 0, failed: [{ name: 'e2e', message: chromium.why }], skipped: [] };
  await ensureBuilt();
  return await suite(
    'e2e',
    [
      programOf('@playwright/test', 'playwright'),
      'test',
      '--config',
      at('test', 'e2e', 'playwright.config.ts'),
    ],
    {
      limit: 30 * MINUTE,
      report: `${output}/e2e.json`,
      read: playwrightCount,
      env: { KEYHOLE_CHROMIUM: chromium.path },
    },
  );
}

/** @returns {Promise<Count>} */
async function build() {
  await ensureBuilt();
  return { passed: 1, failed: [], skipped: [] };
}

const vitestKinds = ['unit', 'integration', 'hostile'];

/** @param {string[]} wanted @returns {[kinds: string[], work: () => Promise<Count>][]} */
function steps(wanted) {
  const vitestWanted = vitestKinds.filter((kind) => wanted.includes(kind));
  return [
    [['format'], () => check('format', [programOf('prettier'), '--check', '.'], 3 * MINUTE)],
    [['lint'], () => check('lint', [programOf('oxlint'), '--type-aware'], 5 * MINUTE)],
    [['types'], () => check('types', [programOf('typescript', 'tsc'), '-b'], 5 * MINUTE)],
    [['dead-code'], () => check('dead-code', [programOf('knip')], 3 * MINUTE)],
    [['build'], build],
    [vitestWanted, () => vitest(vitestWanted)],
    [['conformance'], conformance],
    [['e2e'], endToEnd],
  ];
}

const allKinds = steps(vitestKinds).flatMap(([kinds]) => kinds);

await launch(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((kind) => !allKinds.includes(kind));
  if (unknown.length > 0) {
    throw new LaunchError(`npm test knows ${allKinds.join(', ')}; not ${unknown.join(', ')}.`);
  }
  const chosen = wanted.length === 0 ? allKinds : wanted;
  await ensureInstalled();
  mkdirSync(output, { recursive: true });

  /** @type {Count} */
  const total = { passed: 0, failed: [], skipped: [], notes: [] };
  for (const [kinds, work] of steps(chosen)) {
    if (kinds.length === 0 || !kinds.every((kind) => chosen.includes(kind))) continue;
    const started = performance.now();
    const count = await work().catch((/** @type {unknown} */ error) => {
      const message =
        error instanceof LaunchError ? error.message : String(error instanceof Error ? error.stack : error);
      return { passed: 0, failed: [{ name: kinds.join(', '), message }], skipped: [], notes: [] };
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const parts = [`${count.passed} passed`];
    if (count.failed.length > 0) parts.push(`${count.failed.length} failed`);
    if (count.skipped.length > 0) parts.push(`${count.skipped.length} skipped`);
    print(`${count.failed.length > 0 ? '✕' : '✓'} ${kinds.join(', ')}: ${parts.join(', ')} (${seconds} s)`);
    for (const { name, message } of count.failed) {
      print(`\n✕ ${name}\n${stripVTControlCharacters(message).trimEnd()}\n`);
    }
    total.passed += count.passed;
    total.failed.push(...count.failed);
    total.skipped.push(...count.skipped);
    total.notes?.push(...(count.notes ?? []));
  }

  print('');
  for (const { name } of total.failed) print(`failed: ${name}`);
  for (const name of total.skipped) print(`skipped: ${name}`);
  for (const note of total.notes ?? []) print(note);
  print(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
  return total.failed.length > 0 || total.passed === 0 ? 1 : 0;
});
