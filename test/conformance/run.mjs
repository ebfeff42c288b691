// @ts-check
// Runs the official conformance suite against Keyhole's engine, on the pinned Node 24:
//   node test/conformance/run.mjs [part of a scenario name]
// The scenarios are those of the two frozen requirement sets, extensions included, and of the suite `backcompat`. Each is
// run by itself, two at a time: a whole set at once would start forty clients, and would not look at their exit codes.
// A warning counts as a failure. There is no list of expected failures, only `not-covered.ts`, whose entries are skips.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NOT_COVERED } from './not-covered.ts';

const PARALLEL = 2;
const REVISIONS = ['2026-07-28', '2025-11-25'];
/** The suite `backcompat` of the pinned version. Without a revision of its own each runs as the suite chooses. */
const BACKCOMPAT = ['auth/2025-03-26-oauth-metadata-backcompat', 'auth/2025-03-26-oauth-endpoint-fallback'];
/** Must be among the extensions of both sets; if the suite drops them, somebody should notice. */
const EXTENSIONS = ['auth/client-credentials-jwt', 'auth/client-credentials-basic'];

const here = import.meta.dirname;
const output = path.join(here, '..', 'output');
const results = path.join(output, 'conformance');
const root = path.join(here, '..', '..');
const suite = path.join(root, 'node_modules', '@modelcontextprotocol', 'conformance');
const program = path.join(suite, 'dist', 'index.js');
const requirements = path.join(suite, 'requirements');

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {string} scenario
 * @property {readonly string[]} options
 */

/**
 * The client scenarios of a requirement set, scored or not.
 * @param {string} revision
 * @returns {string[]}
 */
function required(revision) {
  const text = readFileSync(path.join(requirements, `${revision}.yaml`), 'utf8');
  const scored = /^client:\n((?: {2}- \S+\n)+)/m.exec(text)?.[1] ?? '';
  const names = [...scored.matchAll(/- (\S+)/g)].map((match) => match[1] ?? '');
  const rest = [...text.matchAll(/- scenario: (\S+)\n\s+leg: client\n/g)].map((match) => match[1] ?? '');
  const missing = EXTENSIONS.filter((name) => !rest.includes(name));
  if (names.length === 0 || missing.length > 0) {
    throw new Error(`the requirement set ${revision} lacks ${missing.join(', ') || 'client scenarios'}`);
  }
  return [...names, ...rest];
}

/** @param {Run} run @returns {Promise<{ code: number, text: string, checks: any[] }>} */
function execute({ name, scenario, options }) {
  const folder = path.join(results, name.replaceAll(/[^\w.-]+/g, '_'));
  // The suite splits the command at spaces: relative paths keep the name of the repository's folder out of it.
  const client = [process.execPath, path.join(here, 'client.ts')]
    .map((file) => path.relative(root, file))
    .join(' ');
  const child = spawn(
    process.execPath,
    [
      program,
      'client',
      '--command',
      client,
      '--scenario',
      scenario,
      '--timeout',
      '60000',
      ...options,
      '-o',
      folder,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      /** @type {string[]} */
      let files = [];
      try {
        files = /** @type {string[]} */ (readdirSync(folder, { recursive: true }));
      } catch {
        // It wrote nothing: the exit code and the text say why.
      }
      const file = files.find((one) => one.endsWith('checks.json'));
      const checks = file === undefined ? [] : JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      resolve({ code: code ?? 1, text, checks });
    });
  });
}

/** @type {Run[]} */
const runs = [
  ...REVISIONS.flatMap((revision) =>
    required(revision).map((scenario) => ({
      name: `${revision} ${scenario}`,
      scenario,
      options: ['--spec-version', revision, '--force'],
    })),
  ),
  ...BACKCOMPAT.map((scenario) => ({ name: `backcompat ${scenario}`, scenario, options: [] })),
].filter((run) => run.name.includes(process.argv[2] ?? ''));

const started = performance.now();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
/** @type {{ name: string, message: string }[]} */
const failed = [];
/** @type {string[]} */
const skipped = [];

/** @param {Run} run */
async function judge(run) {
  const { code, text, checks } = await execute(run);
  const bad = checks.filter((check) => check.status === 'FAILURE' || check.status === 'WARNING');
  const good = checks.some((check) => check.status === 'SUCCESS');
  const passes = code === 0 && good && bad.length === 0;
  const reason = NOT_COVERED[run.scenario];
  if (reason !== undefined && passes) {
    failed.push({ name: run.name, message: 'It passes: take it out of test/conformance/not-covered.ts.' });
  } else if (reason !== undefined) skipped.push(`conformance ${run.name} (${reason})`);
  else if (passes) passed += 1;
  else {
    const lines = bad.map(
      (check) => `${check.status} ${check.id}: ${check.errorMessage ?? check.description}`,
    );
    failed.push({
      name: `conformance ${run.name}`,
      message: [...lines, `exit code ${code}`, text.slice(-4000)].join('\n'),
    });
  }
}

const queue = [...runs];
await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    for (let run = queue.shift(); run; run = queue.shift()) await judge(run);
  }),
);

if (runs.length === 0) failed.push({ name: 'conformance', message: 'No scenario has such a name.' });
skipped.sort();
writeFileSync(path.join(output, 'conformance.json'), JSON.stringify({ passed, failed, skipped }, null, 2));
for (const { name, message } of failed) process.stdout.write(`✕ ${name}\n${message}\n\n`);
for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
process.stdout.write(
  `${passed} passed, ${failed.length} failed, ${skipped.length} skipped (conformance, ${seconds} s)\n`,
);
process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0;
