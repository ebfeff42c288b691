// How an identity stands, read off its folded session. Pure.

import { MASK_CLOSE, MASK_OPEN } from '../privacy/marks.ts';
import { FIRST_IDENTITY } from './identity.ts';
import type { IdentityDefinition, IdentityState } from './identity.ts';
import { readToken } from '../token/read-token.ts';
import { isJsonObject } from '../protocol/json.ts';
import { latest, latestText } from '../trace/fold.ts';
import type { Trace } from '../trace/fold.ts';
import type { Session } from '../trace/session.ts';

/** The tokens that say who somebody is, the most trustworthy first. */
const TELLING = ['id_token', 'access_token'] as const;

/** Who the tokens of a session are for (RFC 7519 §4.1.2, RFC 7662 §2.2), when they say so. */
function subjectOf(session: Session): string | undefined {
  for (const name of TELLING) {
    const token = latestText(session, name);
    const read = token === undefined ? undefined : readToken(token);
    const subject = read?.form === 'jws' ? read.claims?.['sub'] : undefined;
    if (typeof subject === 'string') return subject;
  }
  const introspection = latest(session, 'introspection');
  const subject = isJsonObject(introspection) ? introspection['sub'] : undefined;
  return typeof subject === 'string' ? subject : undefined;
}

/** When the access token runs out, in epoch milliseconds: as its response said, else as it says itself. */
export function expiryOf(session: Session): number | undefined {
  const said = latest(session, 'expires_at');
  if (typeof said === 'number') return said;
  const token = latestText(session, 'access_token');
  const read = token === undefined ? undefined : readToken(token);
  const exp = read?.form === 'jws' ? read.claims?.['exp'] : undefined;
  return typeof exp === 'number' ? exp * 1000 : undefined;
}

/** True when the access token has run out. Unknown lifetimes count as running. */
export function hasExpired(session: Session, now: number): boolean {
  const expiresAt = expiryOf(session);
  return expiresAt !== undefined && expiresAt <= now;
}

type Standing = Pick<IdentityState, 'status' | 'why'>;

function standingOf(session: Session, busy: boolean, now: number): Standing {
  if (!session.settings) return { status: 'none', why: 'It has not signed in yet.' };
  if (session.question?.question.kind === 'sign-in')
    return { status: 'signing-in', why: 'It waits for the browser.' };
  if (session.question) return { status: 'signing-in', why: 'Its flow asks something: answer it in Flow.' };
  if (session.stop) {
    const { stop } = session;
    return stop.kind === 'refused'
      ? { status: 'refused', why: `Its flow was refused by ${stop.event.ruleId}: see it in Flow.` }
      : { status: 'failed', why: stop.event.message };
  }
  if (!session.completed || (busy && !session.action))
    return busy
      ? { status: 'signing-in' }
      : { status: 'none', why: 'Its flow has not come to a token yet: run it to the end.' };
  if (session.settings.grant === 'none') return { status: 'ready' };
  if (latestText(session, 'access_token') === undefined) {
    const out = session.events.some((event) => event.kind === 'signed-out');
    return out
      ? { status: 'none', why: 'It has signed out.' }
      : { status: 'ready', why: 'The server asked for no token.' };
  }
  if (hasExpired(session, now) && latestText(session, 'refresh_token') === undefined)
    return { status: 'expired', why: 'Its token has run out and there is no refresh token: sign in again.' };
  return { status: 'ready' };
}

/** What a screen may know of an identity. `labelOf` names the mask of a secret. */
export function identityState(
  definition: IdentityDefinition,
  session: Session,
  facts: {
    readonly busy: boolean;
    readonly now: number;
    readonly labelOf: (secret: string) => string | undefined;
  },
): IdentityState {
  const token = latestText(session, 'access_token');
  const label = token === undefined ? undefined : facts.labelOf(token);
  const expiresAt = expiryOf(session);
  const granted = latestText(session, 'scope_granted') ?? latestText(session, 'scope_requested');
  const subject = subjectOf(session);
  return {
    definition,
    ...standingOf(session, facts.busy, facts.now),
    ...(label === undefined ? {} : { token: label }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(granted === undefined || token === undefined
      ? {}
      : { scopes: granted.split(' ').filter((scope) => scope !== '') }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/** The definitions of a trace, the first identity always among them and first. */
export function definitionsOf(trace: Trace): readonly IdentityDefinition[] {
  const { definitions } = trace;
  return definitions.some(({ name }) => name === FIRST_IDENTITY.name)
    ? definitions
    : [FIRST_IDENTITY, ...definitions];
}

/** Who called in a run of the matrix, as they stood when it was last planned; nothing for the trace of a flow. */
function callersOfRun({ events }: Trace): readonly IdentityState[] | undefined {
  const [first] = events;
  if (first?.kind !== 'matrix') return undefined;
  const edited = events.findLast((event) => event.kind === 'matrix-edited' && event.columns !== undefined);
  return edited?.kind === 'matrix-edited' ? edited.columns : first.plan.columns;
}

/** How the identities of a saved trace stood. Its secrets are masked already: their masks name them. */
export function savedIdentityStates(trace: Trace, now: number): IdentityState[] {
  const callers = callersOfRun(trace);
  if (callers) return [...callers];
  return definitionsOf(trace).map((definition) =>
    identityState(definition, trace.session(definition.name), {
      busy: false,
      now,
      labelOf: (mask) =>
        mask.startsWith(MASK_OPEN) && mask.endsWith(MASK_CLOSE) ? mask.slice(1, -1) : undefined,
    }),
  );
}
