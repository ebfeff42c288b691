// The engine behind every host: sessions, their flows, the lab. Never imports electron.

import { randomBytes } from 'node:crypto';
import { setTimeout as patience } from 'node:timers/promises';
import path from 'node:path';
import type {
  Capabilities,
  EnginePort,
  MethodInput,
  MethodName,
  MethodOutput,
  MethodParsed,
  NoticeListener,
  SessionSummary,
} from '../../shared/contract.ts';
import { KeyholeError, methods } from '../../shared/contract.ts';
import { makeClientMetadata } from '../../shared/protocol/client-metadata.ts';
import type { Judge } from '../../shared/rules/judge.ts';
import { parseTraceFile, TraceFileError } from '../../shared/trace/file.ts';
import { DEFAULT_IDENTITY } from '../../shared/trace/event.ts';
import type { FlowSettings } from '../../shared/trace/event.ts';
import { Capture } from './capture/capture.ts';
import { compatHandlers } from './compat/compat-handlers.ts';
import { CompatKeeper } from './compat/compat-keeper.ts';
import { EventQueue } from './event-queue.ts';
import { flowHandlers } from './flow/flow-handlers.ts';
import { BrowserProfiles, type ProfileBrowser } from './identities/browser-profiles.ts';
import { identityHandlers } from './identities/identity-handlers.ts';
import { IdentityStore } from './identities/identity-store.ts';
import type { IdentityKeeper } from './identities/identity-keeper.ts';
import { LabKeeper } from './lab-keeper.ts';
import type { Handlers } from './handlers.ts';
import type { OpenSession } from './open-session.ts';
import { LiveSession } from './live-session.ts';
import { SavedSession } from './saved-session.ts';
import { MaskingDesk } from './masking/masking-desk.ts';
import { matrixHandlers } from './matrix/matrix-handlers.ts';
import { MatrixSession } from './matrix/matrix-session.ts';
import type { MatrixPorts } from './matrix/matrix-session.ts';
import { PrivacyDesk } from './privacy/privacy-desk.ts';
import { privacyHandlers } from './privacy/privacy-handlers.ts';
import { recordedHandlers } from './privacy/recorded-handlers.ts';
import { ProbeKeeper } from './probe-keeper.ts';
import type { SecretVault } from './secret-vault.ts';
import { opinionHandlers } from './second-opinion/opinion-handlers.ts';
import { SessionStore } from './store.ts';
import { NamedWork } from './thread/named-work.ts';
import { readTarget } from './target.ts';
import { KeyFinder } from './tokens/key-finder.ts';
import { TokenDesk } from './tokens/token-desk.ts';
import { tokenHandlers } from './tokens/token-handlers.ts';

export interface EngineOptions {
  /** Folder for saved (masked) traces; absent keeps everything in memory. */
  readonly dataDir?: string;
  /** Opens an http or https URL in the person's browser; the engine has checked the scheme. */
  readonly openExternal: (url: string) => Promise<void>;
  /** What the host can do; whether there are browser profiles follows from `findBrowser`. */
  readonly capabilities: Omit<Capabilities, 'browserProfiles'>;
  /** The browser for profiles of identities; absent where the host opens none. */
  readonly findBrowser?: () => ProfileBrowser;
  readonly version: string;
  /** One line on what is missing here, shown on the Home screen. */
  readonly notice?: string;
  /** Seals the secrets of identities for the next session; absent keeps them in memory only. */
  readonly vault?: SecretVault;
  /** PEM of certificate authorities trusted besides the system's. */
  readonly ca?: string;
  /** As in `SendingPorts`. */
  readonly judge?: Judge;
}

export interface Engine extends EnginePort {
  /** Cancels what is under way, stops the lab, closes sockets and files. */
  close(): Promise<void>;
}

const done = { done: true } as const;

/** How long a large answer may still take to be masked and saved when the program ends. Milliseconds. */
const LAST_WORDS = 10_000;

