// @ts-check
// `npm run bench`: every benchmark, one table. `--json` prints the rows instead; other words choose files by name.

import { readdirSync } from 'node:fs';
import os from 'node:os';
import { ensureBuilt } from '../../electron/launch/built.mjs';
import { run } from '../../electron/launch/child.mjs';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { at, launch, LaunchError, pinnedNode, say } from '../../electron/launch/places.mjs';
import { programEnvironment } from '../../electron/launch/programs.mjs';
import { ensureChromium } from '../runner/chromium.mjs';

const LIMIT = 10 * 60_000;

/** @typedef {import('./measurement.ts').Measurement} Measurement */

/**
 * The rows in the output of `one.ts`; JSON has no Infinity, and writes null.
 * @param {string} output
 * @returns {Measurement[]}
 */
function readRows(output) {
  /** @type {Measurement[]} */
  const rows = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  return rows.map((row) => ({ ...row, limit: row.limit ?? Infinity }));
}

/** @param {Measurement[]} rows */
function table(rows) {
  const cells = rows.map(({ name, value, limit, unit, measured, against, absolute }) => [
    limit === Infinity ? ' ' : value <= limit ? '✓' : '✕',
    name,
    `${value.toFixed(2)} ${unit}`,
    limit === Infinity ? '-' : `≤ ${limit} ${unit}`,
    absolute,
    against === '-' ? measured : `${measured}; against ${against}`,
  ]);
  const head = ['', 'what', 'value', 'limit', 'absolute', 'measured'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

await launch(async () => {
  const args = process.argv.slice(2);
  const json = args.includes('--json');
  const chosen = args.filter((arg) => arg !== '--json');
  await ensureInstalled();
  await ensureBuilt();
  const files = readdirSync(at('test', 'bench'))
    .filter((name) => name.endsWith('.bench.ts'))
    .filter((name) => chosen.length === 0 || chosen.some((word) => name.startsWith(word)))
    .sort();
  if (files.length === 0) throw new LaunchError(`No benchmark is named ${chosen.join(' or ')}.`);
  const chromium = await ensureChromium(say);
  if (chromium.path === undefined) throw new LaunchError(chromium.why);
  const env = { ...programEnvironment(), KEYHOLE_CHROMIUM: chromium.path };

  /** @type {Measurement[]} */
  const rows = [];
  let broken = 0;
  for (const file of files) {
    say(`${file} …`);
    const command = [at('test', 'bench', 'one.ts'), at('test', 'bench', file)];
    const result = await run(pinnedNode(), command, { timeout: LIMIT, env });
    if (result.code === 0) rows.push(...readRows(result.output));
    else {
      broken += 1;
      say(`${file} failed${result.timedOut ? ' by its time limit' : ''}:\n${result.output}`);
    }
  }
  const machine = `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, ${os.platform()} ${os.arch()}`;
  if (json) process.stdout.write(`${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  else process.stdout.write(`${table(rows)}\n\non ${machine}\n`);
  return broken > 0 || rows.some(({ value, limit }) => !(value <= limit)) ? 1 : 0;
});
