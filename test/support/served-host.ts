// A real browser host in a process of its own, as a person starts it: `keyhole serve --json`.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const program = path.join(import.meta.dirname, '../../dist/node/cli.js');

export interface ServedHost {
  /** The printed address, with the token. */
  readonly url: string;
  readonly pid: number;
  /**
   * The next address handed to "the system browser", oldest first. The host is told to use a program that only writes
   * addresses down, so that a test opens them where it can see them.
   */
  nextOpened(): Promise<string>;
  /** The next address opened in a browser profile of its own, and the folder of that profile. */
  nextInProfile(): Promise<{ readonly profile: string; readonly url: string }>;
  /** Passes over what was handed to it so far: an earlier test may have left some behind. */
  forgetOpened(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the host on a free port with an empty data folder. */
export async function serveHost({
  patience = 20_000,
  env = {},
}: {
  readonly patience?: number;
  /** Variables of the host besides those of every test. */
  readonly env?: Readonly<Record<string, string>>;
} = {}): Promise<ServedHost> {
  if (!existsSync(program)) throw new Error(`${program} is not built: run npm run build`);
  const folder = await mkdtemp(path.join(tmpdir(), 'keyhole-served-'));
  const opened = path.join(folder, 'opened');
  const browser = path.join(folder, 'browser');
  await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`);
  const profiled = path.join(folder, 'profiled');
  const profileBrowser = path.join(folder, 'profile-browser');
  await writeFile(profileBrowser, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${profiled}'\n`);
  await Promise.all([browser, profileBrowser].map((program) => chmod(program, 0o755)));

  const child = spawn(process.execPath, [program, 'serve', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      KEYHOLE_DATA_DIR: path.join(folder, 'data'),
      KEYHOLE_BROWSER: browser,
      KEYHOLE_CHROMIUM: profileBrowser,
      ...env,
    },
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the host printed nothing. ${complaints}`)), patience);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      const first: unknown = JSON.parse(line);
      if (typeof first === 'object' && first !== null && 'url' in first) resolve(String(first.url));
      else reject(new Error(`the first line has no url: ${line}`));
    });
    void gone.then(() => reject(new Error(`the host ended at once. ${complaints}`)));
  });

  const lines = async (file: string): Promise<string[]> =>
    existsSync(file) ? (await readFile(file, 'utf8')).split('\n').slice(0, -1) : [];
  const taken = { [opened]: 0, [profiled]: 0 };
  const next = async (file: string, what: string): Promise<string> => {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const line = (await lines(file))[taken[file] ?? 0];
      if (line !== undefined) {
        taken[file] = (taken[file] ?? 0) + 1;
        return line;
      }
      await wait(50);
    }
    throw new Error(`no address was handed to ${what}`);
  };
  return {
    url,
    pid: child.pid ?? 0,
    nextOpened: () => next(opened, 'the system browser'),
    async nextInProfile() {
      const [profile = '', ...others] = (await next(profiled, 'a browser profile')).split(' ');
      return { profile: profile.replace('--user-data-dir=', ''), url: others.at(-1) ?? '' };
    },
    async forgetOpened() {
      for (const file of [opened, profiled]) taken[file] = (await lines(file)).length;
    },
    async stop() {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(forced);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
