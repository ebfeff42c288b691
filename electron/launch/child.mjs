// @ts-check
// Child processes that cannot outlive us or hang: each has its own process group, a time limit, and no stdin.

import { spawn } from 'node:child_process';
import { root } from './places.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Ends a child and everything it started.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export function endTree(child, signal = 'SIGTERM') {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

function endAll() {
  for (const child of running) endTree(child, 'SIGKILL');
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  endAll();
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @param {import('node:child_process').ChildProcess} child */
function watch(child) {
  if (running.size === 0) {
    process.on('exit', endAll);
    for (const signal of signals) process.on(signal, stop);
  }
  running.add(child);
}

/** Our signal handlers stand only while something runs: afterwards the entry points have their own. @param {import('node:child_process').ChildProcess} child */
function unwatch(child) {
  running.delete(child);
  if (running.size > 0) return;
  process.removeListener('exit', endAll);
  for (const signal of signals) process.removeListener(signal, stop);
}

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 1 when the program could not be started or was ended
 * @property {string} output both streams as they came, when not shown
 * @property {boolean} timedOut
 * @property {boolean} missing the program does not exist
 * @property {number} seconds
 */

/**
 * Runs a program to its end. Never rejects.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeout: number, show?: boolean, env?: NodeJS.ProcessEnv, cwd?: string }} options `timeout` in
 *   milliseconds; with `show`, output goes to stderr as it comes
 * @returns {Promise<RunResult>}
 */
export function run(command, args, { timeout, show = false, env = process.env, cwd = root }) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', show ? 2 : 'pipe', show ? 2 : 'pipe'],
    });
    watch(child);
    let output = '';
    let timedOut = false;
    let missing = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endTree(child, 'SIGKILL');
    }, timeout);
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output += chunk.toString();
      if (output.length > 4_000_000) output = output.slice(-2_000_000);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    /** @param {number | null} code */
    const done = (code) => {
      clearTimeout(timer);
      // A program that left helpers behind would keep the pipes open and us waiting.
      endTree(child, 'SIGKILL');
      unwatch(child);
      resolve({ code: code ?? 1, output, timedOut, missing, seconds: (performance.now() - started) / 1000 });
    };
    child.once('error', (error) => {
      missing = 'code' in error && error.code === 'ENOENT';
      output += `${error.message}\n`;
      done(1);
    });
    child.once('exit', (code) => {
      // Wait for the last output, but not for ever.
      const settle = setTimeout(() => done(code), 1000);
      child.once('close', () => {
        clearTimeout(settle);
        done(code);
      });
    });
  });
}
