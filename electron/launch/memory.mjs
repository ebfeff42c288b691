// @ts-check
// What earlier runs found out, kept in .cache/launch. Losing it costs time, never correctness.

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { at, say } from './places.mjs';

const folder = at('.cache', 'launch');

/**
 * What was remembered under a name, or `undefined`.
 * @param {string} name
 * @returns {Record<string, unknown> | undefined}
 */
export function recall(name) {
  try {
    const value = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} value
 */
export function remember(name, value) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(value));
}

/** @param {string} name */
export function forget(name) {
  rmSync(`${folder}/${name}.json`, { force: true });
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Does `work` while no other process does the same: two starts at once must not install or build over each other.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(name, work) {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${name}.lock`;
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (isStale(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) say(`Another Keyhole process is busy with the ${name}; waiting for it …`);
    told = true;
    await wait(200);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** Longer than any work under a lock may take. */
const LOCK_LIMIT = 30 * 60_000;

/**
 * A lock whose owner is gone, or whose number another process has by now. Just after its creation the file may still
 * be empty: that is not stale.
 * @param {string} file
 */
function isStale(file) {
  try {
    const age = Date.now() - statSync(file).mtimeMs;
    const pid = Number(readFileSync(file, 'utf8'));
    if (age > LOCK_LIMIT) return true;
    return pid > 0 ? !alive(pid) : age > 5000;
  } catch {
    return false;
  }
}
