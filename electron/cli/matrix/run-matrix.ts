// A policy run from end to end without a window: signs in as the file says, asks every cell, and hands back the fold.

import type { EnginePort, MethodInput } from '../../../shared/contract.ts';
import type { IdentityState } from '../../../shared/identity/identity.ts';
import { foldMatrix } from '../../../shared/matrix/fold.ts';
import type { MatrixFold } from '../../../shared/matrix/fold.ts';
import { callersOf } from '../../../shared/policy/identities.ts';
import type { CallerSources, PolicyCaller } from '../../../shared/policy/identities.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';

/** What to run. */
export interface MatrixRequest {
  /** The text of the policy file, and its name for messages. */
  readonly policy: string;
  readonly file: string;
  readonly target: string;
  readonly settings: Partial<FlowSettings>;
  readonly variable: CallerSources['variable'];
  /** Ticked rows that change something may be called. */
  readonly allowChanges: boolean;
}

/** Ways to tell a person what is going on. */
export interface MatrixWatcher {
  /** Somebody has to sign in with a browser. */
  readonly onWaiting?: (identity: string, url: string | undefined) => void;
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface MatrixResult {
  readonly session: string;
  readonly matrix: string;
  readonly fold: MatrixFold;
  readonly identities: readonly IdentityState[];
}

type Saved = MethodInput<'identity.save'>;

/** Signs in one identity and waits for its person. Whoever cannot sign in stays without a token; the cells say why. */
async function signIn(
  port: EnginePort,
  session: string,
  { definition: { name } }: PolicyCaller,
  { onWaiting, signal }: MatrixWatcher,
): Promise<void> {
  let wake = (): void => {};
  const unsubscribe = port.subscribe((notice) => {
    if (notice.topic === 'identities' && notice.session === session) wake();
    if (notice.topic === 'summary' && notice.summary.session === session) wake();
    if (notice.topic !== 'events' || notice.session !== session) return;
    for (const event of notice.events) {
      if (event.kind === 'waiting' && event.identity === name && event.question.kind === 'sign-in')
        onWaiting?.(name, event.question.url);
    }
  });
  // The listener alone does not keep a program alive; somebody who is waited for does.
  const alive = setInterval(() => wake(), 1_000);
  try {
    let { identities } = await port.call('identity.sign-in', { session, identity: name });
    for (;;) {
      const state = identities.find(({ definition }) => definition.name === name);
      if (state?.status !== 'signing-in' || signal?.aborted === true) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
      ({ identities } = await port.call('identity.list', { session }));
    }
  } finally {
    clearInterval(alive);
    unsubscribe();
  }
}

/**
 * Opens a session on the target with the identities of a policy, signed in as far as they can.
 * @throws PolicyFileError, MissingVariableError, KeyholeError when it cannot begin
 */
export async function signInCallers(
  port: EnginePort,
  request: MatrixRequest,
  watcher: MatrixWatcher = {},
): Promise<string> {
  const { policy } = parsePolicy(request.policy, request.file);
  const callers = callersOf(policy, { variable: request.variable, base: request.settings });
  // The first flow only names the target and how flows run there; the identities of the file sign in by themselves.
  const first = callers.find(({ definition }) => definition.source.kind === 'flow');
  const settings = first?.settings ?? { revision: policy.revision, ...request.settings };
  const { session } = await port.call('session.open', { target: request.target, settings });
  for (const { definition, settings: own, secrets } of callers) {
    const saved: Saved = { session, definition, settings: own, ...(secrets ? { secrets } : {}) };
    await port.call('identity.save', saved);
  }
  for (const caller of callers) {
    if (isAborted(watcher)) break;
    await signIn(port, session, caller, watcher);
  }
  return session;
}

/**
 * Runs a policy against a target.
 * @throws PolicyFileError, MissingVariableError, KeyholeError when it cannot begin
 */
export async function runMatrix(
  port: EnginePort,
  request: MatrixRequest,
  watcher: MatrixWatcher = {},
): Promise<MatrixResult> {
  const session = await signInCallers(port, request, watcher);
  const { matrix } = await port.call('matrix.open', { session, policy: request.policy });
  const cancel = (): void => void port.call('matrix.cancel', { matrix });
  watcher.signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (!isAborted(watcher)) await port.call('matrix.discover', { matrix });
    const consent = request.allowChanges ? await ticked(port, matrix) : [];
    if (!isAborted(watcher)) await port.call('matrix.run', { matrix, consent });
  } finally {
    watcher.signal?.removeEventListener('abort', cancel);
  }
  const { events } = await port.call('session.events', { session: matrix });
  const { identities } = await port.call('identity.list', { session });
  return { session, matrix, fold: foldMatrix(events), identities };
}

const isAborted = ({ signal }: MatrixWatcher): boolean => signal?.aborted === true;

/** The rows that the policy says may be called although they change something. */
async function ticked(port: EnginePort, matrix: string): Promise<string[]> {
  const { events } = await port.call('session.events', { session: matrix });
  const { plan } = foldMatrix(events);
  return (plan?.rows ?? []).flatMap(({ id, ticked: may, effect }) => (may && effect !== 'reads' ? [id] : []));
}