/** Sorts by time of birth, and cannot be guessed. */
function newId(): string {
  return `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
}

/** Settings as they came in. zod types an absent member as `undefined`; the trace leaves it out. */
function asSettings(settings: MethodParsed<'session.open'>['settings']): FlowSettings {
  return JSON.parse(JSON.stringify(settings)) as FlowSettings;
}

/** Makes an engine. Starts nothing until asked: heavy parts (the lab) load on first use. */
export function createEngine(options: EngineOptions): Engine {
  const listeners = new Set<NoticeListener>();
  const capture = new Capture();
  const lab = new LabKeeper();
  const profiles = new BrowserProfiles(options.findBrowser ?? (() => ({ kind: 'not-here' })));
  const tokens = new TokenDesk(new KeyFinder(capture, options.ca));
  const sessions = new Map<string, OpenSession>();
  let notice = options.notice;
  const store =
    options.dataDir === undefined
      ? undefined
      : new SessionStore(options.dataDir, (message) => {
          notice = message;
        });

  const people =
    options.dataDir === undefined
      ? undefined
      : new IdentityStore(path.join(options.dataDir, 'identities'), options.vault);

  const tell: NoticeListener = (told, asJson) => {
    for (const listener of listeners) listener(told, asJson);
  };

  const probes = new ProbeKeeper(capture, options.ca, tell);
  const works = new NamedWork(tell);
  const privacy = new PrivacyDesk(works);
  const masking = new MaskingDesk();

  /** Events of one turn of the loop travel together. */
  const pending = new EventQueue(tell);
  const flush = (session: string): void => pending.flush(session);

  const tellRuns = (change: (run: MatrixSession) => void): void => {
    for (const session of sessions.values()) if (session instanceof MatrixSession) change(session);
  };

  const compat = new CompatKeeper({
    capture,
    openExternal: options.openExternal,
    profiles,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    version: options.version,
    newId,
    store,
    sessions: {
      adopt: (session) => sessions.set(session.id, session),
      event: (session, event) => pending.add(session, event),
      summary: (summary) => {
        flush(summary.session);
        tell({ topic: 'summary', summary });
      },
    },
    lab,
    tell,
  });

  const open = async (id: string): Promise<OpenSession> => {
    const known = sessions.get(id);
    if (known) return known;
    const text = /^[\w-]+$/.test(id) ? await store?.read(id) : undefined;
    if (text === undefined)
      throw new KeyholeError('not-found', 'This session is not there any more. Open it again from Home.');
    return keepSaved(id, `session ${id}`, text);
  };
  const keepSaved = (id: string, name: string, text: string): SavedSession => {
    try {
      const saved = new SavedSession(id, parseTraceFile(text, name), text);
      sessions.set(id, saved);
      return saved;
    } catch (error) {
      if (error instanceof TraceFileError || error instanceof RangeError)
        throw new KeyholeError('bad-input', error.message);
      throw error;
    }
  };
  const keepMatrix = (make: (id: string, ports: MatrixPorts) => MatrixSession): MatrixSession => {
    const id = newId();
    const summary = (): void => {
      flush(id);
      // Its first event is older than itself.
      if (session) tell({ topic: 'summary', summary: session.summary() });
    };
    let session: MatrixSession | undefined = undefined;
    session = make(id, {
      capture,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      store,
      program: options.version,
      desk: masking,
      tell: {
        events: (event, asJson) => pending.add(id, event, asJson),
        summary,
        masking: (done) => tell({ topic: 'masking', session: id, done }),
        state: (state) => tell({ topic: 'matrix', matrix: id, state }),
      },
    });
    sessions.set(id, session);
    return session;
  };
  /** The identities of a session that can go on. */
  const keeperOf = async (id: string): Promise<IdentityKeeper> => {
    const session = await open(id);
    if (!session.identities) {
      throw new KeyholeError(
        'not-now',
        'This is a saved session: it can be looked at, but not go on. Inspect its target anew to run it.',
      );
    }
    return session.identities;
  };
  const handlers: Handlers = {
    'app.info': () => ({
      version: options.version,
      node: process.versions.node,
      capabilities: { ...options.capabilities, browserProfiles: profiles.support },
      ...(notice === undefined ? {} : { notice }),
    }),
    'session.open': async ({ target, settings, secrets }) => {
      const url = readTarget(target);
      const id = newId();
      const session = new LiveSession(
        id,
        url,
        {
          capture,
          openExternal: options.openExternal,
          openInProfile: (identity, address) => profiles.open({ target: url, identity }, address),
          ...(options.ca === undefined ? {} : { ca: options.ca }),
          ...(options.judge === undefined ? {} : { judge: options.judge }),
        },
        {
          events: (event, asJson) => pending.add(id, event, asJson),
          summary: () => {
            flush(id);
            tell({ topic: 'summary', summary: session.summary() });
            tell({ topic: 'identities', session: id, identities: session.identityStates() });
            if (!session.identities.busy) tellRuns((run) => run.identitiesStand(session));
          },
          masking: (done) => tell({ topic: 'masking', session: id, done }),
        },
        store,
        options.version,
        masking,
      );
      sessions.set(id, session);
      session.identities.keepSecrets(DEFAULT_IDENTITY, secrets);
      await session.identities.runnerOf(DEFAULT_IDENTITY).start(url, asSettings(settings), secrets);
      session.identities.restore((await people?.load(url)) ?? []);
      return { session: id };
    },
    'session.list': async () => {
      const here = [...sessions.values()].map((session) => session.summary());
      const saved = (await store?.list()) ?? [];
      const all: SessionSummary[] = [...here, ...saved.filter((summary) => !sessions.has(summary.session))];
      return { sessions: all.toSorted((a, b) => b.updatedAt - a.updatedAt) };
    },
    'session.events': async ({ session: id, after }) => {
      const session = await open(id);
      // What is still queued is part of the answer and must not come twice.
      flush(id);
      return {
        events: session.events.slice(after),
        summary: session.summary(),
        identities: session.identityStates(),
      };
    },
    'session.close': async ({ session: id }) => {
      (await open(id)).close();
      sessions.delete(id);
      return done;
    },
    'session.delete': async ({ session: id }) => {
      sessions.get(id)?.close();
      sessions.delete(id);
      if (/^[\w-]+$/.test(id)) await store?.delete(id);
      return done;
    },
    ...flowHandlers({
      open,
      keeperOf,
      asSettings,
      flush,
      // Of a session that was deleted meanwhile nothing is told.
      settled: async (session) => sessions.get(session)?.settled(),
    }),
    ...recordedHandlers(open, works, options.version),
    ...tokenHandlers(tokens, open),
    ...privacyHandlers(privacy, open),
    ...identityHandlers({
      open,
      keeperOf,
      flush,
      asSettings,
      tell: (session, identities) => {
        tell({ topic: 'identities', session, identities });
        tellRuns((run) => run.identitiesChanged(sessions.get(session)));
      },
      keep: async (keeper) => {
        const { target } = keeper.sessionOf(DEFAULT_IDENTITY);
        if (target !== undefined) await people?.save(target, keeper.kept());
      },
      forgetProfile: async (keeper, identity) => {
        const { target } = keeper.sessionOf(DEFAULT_IDENTITY);
        if (target !== undefined) await profiles.remove({ target, identity });
      },
    }),
    ...compatHandlers(compat),
    ...opinionHandlers(open),
    'trace.import': ({ name, text }) => ({ session: keepSaved(newId(), name, text).id }),
    'client-metadata.make': ({ url, redirectUris, jwks }) => {
      try {
        const document = makeClientMetadata({
          url,
          ...(redirectUris ? { redirectUris } : {}),
          ...(jwks === undefined ? {} : { jwks }),
        });
        return { text: JSON.stringify(document, null, 2) };
      } catch (error) {
        if (error instanceof RangeError) throw new KeyholeError('bad-input', error.message);
        throw error;
      }
    },
    'metadata.probe': async (input) =>
      probes.run(input, input.session === undefined ? undefined : await open(input.session)),
    'metadata.cancel-probe': ({ probe }) => {
      probes.cancel(probe);
      return done;
    },
    ...matrixHandlers({ open, keep: keepMatrix, flush }),
    'lab.start': async () => announce(await lab.start()),
    'lab.state': () => lab.state(),
    'lab.stop': async () => announce(await lab.stop()),
    'lab.fault': async ({ id, on }) => announce(await lab.setFault(id, on)),
  };

  function announce<L extends MethodOutput['lab.state']>(state: L): L {
    tell({ topic: 'lab', lab: state });
    return state;
  }

  return {
    async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]> {
      const schema = methods[method];
      if (!Object.hasOwn(methods, method))
        throw new KeyholeError('bad-input', `There is no method "${method}".`);
      const parsed = schema.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const place = issue?.path.join('.') ?? '';
        throw new KeyholeError(
          'bad-input',
          `${method}: ${place === '' ? 'the input' : `"${place}"`} — ${issue?.message ?? 'not as expected'}.`,
        );
      }
      return handlers[method](parsed.data as MethodParsed<M>);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      // What was recorded last may still be on its way to its file.
      const saved = Promise.all([...sessions.values()].map((session) => session.saved()));
      if (store) await Promise.race([saved, patience(LAST_WORDS, undefined, { ref: false })]);
      for (const session of sessions.values()) session.close();
      sessions.clear();
      probes.close();
      compat.close();
      privacy.close();
      masking.close();
      await Promise.all([profiles.close(), lab.stop()]);
      await capture.close();
      await people?.close();
      await store?.close();
    },
  };
}
