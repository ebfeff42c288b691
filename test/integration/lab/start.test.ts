import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { LAB_FAULTS, startLab } from '../../../electron/lab/lab.ts';
import { urlOf } from './lab-client.ts';

test('a lab listens on loopback only, and nothing answers after it is closed', async () => {
  const lab = await startLab();
  for (const url of [lab.issuer, ...Object.values(lab.mcp)]) expect(new URL(url).hostname).toBe('127.0.0.1');
  expect((await fetch(`${lab.issuer}/.well-known/oauth-authorization-server`)).status).toBe(200);
  await lab.close();
  await expect(fetch(lab.issuer)).rejects.toThrow();
  await expect(fetch(urlOf(lab, 'modern'))).rejects.toThrow();
});

test('two labs run side by side and share nothing', async () => {
  const [first, second] = await Promise.all([startLab(), startLab()]);
  first.setFault('as-no-pkce', true);
  expect(first.activeFaults()).toEqual(['as-no-pkce']);
  expect(second.activeFaults()).toEqual([]);
  expect(first.issuer).not.toBe(second.issuer);
  await Promise.all([first.close(), second.close()]);
});

test('an unknown fault is refused with the list of the known ones', async () => {
  await expect(startLab({ faults: ['no-such-fault'] })).rejects.toThrow(
    /"no-such-fault".*as-issuer-mismatch/,
  );
  const lab = await startLab();
  expect(() => {
    lab.setFault('nor-this', true);
  }).toThrow(/"nor-this".*challenge-missing/);
  await lab.close();
});

test('every fault says what it teaches and which rules it trips, under an id of its own', () => {
  expect(new Set(LAB_FAULTS.map((fault) => fault.id)).size).toBe(LAB_FAULTS.length);
  for (const fault of LAB_FAULTS) {
    expect(fault.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(fault.description).toMatch(/^[^\n]{20,}$/);
    expect(fault.trips.length).toBeGreaterThan(0);
  }
});

test('a lab prints nothing: not at start, not in a sign-in, not at the end', async () => {
  const program = `
    import { startLab } from ${JSON.stringify(new URL('../../../electron/lab/lab.ts', import.meta.url).href)};
    import { signIn } from ${JSON.stringify(new URL('lab-client.ts', import.meta.url).href)};
    const lab = await startLab();
    const { status } = await signIn(lab);
    await lab.close();
    if (status !== 200) process.exitCode = 1;
  `;
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout + stderr).toBe('');
});
