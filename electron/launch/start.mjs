// @ts-check
// `npm start`: everything a fresh clone needs, then the window. See `usage` for its switches.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { openAppWindow } from './app-window.mjs';
import { findBrowser, hasDisplay, isRoot } from './browsers.mjs';
import { ensureBuilt } from './built.mjs';
import { obtainElectron } from './electron-binary.mjs';
import { ensureInstalled } from './install.mjs';
import { at, launch, LaunchError, pinnedNode, say } from './places.mjs';

const usage = `npm start                      opens Keyhole, installing and building first when needed
npm start -- --browser         uses a browser instead of Electron
npm start -- --port N          listens on this port when a browser is used
npm start -- --retry-electron  tries again to obtain Electron's binary`;

/** @param {string[]} args */
function readArguments(args) {
  const options = {
    browser: false,
    retry: false,
    help: false,
    port: /** @type {string | undefined} */ (undefined),
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--browser') options.browser = true;
    else if (arg === '--retry-electron') options.retry = true;
    else if (arg === '--help' || arg === '-h') options.help = true;
    else if (arg === '--port') options.port = args[(index += 1)] ?? '';
    else if (arg.startsWith('--port=')) options.port = arg.slice('--port='.length);
    else throw new LaunchError(`npm start does not know ${JSON.stringify(arg)}.\n\n${usage}`);
  }
  if (options.port !== undefined && !/^\d{1,5}$/.test(options.port)) {
    throw new LaunchError(`--port takes a number from 0 to 65535, not ${JSON.stringify(options.port)}.`);
  }
  return options;
}

/**
 * Runs Electron until it is closed.
 * @param {string} binary
 * @returns {Promise<number>}
 */
async function runElectron(binary) {
  // Chromium refuses its sandbox to root, in Electron as anywhere.
  const child = spawn(binary, [...(isRoot() ? ['--no-sandbox'] : []), at('dist', 'main', 'main.js')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      say(
        `Electron could not be started: ${error.message}. npm start -- --browser opens Keyhole in a browser.`,
      );
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 0));
  });
}

/**
 * Runs the browser host until Ctrl+C, with a window on it where one can be shown.
 * @param {{ port: string | undefined, notice: string | undefined }} options
 * @returns {Promise<number>}
 */
async function runBrowserHost({ port, notice }) {
  const host = spawn(
    pinnedNode(),
    [
      at('dist', 'node', 'host.js'),
      '--json',
      ...(port === undefined ? [] : ['--port', port]),
      ...(notice === undefined ? [] : ['--notice', notice]),
    ],
    // The channel is a leash: the host stops when we are gone, however that happened.
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  /** @type {(() => void) | undefined} */
  let closeWindow;
  const stop = () => {
    closeWindow?.();
    host.kill('SIGTERM');
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  process.on('exit', () => closeWindow?.());

  if (host.stdout) {
    createInterface({ input: host.stdout }).once('line', (line) => {
      const url = String(JSON.parse(line).url);
      process.stdout.write(`Keyhole is at ${url}\n`);
      const browser = findBrowser();
      if (!hasDisplay()) say('There is no display here: open that address in a browser of this machine.');
      else if (browser === undefined)
        say('No Chromium-family browser was found: open that address in any browser.');
      else {
        closeWindow = openAppWindow(browser, url, ({ early }) => {
          closeWindow = undefined;
          say(
            early
              ? `${browser} did not open; open the address yourself.`
              : 'The window was closed; the address still works.',
          );
        });
      }
      say('Ctrl+C stops Keyhole.');
    });
  }
  return await new Promise((resolve) => {
    host.once('error', (error) => {
      say(`Keyhole could not be started: ${error.message}.`);
      resolve(1);
    });
    host.once('exit', (code) => {
      closeWindow?.();
      resolve(code ?? 0);
    });
  });
}

await launch(async () => {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  await ensureInstalled();
  if (options.browser) {
    await ensureBuilt(['node', 'renderer']);
    return await runBrowserHost({ port: options.port, notice: undefined });
  }
  // The download waits for the network and the build for the processor: both at once.
  const [electron] = await Promise.all([obtainElectron({ retry: options.retry }), ensureBuilt()]);
  if (electron.binary !== undefined && hasDisplay()) return await runElectron(electron.binary);
  const notice =
    electron.binary === undefined
      ? `Electron's binary is not here, ${electron.why}: the same interface runs in a browser. ` +
        'npm start -- --retry-electron tries again.'
      : undefined;
  if (notice !== undefined) say(notice);
  return await runBrowserHost({ port: options.port, notice });
});
