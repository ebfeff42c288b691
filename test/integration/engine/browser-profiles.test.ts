// A browser profile of its own for an identity. The browser is a program that writes down what it was started with, and
// then stands open until it is closed, as a browser does.

import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BrowserProfiles } from '../../../electron/engine/identities/browser-profiles.ts';
import type { ProfileBrowser } from '../../../electron/engine/identities/browser-profiles.ts';
import { profileBrowser } from '../../../electron/host/profile-browser.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { emptyFolder, refused, startEngine } from './an-engine.ts';

const TARGET = 'https://shop.example/mcp';
const ALICE = { target: TARGET, identity: 'alice' };
const BOB = { target: TARGET, identity: 'bob' };

/** One start of the browser. */
interface Start {
  readonly pid: number;
  readonly arguments: readonly string[];
}

/** A browser that fills its profile, writes down its arguments and waits for its end. */
async function aBrowser() {
  const folder = await emptyFolder();
  const program = path.join(folder, 'browser');
  const script = `#!${process.execPath}
const { mkdirSync, writeFileSync } = require('node:fs');
const [profile] = process.argv.slice(2).map((one) => /^--user-data-dir=(.*)$/.exec(one)?.[1]).filter(Boolean);
mkdirSync(profile + '/Default', { recursive: true });
writeFileSync(profile + '/Default/Cookies', 'a session');
const start = { pid: process.pid, arguments: process.argv.slice(2) };
writeFileSync('${folder}/' + process.hrtime.bigint() + '.start', JSON.stringify(start));
setInterval(() => {}, 1000);
`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  const starts = async (): Promise<readonly Start[]> => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.start')).toSorted();
    return Promise.all(
      files.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Start),
    );
  };
  return {
    program,
    /** Its starts, as soon as there are so many. */
    started: (count: number) =>
      vi.waitFor(
        async () => {
          const all = await starts();
          expect(all).toHaveLength(count);
          return all;
        },
        { timeout: 10_000 },
      ),
    starts,
  };
}

function profilesIn(browser: ProfileBrowser): BrowserProfiles {
  const profiles = new BrowserProfiles(() => browser);
  onTestFinished(() => profiles.close());
  return profiles;
}

const folderOf = (start: Start | undefined): string =>
  start?.arguments.find((one) => one.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? '';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a browser profile of its own', () => {
  test('two identities get two profiles, one of them the same again, and nothing else is asked of the browser', async () => {
    const { program, started } = await aBrowser();
    const profiles = profilesIn({ kind: 'found', program });
    const url = "https://as.example/authorize?scope=a%20b&x='$(id)`id`;&y=--no-sandbox";
    await profiles.open(ALICE, url);
    await started(1);
    await profiles.open(BOB, 'https://as.example/authorize');
    await started(2);
    await profiles.open(ALICE, 'http://127.0.0.1:4000/again');
    const [first, second, third] = await started(3);
    expect(first?.arguments).toEqual([
      `--user-data-dir=${folderOf(first)}`,
      '--no-first-run',
      '--no-default-browser-check',
      new URL(url).href,
    ]);
    expect(folderOf(second)).not.toBe(folderOf(first));
    expect(folderOf(third)).toBe(folderOf(first));
    // Nobody else on this machine may read the cookies in it.
    if (process.platform !== 'win32') expect((await stat(folderOf(first))).mode & 0o077).toBe(0);
  });

  test('the same name for another target is another identity', async () => {
    const { program, started } = await aBrowser();
    const profiles = profilesIn({ kind: 'found', program });
    await profiles.open(ALICE, 'https://as.example/');
    await profiles.open({ ...ALICE, target: 'https://other.example/mcp' }, 'https://as.example/');
    const [first, second] = await started(2);
    expect(folderOf(second)).not.toBe(folderOf(first));
  });

  test('goes with its identity, and its browser with it; the others stay until the end', async () => {
    const { program, started } = await aBrowser();
    const profiles = profilesIn({ kind: 'found', program });
    await profiles.open(ALICE, 'https://as.example/');
    await started(1);
    await profiles.open(BOB, 'https://as.example/');
    const [alice, bob] = await started(2);
    await profiles.remove(ALICE);
    expect(existsSync(folderOf(alice))).toBe(false);
    expect(isAlive(alice?.pid ?? 0)).toBe(false);
    expect(existsSync(folderOf(bob))).toBe(true);
    expect(isAlive(bob?.pid ?? 0)).toBe(true);
    await profiles.close();
    expect(existsSync(folderOf(bob))).toBe(false);
    expect(isAlive(bob?.pid ?? 0)).toBe(false);
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'chrome://settings', '--version', 'https//x', ''])(
    'never opens %j',
    async (url) => {
      const { program, starts } = await aBrowser();
      const profiles = profilesIn({ kind: 'found', program });
      await expect(profiles.open(ALICE, url)).rejects.toMatchObject({ code: 'bad-input' });
      expect(await starts()).toEqual([]);
    },
  );

  test.each(['no-browser', 'no-display', 'as-root', 'not-here'] as const)(
    'that cannot be had (%s) is refused with what to do instead',
    async (kind) => {
      const profiles = profilesIn({ kind });
      expect(profiles.support).toBe(kind);
      await expect(profiles.open(ALICE, 'https://as.example/')).rejects.toMatchObject({
        code: 'not-now',
        message: expect.stringContaining('private window') as string,
      });
    },
  );

  test('a program that cannot be started is named', async () => {
    const profiles = profilesIn({ kind: 'found', program: '/nowhere/chrome' });
    await expect(profiles.open(ALICE, 'https://as.example/')).rejects.toMatchObject({
      code: 'not-now',
      message: expect.stringContaining('/nowhere/chrome') as string,
    });
  });
});

