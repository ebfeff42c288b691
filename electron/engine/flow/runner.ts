// The runner: asks the plan for the next move, records it, sends drafts, reads and judges what comes back.
// It holds nothing that the trace does not, save what cannot be in a trace: sockets, secrets and the listener.

import { randomBytes } from 'node:crypto';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import type {
  EventId,
  FlowSettings,
  RequestContent,
  SessionAction,
  Severity,
  StageId,
} from '../../../shared/trace/event.ts';
import type { PendingDraft, Session } from '../../../shared/trace/session.ts';
import { missingFor } from './action-needs.ts';
import type { Course } from './ahead.ts';
import { sendAndGoOn } from './ahead.ts';
import { sha256Base64Url } from './code-challenge.ts';
import { digestCallback } from './digest.ts';
import type { Move } from './plan/move.ts';
import { policyOf, stageEntry } from './plan/move.ts';
import { plan } from './plan/plan.ts';
import { questionOf, readCallback, recordAuthorizationServer, recordClient } from './record-answers.ts';
import { recordMove } from './record-move.ts';
import type { Recorder } from './recorder.ts';
import { backTarget, restingPoint } from './resting-points.ts';
import type { SignInPorts } from './sign-in.ts';
import { SignIn } from './sign-in.ts';
import { sendDraft } from './send-draft.ts';
import { refuseSecondUse } from './single-use.ts';

export type Until =
  | { readonly kind: 'step' }
  | { readonly kind: 'stage' }
  | { readonly kind: 'end' }
  | { readonly kind: 'here'; readonly stage: string };

export interface Breakpoints {
  readonly stages: readonly string[];
  readonly severity: Severity | null;
}

export interface RunnerPorts extends SignInPorts {
  random?(): string;
  now?(): number;
}

/** One identity's flow. Operations run one at a time; a second one is refused with `not-now`. */
export class FlowRunner {
  readonly recorder: Recorder;
  readonly #ports: RunnerPorts;
  #secrets: FlowSecrets;
  readonly #signIn: SignIn;
  #abort: AbortController | undefined;
  /** Resolves when what is under way has ended. */
  #idle: Promise<void> = Promise.resolve();
  #breakpoints: Breakpoints = { stages: [], severity: null };
  /** How far to go on when the browser comes back. */
  #pendingRun: Until | undefined;
  readonly #onBusy: (busy: boolean) => void;

  constructor(
    recorder: Recorder,
    ports: RunnerPorts,
    secrets: FlowSecrets = {},
    onBusy: (busy: boolean) => void = () => {},
  ) {
    this.recorder = recorder;
    this.#ports = ports;
    this.#secrets = secrets;
    this.#onBusy = onBusy;
    this.#signIn = new SignIn(recorder, ports, (url) => void this.#caught(url));
  }

  get session(): Session {
    return this.recorder.session;
  }

  get busy(): boolean {
    return this.#abort !== undefined;
  }

