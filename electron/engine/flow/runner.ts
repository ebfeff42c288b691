// The runner: asks the plan for the next move, records it, sends drafts, reads and judges what comes back.
// It holds nothing that the trace does not, save what cannot be in a trace: sockets, secrets and the listener.

import { createHash, randomBytes } from 'node:crypto';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import { assertNever } from '../../../shared/protocol/assert-never.ts';
import { readJson } from '../../../shared/protocol/json.ts';
import { asAnswer, requestId } from '../../../shared/protocol/mcp-message.ts';
import { readCallback, readValues } from '../../../shared/protocol/read-values.ts';
import type { ReadValue } from '../../../shared/protocol/read-values.ts';
import { isMcpStep, RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS } from '../../../shared/protocol/steps.ts';
import { judgeAll, ruleById } from '../../../shared/rules/judge.ts';
import type { Subject } from '../../../shared/rules/rule.ts';
import type {
  EventId,
  FlowSettings,
  RequestContent,
  SessionAction,
  Severity,
  StageId,
} from '../../../shared/trace/event.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { EventOf, PendingDraft, Session } from '../../../shared/trace/session.ts';
import type { BodyStore } from '../capture/bodies.ts';
import type { Capture, Captured } from '../capture/capture.ts';
import { decideRedirect } from '../capture/redirects.ts';
import type { CallbackListener } from './callback-listener.ts';
import { listenForCallback } from './callback-listener.ts';
import { CookieJar } from './cookie-jar.ts';
import { excluded } from './plan/mcp.ts';
import type { Move, NewValue } from './plan/move.ts';
import { learntSince, policyOf, stageEntry } from './plan/move.ts';
import { plan } from './plan/plan.ts';
import type { Recorder } from './recorder.ts';
import { backTarget, codeWasUsed, restingPoint } from './resting-points.ts';

export type Until =
  | { readonly kind: 'step' }
  | { readonly kind: 'stage' }
  | { readonly kind: 'end' }
  | { readonly kind: 'here'; readonly stage: string };

export interface Breakpoints {
  readonly stages: readonly string[];
  readonly severity: Severity | null;
}

export interface RunnerPorts {
  readonly capture: Capture;
  readonly bodies: BodyStore;
  /** Opens a checked http(s) URL in the person's browser. */
  openExternal(url: string): Promise<void>;
  /** PEM of further trusted authorities. */
  readonly ca?: string;
  random?(): string;
  now?(): number;
}

/** Port in the redirect URI when Keyhole follows the sign-in itself and nothing needs to listen. */
const UNUSED_REDIRECT_PORT = 33_418;
const DEFAULT_REDIRECT_PATH = '/callback';
/** Hops of a sign-in that is followed without a browser. */
const MAX_SIGN_IN_HOPS = 20;