describe('the browser that gets profiles', () => {
  test('is the one that is named, and none where none is wanted', async () => {
    const { program } = await aBrowser();
    expect(profileBrowser({ KEYHOLE_CHROMIUM: program })).toEqual({ kind: 'found', program });
    expect(profileBrowser({ KEYHOLE_CHROMIUM: program, KEYHOLE_BROWSER: 'none' })).toEqual({
      kind: 'no-browser',
    });
    expect(profileBrowser({ PATH: '' })).toEqual({ kind: 'no-browser' });
  });
});

describe('an identity that signs in by a profile', () => {
  test('opens it and no other browser, opens it again when asked, and takes it away with itself', async () => {
    const lab = await startLab();
    onTestFinished(() => lab.close());
    const { program, started } = await aBrowser();
    const engine = startEngine(undefined, undefined, () => ({ kind: 'found', program }));
    expect((await engine.call('app.info', {})).capabilities.browserProfiles).toBe('offered');
    const session = await engine.open(lab.mcp['modern'] ?? '');
    await engine.run(session);
    for (const [index, name] of ['bob', 'admin'].entries()) {
      await engine.call('identity.save', {
        session,
        definition: { name, title: name, colour: 'teal', level: 'login', source: { kind: 'flow' } },
        settings: { login: 'profile' },
      });
      await engine.call('identity.sign-in', { session, identity: name });
      await started(index + 1);
    }
    const both = await started(2);
    const folders = new Set(both.map(folderOf));
    expect(folders.size).toBe(2);
    expect(engine.opened).toEqual([]);
    const { events } = await engine.call('session.events', { session });
    const opened = events.filter((event) => event.kind === 'browser-opened' && event.how === 'profile');
    expect(opened.map(({ identity }) => identity)).toEqual(['bob', 'admin']);

    await engine.call('session.open-browser', { session, identity: 'bob' });
    const [bob, , again] = await started(3);
    expect(again?.arguments).toEqual(bob?.arguments);
    await engine.call('identity.remove', { session, identity: 'bob' });
    expect(existsSync(folderOf(bob))).toBe(false);
    await engine.close();
    for (const folder of folders) expect(existsSync(folder)).toBe(false);
  });

  test('is told so where there is no such browser, and never gets the system’s instead', async () => {
    const lab = await startLab();
    onTestFinished(() => lab.close());
    const engine = startEngine();
    expect((await engine.call('app.info', {})).capabilities.browserProfiles).toBe('not-here');
    const session = await engine.open(lab.mcp['modern'] ?? '');
    await engine.run(session);
    await engine.call('identity.save', {
      session,
      definition: { name: 'bob', title: 'Bob', colour: 'teal', level: 'login', source: { kind: 'flow' } },
      settings: { login: 'profile' },
    });
    const fault = await refused(engine, 'identity.sign-in', { session, identity: 'bob' });
    expect(fault).toMatchObject({
      code: 'not-now',
      message: expect.stringContaining('private window') as string,
    });
    expect(engine.opened).toEqual([]);
    // The link is there all the same.
    const { events } = await engine.call('session.events', { session });
    expect(events.findLast((event) => event.kind === 'waiting')).toMatchObject({
      identity: 'bob',
      question: { kind: 'sign-in' },
    });
  });
});