  /** Begins a flow: at the root for the first one and for every restart. */
  async start(target: string, settings: FlowSettings, secrets?: FlowSecrets): Promise<void> {
    await this.#exclusively(async () => {
      if (secrets) this.#secrets = secrets;
      this.#signIn.close();
      this.recorder.append({ kind: 'flow-started', target, settings }, 0);
      await this.#prepare();
    });
  }

  /** Sends the pending draft and goes on as far as asked. */
  async run(until: Until): Promise<void> {
    await this.#exclusively((signal) => this.#run(until, signal));
  }

  /** Aborts what is under way. The trace keeps what was recorded until then. */
  cancel(): void {
    this.#pendingRun = undefined;
    this.#abort?.abort();
    if (this.session.question?.question.kind === 'sign-in') {
      this.#signIn.close();
      this.recorder.fail(
        'authorization-response',
        'The sign-in was cancelled. Retry the authorization request to begin again.',
      );
    }
  }

  /** Replaces the pending draft's request. */
  edit(request: RequestContent): void {
    const { draft } = this.#pendingDraft();
    if (!URL.canParse(request.url)) {
      throw new KeyholeError(
        'bad-input',
        `The URL of the draft cannot be read: "${request.url}". Write an absolute URL.`,
      );
    }
    this.recorder.append({ kind: 'draft-edited', draft: draft.event.id, request });
  }

  /** Takes back every edit of the pending draft. */
  resetDraft(): void {
    const { draft } = this.#pendingDraft();
    if (draft.edited) {
      this.recorder.append({ kind: 'moved' }, draft.event.id);
    }
  }

  async back(): Promise<void> {
    const target = backTarget(this.session);
    if (target === undefined)
      throw new KeyholeError('not-now', 'This is the beginning: there is nothing to step back to.');
    await this.move(target);
  }

  /** Moves the head to the resting point at or before an event; going on from there grows a branch. */
  async move(to: EventId): Promise<void> {
    if (to < 1 || to > this.recorder.trace.events.length)
      throw new KeyholeError('bad-input', `This session has no event ${to}.`);
    await this.#exclusively(async () => {
      this.#signIn.close();
      this.#pendingRun = undefined;
      this.recorder.append({ kind: 'moved' }, restingPoint(this.recorder.trace, to));
      await this.#prepare();
    });
  }

  async retryStage(stage?: string): Promise<void> {
    const wanted = stage ?? this.session.stage;
    // Waiting for an answer belongs to the request that asked for it.
    const named = wanted === 'authorization-response' ? 'authorization-request' : wanted;
    const entry = this.session.events.findLast(
      (event) => event.kind === 'stage-entered' && event.stage === named,
    );
    if (!entry) throw new KeyholeError('not-now', `The stage ${named ?? ''} has not been reached yet.`);
    await this.move(entry.id);
  }

  async override(ruleId: string): Promise<void> {
    const stop = this.session.stop;
    if (stop?.kind !== 'refused' || stop.event.ruleId !== ruleId) {
      throw new KeyholeError('not-now', `The flow is not stopped by ${ruleId}.`);
    }
    if (stop.event.final === true) {
      throw new KeyholeError('not-now', `${ruleId} cannot be overridden: there is nothing to go on with.`);
    }
    await this.#exclusively(async () => {
      this.recorder.append({ kind: 'override', ruleId, finding: stop.event.finding });
      await this.#prepare();
    });
  }

  setBreakpoints(breakpoints: Breakpoints): void {
    this.#breakpoints = breakpoints;
  }

  async chooseAuthorizationServer(issuer: string): Promise<void> {
    await this.#exclusively(async () => {
      recordAuthorizationServer(this.recorder, issuer);
      await this.#prepare();
    });
  }

  async giveClient(clientId: string, method: string, secrets: FlowSecrets | undefined): Promise<void> {
    await this.#exclusively(async () => {
      recordClient(this.recorder, clientId, method, secrets);
      if (secrets) this.#secrets = { ...this.#secrets, ...secrets };
      await this.#prepare();
    });
  }

  /** Takes the URL that the browser ended on, when the listener could not. */
  async pasteCallback(url: string): Promise<void> {
    await this.#receive(readCallback(this.session, url), 'pasted');
  }

  async openBrowser(): Promise<void> {
    const { url } = questionOf(this.session, 'sign-in');
    await this.#signIn.open(url);
  }

  /** Prepares an action of a live session. */
  async act(action: SessionAction, send: boolean): Promise<void> {
    if (this.session.settings === undefined) throw new KeyholeError('not-now', 'There is no flow yet.');
    const missing = missingFor(this.session, action);
    if (missing !== undefined) throw new KeyholeError('not-now', missing);
    await this.#exclusively(async (signal) => {
      this.recorder.append({ kind: 'action', action });
      await this.#prepare();
      const stage = this.session.draft?.event.stage;
      if (!send || stage === undefined || stage === 'authorization-request') return;
      // Only what the action itself needs is sent; a way back to the authorization server waits for the person.
      const ownDraft = (): boolean => this.session.draft?.event.stage === stage;
      while (ownDraft()) {
        await this.#send(signal);
        await this.#prepare();
      }
    });
  }

  close(): void {
    this.cancel();
    this.#signIn.close();
  }

  async #exclusively(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#abort) {
      throw new KeyholeError('not-now', 'Something is under way. Wait for it, or cancel it.');
    }
    const abort = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#abort = abort;
    this.#idle = promise;
    this.#onBusy(true);
    try {
      await work(abort.signal);
    } finally {
      this.#abort = undefined;
      resolve();
      this.#onBusy(false);
    }
  }

  async #run(until: Until, signal: AbortSignal): Promise<void> {
    const startStage = this.session.draft?.event.stage;
    const goesOn = (stage: StageId): boolean =>
      until.kind !== 'step' &&
      !(until.kind === 'stage' && stage !== startStage) &&
      !(until.kind === 'here' && stage === until.stage) &&
      !this.#breakpoints.stages.includes(stage);
    for (let stage = startStage; stage !== undefined && !signal.aborted;) {
      const before = this.session.findings.length;
      await this.#send(signal, until, goesOn);
      await this.#prepare();
      if (this.#hitSeverity(before)) return;
      stage = this.session.draft?.event.stage;
      if (stage !== undefined && !goesOn(stage)) return;
    }
  }

  #hitSeverity(since: number): boolean {
    const { severity } = this.#breakpoints;
    if (severity === null) return false;
    const counts: readonly Severity[] = severity === 'error' ? ['error'] : ['error', 'warning'];
    return this.session.findings
      .slice(since)
      .some((finding) => finding.verdict === 'fail' && counts.includes(finding.severity));
  }

  /** Follows the plan until a draft is pending or somebody must act. */
  async #prepare(): Promise<void> {
    for (let moves = 0; moves < 100; moves += 1) {
      const move = await this.#plan(this.session);
      if (move.kind === 'rest') return;
      await recordMove(this.recorder, this.#signIn, move);
    }
    throw new Error('the plan does not come to rest');
  }

  async #plan(session: Session): Promise<Move> {
    const { settings, target } = session;
    if (!settings || target === undefined) return { kind: 'rest' };
    return plan({
      session,
      settings,
      target,
      policy: policyOf(session, settings),
      ports: {
        secrets: this.#secrets,
        random: () => this.#ports.random?.() ?? randomBytes(32).toString('base64url'),
        sha256Base64Url,
        now: () => this.#ports.now?.() ?? Date.now(),
        bodyText: (hash) => this.#ports.bodies.text(hash),
      },
    });
  }

  /** What the listener caught. A browser may be faster than what opened it: its answer then waits its turn. */
  async #caught(url: string): Promise<void> {
    await this.#idle;
    if (this.session.question?.question.kind !== 'sign-in') return;
    try {
      await this.#receive(url, 'listener');
    } catch (error) {
      // Nobody called us who could be told; the trace is where it is read.
      const stage = this.session.stage ?? 'authorization-response';
      this.recorder.fail(stage, error instanceof Error ? error.message : String(error));
    }
  }

  /** Sends the pending draft, and what follows it as long as `goesOn` says so, and records everything. */
  async #send(
    signal: AbortSignal,
    until: Until = { kind: 'step' },
    goesOn?: Course['goesOn'],
  ): Promise<void> {
    const { draft } = this.#pendingDraft();
    if (refuseSecondUse(this.recorder, draft)) return;
    const course: Course = {
      recorder: this.recorder,
      signIn: this.#signIn,
      plan: (session) => this.#plan(session),
      // Where a verdict may stop the flow, every one is waited for.
      goesOn: this.#breakpoints.severity === null ? goesOn : undefined,
      send: (next, recorded) => {
        if (next.event.by === 'keyhole') return sendDraft(this.recorder, this.#ports, next, recorded, signal);
        this.#pendingRun = until;
        return this.#signIn.begin(next, recorded, signal);
      },
    };
    await sendAndGoOn(course, draft, signal);
    if (this.session.stop) this.#signIn.close();
  }

  /** The browser came back: record, judge, and go on as far as the run that opened it was to go. */
  async #receive(url: string, how: 'listener' | 'pasted'): Promise<void> {
    const until = this.#pendingRun;
    this.#pendingRun = undefined;
    await this.#exclusively(async (signal) => {
      const opened = this.session.events.findLast((event) => event.kind === 'browser-opened');
      digestCallback(
        this.recorder,
        opened?.kind === 'browser-opened' ? opened.draft : stageEntry(this.session),
        url,
        how,
        this.#ports.judge,
      ).record();
      this.#signIn.close();
      await this.#prepare();
      if (
        until &&
        until.kind !== 'step' &&
        this.session.draft &&
        !this.#breakpoints.stages.includes('token')
      ) {
        if (until.kind === 'here' && this.session.draft.event.stage === until.stage) return;
        if (until.kind !== 'stage') await this.#run(until, signal);
      }
    });
  }

  #pendingDraft(): { draft: PendingDraft } {
    const { draft } = this.session;
    if (!draft)
      throw new KeyholeError(
        'not-now',
        'There is no request to send. Restart the flow, or ask for something.',
      );
    return { draft };
  }
}