/** One identity's flow. Operations run one at a time; a second one is refused with `not-now`. */
export class FlowRunner {
  readonly recorder: Recorder;
  readonly #ports: RunnerPorts;
  #secrets: FlowSecrets;
  #listener: CallbackListener | undefined;
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
      this.#closeListener();
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
      this.#closeListener();
      this.#fail(
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
      this.#closeListener();
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
    const asked = this.#question('choose-authorization-server');
    if (!asked.issuers.includes(issuer)) {
      throw new KeyholeError(
        'bad-input',
        `"${issuer}" is not one of the servers named: ${asked.issuers.join(', ')}.`,
      );
    }
    await this.#exclusively(async () => {
      this.recorder.append({ kind: 'answered', question: 'choose-authorization-server', how: issuer });
      this.#learn([{ name: 'issuer', value: issuer, from: { kind: 'given', how: 'chosen' } }]);
      await this.#prepare();
    });
  }

  async giveClient(clientId: string, method: string, secrets: FlowSecrets | undefined): Promise<void> {
    this.#question('client-information');
    await this.#exclusively(async () => {
      if (secrets) this.#secrets = { ...this.#secrets, ...secrets };
      this.recorder.append({ kind: 'answered', question: 'client-information', how: 'entered' });
      const from = { kind: 'given', how: 'entered' } as const;
      this.#learn([
        ...(secrets?.clientSecret === undefined
          ? []
          : [{ name: 'client_secret', value: secrets.clientSecret, secret: true, from } as const]),
        { name: 'token_endpoint_auth_method', value: method, from },
        { name: 'client_id', value: clientId, from },
      ]);
      await this.#prepare();
    });
  }

  /** Takes the URL that the browser ended on, when the listener could not. */
  async pasteCallback(url: string): Promise<void> {
    this.#question('sign-in');
    if (!URL.canParse(url.trim())) {
      throw new KeyholeError(
        'bad-input',
        'This is not a URL. Paste the whole address from the browser, beginning with the redirect URI.',
      );
    }
    await this.#receive(url.trim(), 'pasted');
  }

  async openBrowser(): Promise<void> {
    const { url } = this.#question('sign-in');
    await this.#ports.openExternal(url);
  }

  /** Prepares an action of a live session. */
  async act(action: SessionAction, send: boolean): Promise<void> {
    if (this.session.settings === undefined) throw new KeyholeError('not-now', 'There is no flow yet.');
    const missing = this.#missingFor(action);
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
    this.#closeListener();
  }

  #missingFor(action: SessionAction): string | undefined {
    const has = (name: Parameters<typeof latest>[1]): boolean => latest(this.session, name) !== undefined;
    switch (action.kind) {
      case 'refresh':
        return has('refresh_token')
          ? undefined
          : 'There is no refresh token: the server issued none. Sign in again instead.';
      case 'introspect':
        if (!has('introspection_endpoint'))
          return 'The authorization server offers no introspection endpoint.';
        return has(action.token) ? undefined : `There is no ${action.token.replace('_', ' ')} to introspect.`;
      case 'revoke':
        if (!has('revocation_endpoint')) return 'The authorization server offers no revocation endpoint.';
        return has(action.token) ? undefined : `There is no ${action.token.replace('_', ' ')} to revoke.`;
      case 'call-tool':
        return (
          this.session.settings &&
          excluded(this.session, policyOf(this.session, this.session.settings), action.name)
        );
      case 'step-up':
        return has('authorization_endpoint')
          ? undefined
          : 'The authorization server is not known yet: run the flow first.';
      default:
        return undefined;
    }
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
    for (let first = true; ; first = false) {
      const { draft } = this.session;
      if (!draft || signal.aborted) break;
      const { stage } = draft.event;
      if (!first) {
        if (until.kind === 'stage' && stage !== startStage) break;
        if (until.kind === 'here' && stage === until.stage) break;
        if (this.#breakpoints.stages.includes(stage)) break;
      }
      const before = this.session.findings.length;
      await this.#send(signal, until);
      await this.#prepare();
      if (until.kind === 'step' || this.#hitSeverity(before)) break;
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
      const { session } = this;
      if (!session.settings || session.target === undefined) return;
      const move = await plan({
        session,
        settings: session.settings,
        target: session.target,
        policy: policyOf(session, session.settings),
        ports: {
          secrets: this.#secrets,
          random: () => this.#ports.random?.() ?? randomBytes(32).toString('base64url'),
          sha256Base64Url: (text) => createHash('sha256').update(text).digest('base64url'),
          now: () => this.#ports.now?.() ?? Date.now(),
          bodyText: (hash) => this.#bodyText(hash),
        },
      });
      if (move.kind === 'rest') return;
      await this.#apply(move);
    }
    throw new Error('the plan does not come to rest');
  }

  async #apply(move: Exclude<Move, { kind: 'rest' }>): Promise<void> {
    const { recorder } = this;
    switch (move.kind) {
      case 'enter':
        recorder.append({
          kind: 'stage-entered',
          stage: move.stage,
          ...(move.why === undefined ? {} : { why: move.why }),
        });
        return;
      case 'learn':
        this.#learn(move.values);
        return;
      case 'redirect-uri':
        await this.#settleRedirectUri();
        return;
      case 'draft': {
        const { stage, step, to, by, request, parts } = move;
        recorder.append({ kind: 'draft', stage, step, to, by, request, parts });
        return;
      }
      case 'ask':
        recorder.append({ kind: 'waiting', stage: move.stage, question: move.question });
        return;
      case 'refuse': {
        const id = recorder.append({ kind: 'finding', ...move.finding });
        recorder.append({
          kind: 'refused',
          stage: move.finding.stage,
          ruleId: move.finding.ruleId,
          finding: id,
        });
        return;
      }
      case 'fail':
        this.#fail(move.stage, move.message, move.exchange);
        return;
      case 'sign-out':
        recorder.append({ kind: 'signed-out' });
        return;
      case 'complete':
        this.#closeListener();
        recorder.append({ kind: 'completed' });
        return;
      default:
        assertNever(move);
    }
  }

  #learn(values: readonly NewValue[]): void {
    for (const { name, value, secret, from } of values) {
      this.recorder.append({ kind: 'value', name, value, secret: secret ?? false, from });
    }
  }

  #fail(stage: StageId, message: string, exchange?: EventId): void {
    this.recorder.append({ kind: 'failed', stage, message, ...(exchange === undefined ? {} : { exchange }) });
  }

  async #settleRedirectUri(): Promise<void> {
    const settings = this.session.settings;
    const path = settings?.redirectPath ?? DEFAULT_REDIRECT_PATH;
    let uri = `http://127.0.0.1:${settings?.redirectPort ?? UNUSED_REDIRECT_PORT}${path}`;
    if (settings?.login !== 'auto') uri = (await this.#listen(settings?.redirectPort ?? 0, path)).redirectUri;
    this.#learn([
      {
        name: 'redirect_uri',
        value: uri,
        from:
          settings?.redirectPort === undefined
            ? { kind: 'made', how: 'loopback-listener' }
            : { kind: 'given', how: 'settings' },
      },
    ]);
  }

  async #listen(port: number, path: string): Promise<CallbackListener> {
    if (this.#listener && (port === 0 || this.#listener.port === port)) return this.#listener;
    this.#closeListener();
    this.#listener = await listenForCallback(port, path, (url) => {
      void this.#caught(url);
    });
    return this.#listener;
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
      this.#fail(stage, error instanceof Error ? error.message : String(error));
    }
  }

  #closeListener(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  /** Sends the pending draft and records everything that follows from it at once. */
  async #send(signal: AbortSignal, until: Until = { kind: 'step' }): Promise<void> {
    const { draft } = this.#pendingDraft();
    if (draft.event.by === 'browser') {
      await this.#authorize(draft, signal, until);
      return;
    }
    if (draft.event.step === 'token-code' && !this.session.overrides.has('token/code-single-use')) {
      const used = codeWasUsed(this.recorder.trace, this.session, draft.request);
      if (used !== undefined) {
        this.#refuseSecondUse(used);
        return;
      }
    }
    await this.#exchange(draft, signal);
  }

  #refuseSecondUse(used: EventId): void {
    const rule = ruleById('token/code-single-use');
    const finding = this.recorder.append({
      kind: 'finding',
      ruleId: 'token/code-single-use',
      verdict: 'fail',
      severity: 'warning',
      stage: 'token',
      message:
        'This code was already sent once, on another branch. A right server refuses it now and may revoke its tokens.',
      expected: 'a code that was never sent',
      actual: `sent in exchange ${used}`,
      fix:
        rule?.fix ??
        'Retry the stage authorization-request to get a new code, or continue anyway to see the refusal.',
      evidence: [{ event: used, at: { in: 'request-body', path: '/code' } }],
    });
    this.recorder.append({ kind: 'refused', stage: 'token', ruleId: 'token/code-single-use', finding });
  }

  async #capture(request: RequestContent, signal: AbortSignal): Promise<Captured> {
    const { settings } = this.session;
    const id = requestId(request.body);
    return this.#ports.capture.send(request, {
      bodyLimit: settings?.bodyLimit ?? 5 * 1024 * 1024,
      timeout: settings?.timeout ?? 30_000,
      signal,
      bodies: this.#ports.bodies,
      ...(this.#ports.ca === undefined ? {} : { ca: this.#ports.ca }),
      // A server may keep the stream open after the answer; nothing more is expected on it.
      ...(id === undefined
        ? {}
        : {
            stopAfterSse: (event) => {
              const json = readJson(event.data);
              return 'value' in json && asAnswer(json.value, id) !== undefined;
            },
          }),
    });
  }

  async #exchange(draft: PendingDraft, signal: AbortSignal): Promise<void> {
    const { stage, step, to, id } = draft.event;
    const chain: RequestContent[] = [draft.request];
    let redirectOf: EventId | undefined;
    for (;;) {
      const request = chain.at(-1) ?? draft.request;
      const captured = await this.#capture(request, signal);
      const { bodyText, ...recorded } = captured;
      const exchange = this.recorder.append({
        kind: 'exchange',
        stage,
        step,
        draft: id,
        from: 'keyhole',
        to,
        ...recorded,
        ...(redirectOf === undefined ? {} : { redirectOf }),
        ...(draft.edited ? { edited: true } : {}),
      });
      if (captured.failure || !captured.response) {
        this.#fail(stage, captured.failure?.message ?? 'No answer came.', exchange);
        return;
      }
      // Only documents and MCP requests follow redirects: a token or registration request never leaves its endpoint.
      const mayFollow =
        isMcpStep(step) ||
        [...RESOURCE_METADATA_STEPS, ...SERVER_METADATA_STEPS].some((known) => known === step);
      const decision = mayFollow
        ? decideRedirect(
            chain,
            captured.response,
            this.session.settings?.extraHeaders?.map(([name]) => name),
          )
        : { kind: 'none' as const };
      if (decision.kind === 'follow' && !(decision.crossOrigin && isMcpStep(step))) {
        chain.push(decision.request);
        redirectOf = exchange;
        continue;
      }
      if (decision.kind === 'refuse') {
        this.#fail(stage, decision.message, exchange);
        return;
      }
      const { body } = captured.response;
      if (body?.cut === true && !captured.response.events) {
        const limit = Math.round((this.session.settings?.bodyLimit ?? body.length) / 1024 / 1024);
        this.#fail(
          stage,
          `The answer is larger than ${limit} MiB, so it was cut and cannot be read. Raise the body limit in the settings, or look at why the server sends so much.`,
          exchange,
        );
        return;
      }
      this.#digest(exchange, bodyText);
      return;
    }
  }

  /** Reads the values of an exchange, then judges it. */
  #digest(id: EventId, bodyText: string | undefined): void {
    const event = this.recorder.trace.event(id);
    if (event.kind !== 'exchange') return;
    const parsed = event.response?.events ? undefined : readJson(bodyText);
    const json = parsed && 'value' in parsed ? parsed.value : undefined;
    this.#learnRead(id, readValues(event, bodyText, json));
    this.#judge({ kind: 'exchange', event, bodyText, json });
  }

  #learnRead(event: EventId, values: readonly ReadValue[]): void {
    for (const { name, value, secret, at } of values) {
      this.recorder.append({
        kind: 'value',
        name,
        value: this.#joinPage(event, name, value),
        secret,
        from: { kind: 'seen', event, at },
      });
    }
    const granted = learntSince(this.session, 'access_token', event);
    if (granted && !learntSince(this.session, 'scope_granted', event)) {
      // No `scope` in the answer means: what was asked for (RFC 6749 §5.1).
      const requested = latestText(this.session, 'scope_requested');
      if (requested !== undefined && requested !== '') {
        this.#learn([
          {
            name: 'scope_granted',
            value: requested,
            from: { kind: 'made', how: 'as-requested', from: ['scope_requested'] },
          },
        ]);
      }
    }
    if (granted && !learntSince(this.session, 'expires_at', event)) {
      this.#learn([{ name: 'expires_at', value: null, from: { kind: 'made', how: 'not-said' } }]);
    }
  }

  /** A later page of a list continues the value that the first page began. */
  #joinPage(event: EventId, name: ReadValue['name'], value: unknown): unknown {
    const exchange = this.recorder.trace.event(event);
    if (exchange.kind !== 'exchange' || !Array.isArray(value)) return value;
    if (!/"cursor":/.test(exchange.request.body ?? '')) return value;
    const before = latest(this.session, name);
    return Array.isArray(before) ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }

  #judge(subject: Subject): void {
    const { session } = this;
    if (!session.settings || session.target === undefined) return;
    const judged = judgeAll({
      policy: policyOf(session, session.settings),
      session,
      target: session.target,
      subject,
    });
    let refused: { finding: EventId; ruleId: string; stage: StageId; final: boolean } | undefined;
    for (const { finding, refuses } of judged) {
      const id = this.recorder.append({ kind: 'finding', ...finding });
      const stops =
        refuses === 'final' || (refuses === 'overridable' && !session.overrides.has(finding.ruleId));
      if (stops && !refused) {
        refused = { finding: id, ruleId: finding.ruleId, stage: finding.stage, final: refuses === 'final' };
      }
    }
    if (refused) {
      const { final, ...rest } = refused;
      this.recorder.append({ kind: 'refused', ...rest, ...(final ? { final } : {}) });
      this.#closeListener();
    }
  }

  /** Hands the authorization URL to a browser, or follows it where no person is needed. */
  async #authorize(draft: PendingDraft, signal: AbortSignal, until: Until): Promise<void> {
    const { settings } = this.session;
    const { url } = draft.request;
    const { protocol } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') {
      this.#fail(
        'authorization-request',
        `The authorization URL uses the scheme "${protocol}", which is never opened.`,
      );
      return;
    }
    if (settings?.login === 'auto') {
      await this.#follow(draft, signal);
      return;
    }
    const redirectUri = latestText(this.session, 'redirect_uri') ?? '';
    const own = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
    // After a step back the listener may have been closed: the registered port is opened again.
    if (own?.hostname === '127.0.0.1' && own.port !== '') await this.#listen(Number(own.port), own.pathname);
    const how = settings?.login === 'print' ? 'printed' : 'system';
    this.#pendingRun = until;
    this.#opened(draft, how, url);
    this.recorder.append({ kind: 'stage-entered', stage: 'authorization-response' });
    this.recorder.append({
      kind: 'waiting',
      stage: 'authorization-response',
      question: { kind: 'sign-in', url, redirectUri },
    });
    if (how === 'system') await this.#ports.openExternal(url);
  }

  /** Records that the request leaves for a browser, and judges it: no exchange of ours may ever show it. */
  #opened(draft: PendingDraft, how: EventOf<'browser-opened'>['how'], url: string): void {
    const id = this.recorder.append({ kind: 'browser-opened', draft: draft.event.id, how, url });
    const event = this.recorder.trace.event(id);
    if (event.kind === 'browser-opened') this.#judge({ kind: 'opened', event, edited: draft.edited });
  }

  async #follow(draft: PendingDraft, signal: AbortSignal): Promise<void> {
    const redirectUri = latestText(this.session, 'redirect_uri') ?? '';
    const jar = new CookieJar();
    this.#opened(draft, 'followed', draft.request.url);
    let url = draft.request.url;
    let redirectOf: EventId | undefined;
    for (let hop = 0; hop < MAX_SIGN_IN_HOPS; hop += 1) {
      const captured = await this.#capture(
        { method: 'GET', url, headers: [['accept', 'text/html,application/xhtml+xml'], ...jar.lineFor(url)] },
        signal,
      );
      const { bodyText, ...recorded } = captured;
      const exchange = this.recorder.append({
        kind: 'exchange',
        stage: 'authorization-request',
        step: 'authorize-hop',
        draft: draft.event.id,
        from: 'browser',
        to: 'authorization-server',
        ...recorded,
        ...(redirectOf === undefined ? {} : { redirectOf }),
        ...(draft.edited ? { edited: true } : {}),
      });
      const { response } = captured;
      if (!response) {
        this.#fail('authorization-request', captured.failure?.message ?? 'No answer came.', exchange);
        return;
      }
      this.#digest(exchange, bodyText);
      if (this.session.stop) return;
      jar.take(url, response.headers);
      const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
      if (
        response.status < 300 ||
        response.status > 399 ||
        location === undefined ||
        !URL.canParse(location, url)
      ) {
        this.#fail(
          'authorization-request',
          'The sign-in page wants a person. Choose sign-in by browser, or give what the server needs to redirect by itself.',
          exchange,
        );
        return;
      }
      url = new URL(location, url).href;
      if (samePlace(url, redirectUri)) {
        this.recorder.append({ kind: 'stage-entered', stage: 'authorization-response' });
        this.#callback(draft.event.id, url, 'followed');
        return;
      }
      redirectOf = exchange;
    }
    this.#fail(
      'authorization-request',
      `The sign-in redirects more than ${MAX_SIGN_IN_HOPS} times without an end.`,
    );
  }

  #callback(draft: EventId, url: string, how: EventOf<'callback'>['how']): void {
    const id = this.recorder.append({ kind: 'callback', draft, how, url });
    this.#learnRead(id, readCallback(url));
    const event = this.recorder.trace.event(id);
    if (event.kind === 'callback') this.#judge({ kind: 'callback', event });
  }

  /** The browser came back: record, judge, and go on as far as the run that opened it was to go. */
  async #receive(url: string, how: 'listener' | 'pasted'): Promise<void> {
    const until = this.#pendingRun;
    this.#pendingRun = undefined;
    await this.#exclusively(async (signal) => {
      const opened = this.session.events.findLast((event) => event.kind === 'browser-opened');
      this.#callback(opened?.kind === 'browser-opened' ? opened.draft : stageEntry(this.session), url, how);
      this.#closeListener();
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

  #bodyText(hash: string): string | undefined {
    const bytes = this.#ports.bodies.get(hash);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
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

  #question<K extends 'sign-in' | 'client-information' | 'choose-authorization-server'>(
    kind: K,
  ): Extract<NonNullable<Session['question']>['question'], { kind: K }> {
    const question = this.session.question?.question;
    if (question?.kind !== kind) throw new KeyholeError('not-now', 'Nobody asked for this now.');
    return question as Extract<typeof question, { kind: K }>;
  }
}

/** Same scheme, host, port and path: the query is the answer. */
function samePlace(url: string, redirectUri: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(redirectUri)) return false;
  const a = new URL(url);
  const b = new URL(redirectUri);
  return a.origin === b.origin && a.pathname === b.pathname;
}
