// An identity as something that can call: the matrix asks it for requests, and never sees how it came to its token.

import { setTimeout as wait } from 'node:timers/promises';
import type { IdentityDefinition } from '../../../shared/identity/identity.ts';
import { expiryOf, hasExpired } from '../../../shared/identity/identity-state.ts';
import { simulate } from '../../../shared/identity/simulate.ts';
import type { Policy } from '../../../shared/protocol/policy.ts';
import type { FlowSettings, IdentityName, RequestContent, StepId } from '../../../shared/trace/event.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';
import type { FlowRunner } from '../flow/runner.ts';
import { mcpRequest } from '../flow/plan/mcp.ts';
import { policyOf } from '../flow/plan/move.ts';

/** Milliseconds before its end at which a token counts as run out: a call must not die under way. */
const MARGIN = 5_000;
/** Longest wait for a token that is to run out, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Whether calls can be made now; `why` is a sentence with what to do. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** A request as this caller sends it, or why it cannot be made. */
export type CallerRequest =
  | { readonly kind: 'request'; readonly request: RequestContent }
  | { readonly kind: 'not-possible'; readonly why: string };

/** Somebody who calls the target. */
export interface Caller {
  readonly name: IdentityName;
  readonly definition: IdentityDefinition;
  /** Limits and headers of its flow. */
  readonly settings: FlowSettings;
  readonly policy: Policy;
  /** The flow whose token it uses; a derived caller uses that of the identity it comes from. */
  readonly session: Session;
  /** Renews a token that has run out, and waits for one that must run out first. Call it before each batch. */
  prepare(signal?: AbortSignal): Promise<Readiness>;
  /** Begins its session anew, where the server has lost it (MCP 2025-11-25, Transports, "Session Management"). */
  renewSession(): Promise<void>;
  /** One MCP request. `id` is its JSON-RPC id, which must not repeat within a session of the older era. */
  request(step: StepId, params?: Readonly<Record<string, unknown>>, id?: number): CallerRequest;
}

/** What a caller is made of. */
export interface CallerParts {
  readonly definition: IdentityDefinition;
  /** The identity whose flow gives the token. */
  readonly runner: FlowRunner;
  /** Says why the identity cannot call at all, or nothing. */
  readonly missing: () => string | undefined;
  /** Session id of the identity whose session is borrowed. */
  readonly otherSession: () => string | undefined;
}

/** Makes a caller over a flow that has come to its end. */
export function createCaller({ definition, runner, missing, otherSession }: CallerParts): Caller {
  const { source } = definition;
  const how = source.kind === 'simulated' ? source.how : undefined;
  const settings = (): FlowSettings => {
    const { settings } = runner.session;
    if (!settings) throw new Error(`the identity ${definition.name} has no flow`);
    return settings;
  };
  return {
    name: definition.name,
    definition,
    get settings() {
      return settings();
    },
    get policy() {
      return policyOf(runner.session, settings());
    },
    get session() {
      return runner.session;
    },
    async prepare(signal) {
      const why = missing();
      if (why !== undefined) return { ready: false, why };
      if (how === 'expired') return waitForTheEnd(runner.session, signal);
      if (how === 'revoked') return revoke(runner);
      if (!hasExpired(runner.session, Date.now() + MARGIN)) return { ready: true };
      if (latestText(runner.session, 'refresh_token') === undefined) {
        return hasExpired(runner.session, Date.now())
          ? { ready: false, why: 'Its token has run out and there is no refresh token: sign in again.' }
          : { ready: true };
      }
      await runner.act({ kind: 'refresh' }, true);
      return hasExpired(runner.session, Date.now())
        ? { ready: false, why: 'Its token has run out and could not be renewed: sign in again.' }
        : { ready: true };
    },
    async renewSession() {
      // The flow meets the loss itself, as with any of its requests, and opens another session.
      await runner.act({ kind: 'list-tools' }, true);
    },
    request(step, params, id) {
      const { session } = runner;
      const { target } = session;
      if (target === undefined) return { kind: 'not-possible', why: 'Its flow has not begun.' };
      const { request } = mcpRequest(
        { session, settings: settings(), policy: policyOf(session, settings()), target },
        step,
        params,
        id,
      );
      if (source.kind !== 'simulated') return { kind: 'request', request };
      const other = otherSession();
      return simulate(source.how, request, {
        now: Date.now(),
        ...(other === undefined ? {} : { otherSession: other }),
      });
    },
  };
}

/** True when the authorization server has taken back a token of this flow (RFC 7009 §2.2). */
export function wasRevoked(session: Session): boolean {
  return session.exchanges.some(
    (exchange) => exchange.step === 'revoke' && exchange.response?.status === 200,
  );
}

async function revoke(runner: FlowRunner): Promise<Readiness> {
  if (!wasRevoked(runner.session)) await runner.act({ kind: 'revoke', token: 'access_token' }, true);
  return wasRevoked(runner.session)
    ? { ready: true }
    : { ready: false, why: 'The authorization server did not revoke its token: see the exchange in Flow.' };
}

/** A token that is to be met expired is kept until it is; nobody waits an hour for it. */
async function waitForTheEnd(session: Session, signal: AbortSignal | undefined): Promise<Readiness> {
  const expiresAt = expiryOf(session);
  if (expiresAt === undefined)
    return {
      ready: false,
      why: 'The server does not say when this token runs out, so nobody knows when it has.',
    };
  const left = expiresAt - Date.now();
  if (left > LONGEST_WAIT) {
    const at = new Date(expiresAt).toISOString().slice(11, 16);
    return {
      ready: false,
      why: `Its token runs out at ${at} UTC and is kept until then: run this column again afterwards.`,
    };
  }
  // A second more: clocks differ by fractions, and a server may allow for it.
  if (left > -1000) {
    await wait(left + 1000, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    });
  }
  return signal?.aborted === true ? { ready: false, why: 'The run was cancelled.' } : { ready: true };
}
