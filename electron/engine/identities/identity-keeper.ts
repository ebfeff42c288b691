// The identities of one live session: each with a recorder, a runner and secrets of its own, all over one trace.

import { isDeepStrictEqual } from 'node:util';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { ASKED_ANEW } from '../../../shared/identity/identity.ts';
import type { IdentityDefinition, IdentityState } from '../../../shared/identity/identity.ts';
import { definitionsOf, identityState } from '../../../shared/identity/identity-state.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import { isRevision } from '../../../shared/protocol/revision.ts';
import type { EventId, FlowSettings, IdentityName, TraceEvent } from '../../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import { latest, latestText, Trace } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { missingFor } from '../flow/action-needs.ts';
import { Recorder } from '../flow/recorder.ts';
import type { RunnerPorts } from '../flow/runner.ts';
import { FlowRunner } from '../flow/runner.ts';
import type { Caller } from './caller.ts';
import { createCaller, wasRevoked } from './caller.ts';
import type { KeptIdentity } from './identity-store.ts';
import { flowSettingsFor } from './flow-settings.ts';

/** What the flows of a session are run with. */
export interface KeeperPorts extends Omit<RunnerPorts, 'openInProfile'> {
  /** Opens an http or https URL in the browser profile of an identity. */
  readonly openInProfile?: (identity: IdentityName, url: string) => Promise<void>;
}

interface Flow {
  readonly recorder: Recorder;
  readonly runner: FlowRunner;
  secrets: FlowSecrets | undefined;
  busy: boolean;
}

/** The parent of what follows nothing. */
const ROOT = 0;

function isAskedAnew({ source }: IdentityDefinition): boolean {
  return source.kind === 'simulated' && ASKED_ANEW.includes(source.how);
}

/** Every identity of a session. Signing in as one never disturbs another. */
export class IdentityKeeper {
  readonly trace = new Trace();
  readonly #flows = new Map<IdentityName, Flow>();
  readonly #ports: KeeperPorts;
  readonly #onEvent: (event: TraceEvent) => void;
  readonly #onBusy: () => void;

  /**
   * @param onEvent called for each event, of whichever identity, in the order of the trace
   * @param onBusy called when an identity begins or ends to be busy
   */
  constructor(ports: KeeperPorts, onEvent: (event: TraceEvent) => void, onBusy: () => void) {
    this.#ports = ports;
    this.#onEvent = onEvent;
    this.#onBusy = onBusy;
  }

