// The launch scripts in a small repository of their own, with an npm that only writes down how it was called: what is
// installed and remembered, without a network.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const launch = path.join(import.meta.dirname, '../../../electron/launch');

// Does what `npm ci` does as far as the scripts can see, or fails when told to.
const NPM = `
  const fs = require('node:fs');
  fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  if (fs.existsSync('registry-is-down')) process.exit(1);
  fs.mkdirSync('node_modules/node/bin', { recursive: true });
  fs.writeFileSync('node_modules/node/bin/node', '');
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keyhole-clone-'));
  cpSync(launch, path.join(folder, 'electron/launch'), { recursive: true });
  mkdirSync(path.join(folder, 'tools'));
  writeFileSync(path.join(folder, 'tools/npm-cli.js'), NPM);
  writeFileSync(path.join(folder, 'tools/package.json'), '{"type":"commonjs"}');
  lock('1.0.0');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lock(version: string): void {
  const packages = {
    '': { name: 'clone' },
    'node_modules/a': { version, integrity: `sha512-${version}` },
    'node_modules/other-platform': { version, integrity: `sha512-${version}`, optional: true },
  };
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages }));
}

function installs(): string[] {
  const calls = path.join(folder, 'calls');
  return existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').slice(0, -1) : [];
}

async function install(): Promise<{ code: unknown; stderr: string; stdout: string }> {
  const text = `
    import { ensureInstalled } from './electron/launch/install.mjs';
    import { launch } from './electron/launch/places.mjs';
    await launch(async () => { await ensureInstalled(); return 0; });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      npm_execpath: path.join(folder, 'tools/npm-cli.js'),
      npm_node_execpath: process.execPath,
    },
  });
  let [stderr, stdout] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, stderr, stdout };
}

test('a fresh clone is installed once, from the lock file and with its tools; stdout stays free', async () => {
  const first = await install();
  const second = await install();
  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(first.stderr).toContain('npm ci');
  expect(second).toEqual({ code: 0, stderr: '', stdout: '' });
  expect(installs()).toHaveLength(1);
  expect(installs()[0]).toMatch(/^ci --include=dev /);
});

test('a changed lock file is installed again', async () => {
  await install();
  lock('2.0.0');
  await install();
  expect(installs()).toHaveLength(2);
});

test('a lock file that changed back to what is installed costs nothing', async () => {
  await install();
  rmSync(path.join(folder, '.cache'), { recursive: true });
  expect(await install()).toEqual({ code: 0, stderr: '', stdout: '' });
  expect(installs()).toHaveLength(1);
});

test('packages that another platform needs may be missing', async () => {
  await install();
  const record = path.join(folder, 'node_modules/.package-lock.json');
  const found: { packages: Record<string, unknown> } = JSON.parse(readFileSync(record, 'utf8'));
  delete found.packages['node_modules/other-platform'];
  writeFileSync(record, JSON.stringify(found));
  rmSync(path.join(folder, '.cache'), { recursive: true });
  await install();
  expect(installs()).toHaveLength(1);
});

test('node_modules that was deleted is installed again', async () => {
  await install();
  rmSync(path.join(folder, 'node_modules'), { recursive: true });
  await install();
  expect(installs()).toHaveLength(2);
});

test('a failed npm ends with a sentence, and the next start tries again', async () => {
  writeFileSync(path.join(folder, 'registry-is-down'), '');
  const failed = await install();
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('npm ci failed with exit code 1');
  expect(failed.stderr).not.toContain('    at ');
  rmSync(path.join(folder, 'registry-is-down'));
  expect(await install()).toMatchObject({ code: 0 });
  expect(installs()).toHaveLength(2);
});

test('two starts at once install once', async () => {
  const both = await Promise.all([install(), install()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(installs()).toHaveLength(1);
});

test('a lock left by a process that is gone is taken over', async () => {
  mkdirSync(path.join(folder, '.cache/launch'), { recursive: true });
  const gone = spawn(process.execPath, ['-e', '0']);
  await once(gone, 'exit');
  writeFileSync(path.join(folder, '.cache/launch/install.lock'), String(gone.pid));
  expect(await install()).toMatchObject({ code: 0 });
});
