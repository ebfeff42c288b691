// Saved sessions: masked trace files in one folder, a small summary beside each. Nothing secret touches the disk.
// Appends run in order behind each other; a kill in mid-write costs at most the last line.

import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionSummary } from '../../shared/contract.ts';
import { isJsonObject } from '../../shared/protocol/json.ts';
import { FILE_EXTENSION } from '../../shared/trace/file.ts';

const SUMMARY = '.summary.json';
/** Saved sessions kept; the oldest go first. */
const KEPT = 200;

/** A folder of saved sessions. Every failure to write is reported once and ends the saving, never the flow. */
export class SessionStore {
  readonly #dir: string;
  #queue: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, string[]>();
  #broken = false;
  /** Deleted: what their flows still have to say as they end is not written any more. */
  readonly #gone = new Set<string>();
  readonly #onFault: (message: string) => void;

  constructor(dir: string, onFault: (message: string) => void) {
    this.#dir = dir;
    this.#onFault = onFault;
    this.#later(async () => {
      await mkdir(dir, { recursive: true, mode: 0o700 });
    });
  }

  #later(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#broken) return;
      try {
        await work();
      } catch (error) {
        this.#broken = true;
        const why = error instanceof Error ? error.message : String(error);
        this.#onFault(`Sessions cannot be saved in ${this.#dir}: ${why}`);
      }
    });
  }

  #file(session: string): string {
    return join(this.#dir, `${session}.${FILE_EXTENSION}`);
  }

  /** Appends to a session's file. Lines of one turn of the loop are written together. */
  append(session: string, lines: string): void {
    // What will never be written must not pile up either.
    if (this.#broken || this.#gone.has(session)) return;
    const waiting = this.#waiting.get(session);
    if (waiting) {
      waiting.push(lines);
      return;
    }
    const batch = [lines];
    this.#waiting.set(session, batch);
    this.#later(async () => {
      this.#waiting.delete(session);
      if (this.#gone.has(session)) return;
      await appendFile(this.#file(session), batch.join(''), { mode: 0o600 });
    });
  }

  summarise(summary: SessionSummary): void {
    const saved: SessionSummary = { ...summary, live: false, busy: false };
    this.#later(async () => {
      if (this.#gone.has(summary.session)) return;
      await writeFile(join(this.#dir, summary.session + SUMMARY), JSON.stringify(saved), { mode: 0o600 });
    });
  }

  /** Saved sessions, newest first. */
  async list(): Promise<SessionSummary[]> {
    await this.#queue;
    const names = await readdir(this.#dir).catch(() => []);
    const read = await Promise.all(
      names
        .filter((name) => name.endsWith(SUMMARY))
        .map(async (name): Promise<SessionSummary | undefined> => {
          try {
            const value: unknown = JSON.parse(await readFile(join(this.#dir, name), 'utf8'));
            return isSummary(value) ? value : undefined;
          } catch {
            return undefined; // half-written or foreign: not ours to show
          }
        }),
    );
    const found = read
      .filter((summary) => summary !== undefined)
      .toSorted((a, b) => b.updatedAt - a.updatedAt);
    for (const old of found.slice(KEPT)) await this.delete(old.session);
    return found.slice(0, KEPT);
  }

  /** The text of a saved session, or `undefined` when there is none. */
  async read(session: string): Promise<string | undefined> {
    await this.#queue;
    return readFile(this.#file(session), 'utf8').catch(() => undefined);
  }

  async delete(session: string): Promise<void> {
    this.#gone.add(session);
    await this.#queue;
    await rm(this.#file(session), { force: true });
    await rm(join(this.#dir, session + SUMMARY), { force: true });
  }

  async close(): Promise<void> {
    await this.#queue;
  }
}

/** What a session that goes on does with the store. */
export type SessionWriter = Pick<SessionStore, 'append' | 'summarise'>;

function isSummary(value: unknown): value is SessionSummary {
  return (
    isJsonObject(value) &&
    typeof value['session'] === 'string' &&
    /^[\w-]+$/.test(value['session']) &&
    typeof value['target'] === 'string' &&
    typeof value['updatedAt'] === 'number' &&
    typeof value['outcome'] === 'string'
  );
}
