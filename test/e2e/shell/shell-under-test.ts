// One way to drive the window for the specs: a real Electron where its binary and a display are here, else the stand-in.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { _electron, chromium, type Page } from '@playwright/test';
import { electronBinary } from '../../../electron/launch/electron-binary.mjs';
import { hasDisplay, isRoot } from '../../../electron/launch/browsers.mjs';

type Electron = typeof import('electron');

export interface ShellUnderTest {
  readonly ran: 'electron' | 'stand-in';
  /** The origin of our page as Chromium writes it here. */
  readonly pageOrigin: string;
  readonly page: Page;
  /** Folder of everything that is kept. */
  readonly dataDir: string;
  /** Runs a function in the main process, as `ElectronApplication.evaluate` does. It may use only what it is given. */
  evaluate<R>(work: (electron: Electron, given: string) => R | Promise<R>, given?: string): Promise<R>;
  /** Starts the program once more on the same data. Resolves to the second one's exit code. */
  startSecond(): Promise<number>;
  /** Resolves to the exit code once the program has ended. */
  readonly ended: Promise<number>;
  /** Ends the program as the person would. */
  quit(): Promise<void>;
}

const root = path.join(import.meta.dirname, '../../..');
const main = path.join(root, 'dist/main/main.js');
const standIn = new URL('../../support/electron-stand-in/register.ts', import.meta.url).href;
const PATIENCE = 30_000;

/** Starts the built program on an empty data folder. */
export async function startShell(): Promise<ShellUnderTest> {
  if (!existsSync(main)) throw new Error(`${main} is not built: run npm run build`);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'keyhole-shell-'));
  const binary = hasDisplay() ? electronBinary() : undefined;
  const shell = binary === undefined ? await overStandIn(dataDir) : await overElectron(binary, dataDir);
  const output = path.join(root, 'test/output');
  await mkdir(output, { recursive: true });
  await writeFile(path.join(output, 'shell-host.json'), `${JSON.stringify({ ran: shell.ran })}\n`);
  await shell.page.waitForLoadState();
  return {
    ...shell,
    async quit() {
      await shell.quit();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function environment(dataDir: string): Record<string, string> {
  const set = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(set), KEYHOLE_DATA_DIR: dataDir };
}

async function overElectron(binary: string, dataDir: string): Promise<ShellUnderTest> {
  const args = [...(isRoot() ? ['--no-sandbox'] : []), main];
  const env = environment(dataDir);
  const application = await _electron.launch({ executablePath: binary, args, env });
  const child = application.process();
  return {
    ran: 'electron',
    pageOrigin: 'app://keyhole',
    page: await application.firstWindow(),
    dataDir,
    evaluate: (work, given = '') => application.evaluate(work, given),
    startSecond: async () => await exitCode(spawn(binary, args, { env, stdio: 'ignore' })),
    ended: exitCode(child),
    quit: () => application.close(),
  };
}

async function overStandIn(dataDir: string): Promise<ShellUnderTest> {
  const args = ['--import', standIn, main];
  const env = environment(dataDir);
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = exitCode(child);
  const { endpoint } = await reply<{ endpoint: string }>(child, (message) => message['kind'] === 'ready');
  const browser = await chromium.connectOverCDP(endpoint);
  const pageOrigin = 'https://keyhole.app-scheme.invalid';
  let lastId = 0;

  async function evaluate<R>(
    work: (electron: Electron, given: string) => R | Promise<R>,
    given = '',
  ): Promise<R> {
    const id = (lastId += 1);
    child.send({ id, source: work.toString(), arg: given });
    const answer = await reply<{ kind: string; value: R; text: string }>(
      child,
      (message) => message['id'] === id,
    );
    if (answer.kind === 'error') throw new Error(answer.text);
    return answer.value;
  }

  return {
    ran: 'stand-in',
    pageOrigin,
    page: await pageAt(() => browser.contexts().flatMap((context) => context.pages()), pageOrigin),
    dataDir,
    evaluate,
    startSecond: async () => await exitCode(spawn(process.execPath, args, { env, stdio: 'ignore' })),
    ended,
    async quit() {
      // Already gone when a test has quit it.
      if (child.exitCode === null) await evaluate(({ app }) => app.quit());
      await ended;
      await browser.close();
    },
  };
}

async function pageAt(pages: () => readonly Page[], origin: string): Promise<Page> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = pages().find((page) => page.url().startsWith(`${origin}/`));
    if (found) return found;
    await wait(50);
  }
  throw new Error(`no window shows ${origin}`);
}

/** The next message of the child that is meant. */
function reply<T>(child: ChildProcess, isMeant: (message: Record<string, unknown>) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      child.off('message', listen);
      child.off('exit', gone);
    };
    const listen = (message: unknown): void => {
      if (typeof message !== 'object' || message === null || !isMeant({ ...message })) return;
      done();
      resolve(message as T);
    };
    const gone = (): void => {
      done();
      reject(new Error('the program ended'));
    };
    const timer = setTimeout(() => {
      done();
      reject(new Error('the program did not answer'));
    }, PATIENCE);
    child.on('message', listen);
    child.once('exit', gone);
  });
}

async function exitCode(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