  /** True while anybody's exchange or sign-in is under way. */
  get busy(): boolean {
    return [...this.#flows.values()].some((flow) => flow.busy);
  }

  #flow(name: IdentityName): Flow {
    const known = this.#flows.get(name);
    if (known) return known;
    const recorder = new Recorder(name, Date.now, this.trace);
    recorder.onEvent(this.#onEvent);
    const { openInProfile, ...ports } = this.#ports;
    const ownPorts: RunnerPorts = openInProfile
      ? { ...ports, openInProfile: (url) => openInProfile(name, url) }
      : ports;
    const runner = new FlowRunner(recorder, ownPorts, {}, (busy) => {
      flow.busy = busy;
      this.#onBusy();
    });
    const flow: Flow = { recorder, runner, secrets: undefined, busy: false };
    this.#flows.set(name, flow);
    return flow;
  }

  /** The definitions, the first identity always among them and first. */
  get definitions(): readonly IdentityDefinition[] {
    return definitionsOf(this.trace);
  }

  definitionOf(name: IdentityName): IdentityDefinition {
    const found = this.definitions.find((definition) => definition.name === name);
    if (!found) {
      const known = this.definitions.map((definition) => definition.name).join(', ');
      throw new KeyholeError('not-found', `There is no identity "${name}". There are: ${known}.`);
    }
    return found;
  }

  /** The runner of an identity that was defined. Throws `KeyholeError` for another name. */
  runnerOf(name: IdentityName): FlowRunner {
    return this.#flow(this.definitionOf(name).name).runner;
  }

  /**
   * Defines an identity or changes it. What it has signed in for stays, unless it is a simulated caller that is made
   * otherwise now: its old token would be used as what it is not.
   */
  save(definition: IdentityDefinition, settings?: FlowSettings, secrets?: FlowSecrets): void {
    const { source, name } = definition;
    if (source.kind === 'simulated') {
      if (this.definitionOf(source.from).source.kind === 'simulated')
        throw new KeyholeError(
          'bad-input',
          `"${source.from}" is a simulated caller itself: derive from a live identity.`,
        );
      if (source.from === name)
        throw new KeyholeError('bad-input', 'An identity cannot be derived from itself.');
      if (source.other !== undefined) this.definitionOf(source.other);
    }
    const flow = this.#flow(name);
    if (flow.busy)
      throw new KeyholeError('not-now', `${definition.title} is signing in. Wait for it, or cancel it.`);
    if (secrets) flow.secrets = secrets;
    const event = { kind: 'identity', definition, ...(settings ? { settings } : {}) } as const;
    if (this.#continues(definition, settings)) flow.recorder.append(event);
    else {
      flow.runner.close();
      // From the root: the fold of this path knows nothing of the tokens before.
      flow.recorder.append(event, ROOT);
    }
  }

  /** Whether what an identity has signed in for is still what its definition says. */
  #continues({ name, source }: IdentityDefinition, settings: FlowSettings | undefined): boolean {
    const before = this.definitions.find((definition) => definition.name === name);
    // Somebody else may have had the name and was taken away.
    if (!before) return false;
    if (source.kind !== 'simulated' && before.source.kind !== 'simulated') return true;
    return (
      isDeepStrictEqual(source, before.source) && isDeepStrictEqual(settings, this.trace.settingsOf(name))
    );
  }

  /** Takes an identity away. Its part of the trace stays, as everything that happened. */
  remove(name: IdentityName): void {
    if (name === DEFAULT_IDENTITY)
      throw new KeyholeError('not-now', 'The first identity cannot be removed: the flow is its own.');
    this.definitionOf(name);
    const derived = this.definitions.find(
      ({ source }) => source.kind === 'simulated' && (source.from === name || source.other === name),
    );
    if (derived)
      throw new KeyholeError('not-now', `${derived.title} is derived from it. Remove that one first.`);
    const flow = this.#flow(name);
    flow.runner.close();
    flow.secrets = undefined;
    flow.recorder.append({ kind: 'identity', definition: null });
    this.#flows.delete(name);
  }

  /** What a person entered of each identity, for another session with this target. */
  kept(): KeptIdentity[] {
    return this.trace.definitions.map((definition) => {
      const settings = this.trace.settingsOf(definition.name);
      const secrets = this.#flows.get(definition.name)?.secrets;
      return { definition, ...(settings ? { settings } : {}), ...(secrets ? { secrets } : {}) };
    });
  }

  /** Defines again what was kept. What makes no sense any more, for the file was altered, is left out. */
  restore(identities: readonly KeptIdentity[]): void {
    const derived = ({ definition: { source } }: KeptIdentity): boolean => source.kind === 'simulated';
    // A derived one names another, which must be there before it.
    for (const { definition, settings, secrets } of identities.toSorted(
      (a, b) => Number(derived(a)) - Number(derived(b)),
    )) {
      try {
        this.save(definition, settings, secrets);
      } catch (error) {
        if (!(error instanceof KeyholeError)) throw error;
      }
    }
  }

  /** Begins the flow of an identity as its definition says, and runs it as far as it goes without a person. */
  async signIn(name: IdentityName): Promise<void> {
    const definition = this.definitionOf(name);
    const first = this.#flow(DEFAULT_IDENTITY);
    const { target } = first.recorder.session;
    if (target === undefined)
      throw new KeyholeError('not-now', 'There is no target yet: start its flow first.');
    const owner = this.#tokenOwner(definition);
    if (owner !== name) {
      // A derived caller has no flow of its own; what it needs is that the identity it comes from is signed in.
      if (this.#missing(definition) !== undefined) await this.signIn(owner);
      return;
    }
    const base = definition.source.kind === 'simulated' ? definition.source.from : DEFAULT_IDENTITY;
    const settings = flowSettingsFor(definition, {
      own: this.trace.settingsOf(name),
      base: this.trace.session(base).settings ?? this.trace.settingsOf(base),
      first: first.recorder.session.settings,
      granted: latestText(this.trace.session(base), 'scope_granted'),
      revision: this.#knownRevision(),
      target,
    });
    const flow = this.#flow(name);
    const secrets = flow.secrets ?? this.#flows.get(base)?.secrets ?? first.secrets;
    await flow.runner.start(target, settings, secrets);
    await flow.runner.run({ kind: 'end' });
  }

  /**
   * Moves the head of the identity that an event belongs to. Throws `KeyholeError` for an event of what the identity was
   * before it was made otherwise: going on there would be as somebody else under its name.
   */
  async move(to: EventId): Promise<void> {
    const event = this.trace.events[to - 1];
    if (!event) throw new KeyholeError('bad-input', `This session has no event ${to}.`);
    const { identity } = event;
    const begun = this.trace.events.findLast(
      (one) => one.kind === 'identity' && one.identity === identity && one.parent === ROOT,
    );
    if (begun && to < begun.id && identity !== DEFAULT_IDENTITY)
      throw new KeyholeError(
        'not-now',
        `${this.definitionOf(identity).title} was something else then: that can be looked at, but not gone on with.`,
      );
    await this.runnerOf(identity).move(to);
  }

  /** Secrets that came with the flow of an identity, for those that are to run like it. */
  keepSecrets(name: IdentityName, secrets: FlowSecrets | undefined): void {
    if (secrets) this.#flow(name).secrets = secrets;
  }

  #knownRevision() {
    const found = latest(this.trace.session(DEFAULT_IDENTITY), 'revision');
    return isRevision(found) ? found : undefined;
  }

  /** The identity whose flow gives the token. */
  #tokenOwner(definition: IdentityDefinition): IdentityName {
    const { name, source } = definition;
    return source.kind === 'simulated' && !isAskedAnew(definition) ? source.from : name;
  }

