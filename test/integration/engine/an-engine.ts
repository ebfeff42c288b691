// An engine as a host holds it, and what it told.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine } from '../../../electron/engine/engine.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import type { ProfileBrowser } from '../../../electron/engine/identities/browser-profiles.ts';
import type { SecretVault } from '../../../electron/engine/secret-vault.ts';
import type { ErrorData, MethodInput, MethodName, Notice } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';

type Settings = MethodInput<'session.open'>['settings'];

export interface TestEngine extends Engine {
  readonly notices: readonly Notice[];
  /** Addresses handed to the browser. */
  readonly opened: readonly string[];
  /** Events of a session as they were told, in order. */
  told(session: string): TraceEvent[];
  open(target: string, settings?: Settings): Promise<string>;
  /** Runs to the end and returns the events so far. */
  run(session: string): Promise<readonly TraceEvent[]>;
}

/** Starts an engine that ends with the test. */
export function startEngine(
  dataDir?: string,
  vault?: SecretVault,
  findBrowser?: () => ProfileBrowser,
): TestEngine {
  const notices: Notice[] = [];
  const opened: string[] = [];
  const engine = createEngine({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(vault ? { vault } : {}),
    ...(findBrowser ? { findBrowser } : {}),
    openExternal: async (url) => void opened.push(url),
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: '9.9.9',
    notice: 'as told',
  });
  engine.subscribe((notice) => notices.push(notice));
  onTestFinished(() => engine.close());
  return {
    ...engine,
    notices,
    opened,
    told: (session) =>
      notices.flatMap((notice) =>
        notice.topic === 'events' && notice.session === session ? notice.events : [],
      ),
    async open(target, settings = {}) {
      const given = {
        login: 'auto',
        extraAuthorizationParameters: { login_hint: 'alice' },
        ...settings,
      } as const;
      return (await engine.call('session.open', { target, settings: given })).session;
    },
    async run(session) {
      await engine.call('session.step', { session, until: { kind: 'end' } });
      return (await engine.call('session.events', { session })).events;
    },
  };
}

/** A folder that is gone after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyhole-engine-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** How a call is refused, as data; throws when it is not, or not in a sentence of ours. */
export async function refused<M extends MethodName>(
  engine: Engine,
  method: M,
  input: MethodInput<M>,
): Promise<ErrorData> {
  try {
    await engine.call(method, input);
  } catch (error) {
    if (error instanceof KeyholeError) return error.toData();
    throw error;
  }
  throw new Error(`${method} was not refused`);
}
