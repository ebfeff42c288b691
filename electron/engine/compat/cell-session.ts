// The flow behind one cell of the grid: a session like any other, that nobody hears of until a person opens it.

import type { FlowSecrets, SessionSummary } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import type { FlowSettings, StageId, TraceEvent } from '../../../shared/trace/event.ts';
import type { Capture } from '../capture/capture.ts';
import type { Until } from '../flow/runner.ts';
import { LiveSession } from '../live-session.ts';
import type { OpenSession } from '../open-session.ts';
import type { BrowserProfiles } from '../identities/browser-profiles.ts';
import type { SessionWriter } from '../store.ts';
import type { RunFlow } from './run-grid.ts';

/** What a cell needs of the engine. */
export interface CellPorts {
  readonly capture: Capture;
  readonly openExternal: (url: string) => Promise<void>;
  readonly profiles: BrowserProfiles;
  /** PEM of further trusted authorities. */
  readonly ca?: string;
  readonly version: string;
  readonly newId: () => string;
  readonly store: SessionWriter | undefined;
  /** How the engine hears of a session, once a person has opened it. */
  readonly sessions: {
    readonly adopt: (session: OpenSession) => void;
    readonly event: (session: string, event: TraceEvent) => void;
    readonly summary: (summary: SessionSummary) => void;
  };
}

/** Passes nothing on to the store until the session is kept. */
class LateWriter implements SessionWriter {
  #store: SessionWriter | undefined;

  keep(store: SessionWriter | undefined, file: string, summary: SessionSummary): void {
    this.#store = store;
    this.append(summary.session, file);
    this.summarise(summary);
  }

  append(session: string, lines: string): void {
    this.#store?.append(session, lines);
  }

  summarise(summary: SessionSummary): void {
    this.#store?.summarise(summary);
  }
}

/** One flow of the grid. */
export class CellSession {
  readonly #ports: CellPorts;
  readonly #live: LiveSession;
  readonly #writer = new LateWriter();
  #opened = false;

  constructor(ports: CellPorts, target: string, onStage: (stage: StageId) => void) {
    this.#ports = ports;
    const id = ports.newId();
    this.#live = new LiveSession(
      id,
      target,
      {
        capture: ports.capture,
        ...(ports.ca === undefined ? {} : { ca: ports.ca }),
        openExternal: async (url) => {
          // However the flow was planned: a browser opens only for somebody who looks at it.
          if (!this.#opened) throw new KeyholeError('not-now', 'A compatibility run opens no browser.');
          await ports.openExternal(url);
        },
        // An identity is added by somebody who looks at it.
        openInProfile: (identity, url) => ports.profiles.open({ target, identity }, url),
      },
      {
        events: (event) => {
          if (this.#opened) ports.sessions.event(id, event);
          else if (event.kind === 'stage-entered') onStage(event.stage);
        },
        summary: () => {
          if (this.#opened) ports.sessions.summary(this.#live.summary());
        },
      },
      this.#writer,
      ports.version,
    );
  }

  /** Runs the flow as far as it is to go. What the settings lack is a fault of the run. */
  async run(
    target: string,
    settings: FlowSettings,
    secrets: FlowSecrets | undefined,
    until: Until,
    signal: AbortSignal,
  ): Promise<RunFlow> {
    const live = this.#live;
    const runner = live.identities.runnerOf(DEFAULT_IDENTITY);
    const cancel = (): void => runner.cancel();
    signal.addEventListener('abort', cancel);
    let fault: KeyholeError | undefined;
    try {
      await runner.start(target, settings, secrets);
      if (!signal.aborted) await runner.run(until);
    } catch (error) {
      if (!(error instanceof KeyholeError)) throw error;
      fault = error;
    } finally {
      signal.removeEventListener('abort', cancel);
      // Nothing listens for a browser that is not opened; going on opens the listener again.
      live.close();
    }
    const run = { session: live.folded, bodyText: (hash: string) => live.bodyNow(hash).text };
    return fault ? { ...run, fault } : run;
  }

  /** JSON as it may be shown. */
  mask<T>(value: T): T {
    return this.#live.mask(value) as T;
  }

  /** Hands the session to the engine, saved like any other; returns its id. Throws `KeyholeError` while it runs. */
  open(): string {
    const live = this.#live;
    if (!this.#opened) {
      if (live.identities.busy)
        throw new KeyholeError('not-now', 'This cell is under way. Open it when it has ended.');
      this.#opened = true;
      this.#writer.keep(this.#ports.store, live.fileNow(this.#ports.version), live.summary());
    }
    this.#ports.sessions.adopt(live);
    return live.id;
  }

  /** Lets go of a session that nobody has opened. */
  drop(): void {
    if (!this.#opened) this.#live.close();
  }
}