  #stateOf(definition: IdentityDefinition, labelOf: (secret: string) => string | undefined): IdentityState {
    const owner = this.#tokenOwner(definition);
    const session = this.trace.session(owner);
    const busy = this.#flows.get(owner)?.busy ?? false;
    const state = identityState(definition, session, { busy, now: Date.now(), labelOf });
    if (state.status === 'signing-in') return state;
    const missing = this.#missing(definition);
    if (missing === undefined && isAskedAnew(definition)) {
      const { why: _ended, ...ready } = state;
      return { ...ready, status: 'ready' };
    }
    if (state.status !== 'ready' || missing === undefined) return state;
    return { ...state, status: 'not-possible', why: missing };
  }

  /** Why an identity cannot call, as a sentence; nothing when it can. */
  #missing(definition: IdentityDefinition): string | undefined {
    const owner = this.#tokenOwner(definition);
    const session = this.trace.session(owner);
    const { title } = this.definitionOf(owner);
    const { source } = definition;
    // What is wrong with such a token may have ended its own flow already: a token is all that it need have come to.
    if (isAskedAnew(definition) && latestText(session, 'access_token') !== undefined) {
      return source.kind === 'simulated' && source.how === 'revoked' && !wasRevoked(session)
        ? missingFor(session, { kind: 'revoke', token: 'access_token' })
        : undefined;
    }
    if (!session.completed)
      return owner === definition.name ? 'It has not signed in yet.' : `${title} has not signed in yet.`;
    if (source.kind !== 'simulated') return undefined;
    if (isAskedAnew(definition)) return 'The server asked for no token, so there is none to misuse.';
    const made = this.#caller(definition).request('mcp-list-tools');
    return made.kind === 'not-possible' ? made.why : undefined;
  }

  /** How every identity stands. `labelOf` names the mask of a secret. */
  states(labelOf: (secret: string) => string | undefined): IdentityState[] {
    const states = this.definitions.map((definition) => this.#stateOf(definition, labelOf));
    // A caller that is derived on purpose from somebody is that somebody.
    const real = states.filter(({ definition }) => definition.source.kind !== 'simulated');
    return states.map((state) => {
      const twin =
        state.subject === undefined || !real.includes(state)
          ? undefined
          : real.find((other) => other !== state && other.subject === state.subject);
      return twin ? { ...state, sameSubjectAs: twin.definition.name } : state;
    });
  }

  #caller(definition: IdentityDefinition): Caller {
    const { source } = definition;
    const other = source.kind === 'simulated' ? source.other : undefined;
    return createCaller({
      definition,
      runner: this.#flow(this.#tokenOwner(definition)).runner,
      missing: () => this.#missing(definition),
      otherSession: () =>
        other === undefined ? undefined : latestText(this.trace.session(other), 'session_id'),
    });
  }

  /** An identity as something that can call. Throws `KeyholeError` for a name that was not defined. */
  callerOf(name: IdentityName): Caller {
    return this.#caller(this.definitionOf(name));
  }

  /** The identity whose flow learnt a secret; the first one when nobody's did. */
  holderOf(secret: string): IdentityName {
    const found = this.trace.events.findLast((event) => event.kind === 'value' && event.value === secret);
    return found?.identity ?? DEFAULT_IDENTITY;
  }

  sessionOf(name: IdentityName): Session {
    return this.trace.session(name);
  }

  close(): void {
    for (const { runner } of this.#flows.values()) runner.close();
  }
}
