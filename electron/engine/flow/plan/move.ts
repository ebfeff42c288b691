// What the plan may ask the runner to do next.

import type { FlowSecrets } from '../../../../shared/contract.ts';
import type { Policy } from '../../../../shared/protocol/policy.ts';
import { NEWEST, POLICIES } from '../../../../shared/protocol/policy.ts';
import { isRevision } from '../../../../shared/protocol/revision.ts';
import type {
  DraftPart,
  EventId,
  Finding,
  FlowSettings,
  Lane,
  Provenance,
  Question,
  RequestContent,
  StageId,
  StepId,
  TraceEventBody,
  ValueName,
} from '../../../../shared/trace/event.ts';
import { latest } from '../../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../../shared/trace/session.ts';

/** A value that the plan makes itself: random, computed, or taken from the settings. */
export interface NewValue {
  readonly name: ValueName;
  readonly value: unknown;
  readonly secret?: boolean;
  readonly from: Provenance;
}

export type Move =
  /** Nothing to do until somebody acts. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'enter'; readonly stage: StageId; readonly why?: string }
  | { readonly kind: 'learn'; readonly values: readonly NewValue[] }
  /** A redirect URI is needed: open the listener, or settle the URI without one. */
  | { readonly kind: 'redirect-uri' }
  | {
      readonly kind: 'draft';
      readonly stage: StageId;
      readonly step: StepId;
      readonly to: Lane;
      readonly by: 'keyhole' | 'browser';
      readonly request: RequestContent;
      readonly parts: readonly DraftPart[];
    }
  | { readonly kind: 'ask'; readonly stage: StageId; readonly question: Question }
  | { readonly kind: 'refuse'; readonly finding: Finding }
  | { readonly kind: 'fail'; readonly stage: StageId; readonly message: string; readonly exchange?: EventId }
  | { readonly kind: 'sign-out' }
  | { readonly kind: 'complete' };

/** What a plan reads besides the trace: secrets, randomness and hashing, which are not pure. */
export interface PlanPorts {
  readonly secrets: FlowSecrets;
  /** 32 random bytes as 43 base64url characters: a PKCE verifier (RFC 7636 §4.1) or a `state`. */
  random(): string;
  sha256Base64Url(text: string): string;
  now(): number;
  /** A recorded body as text, by hash. */
  bodyText(hash: string): string | undefined;
}

/** One flow as the plan sees it. */
export interface Situation {
  readonly session: Session;
  readonly settings: FlowSettings;
  readonly target: string;
  readonly policy: Policy;
  readonly ports: PlanPorts;
}

/** The policy in force: the chosen revision, or with `auto` the one found so far. */
export function policyOf(session: Session, settings: FlowSettings): Policy {
  if (settings.revision !== 'auto') return POLICIES[settings.revision];
  const found = latest(session, 'revision');
  return POLICIES[isRevision(found) ? found : NEWEST.modern];
}

/** Exchanges since the current stage was entered. */
export function exchangesOfStage(session: Session): readonly EventOf<'exchange'>[] {
  const entered = session.events[session.stageStart]?.id ?? 0;
  const { exchanges } = session;
  let first = exchanges.length;
  while (first > 0 && (exchanges[first - 1]?.id ?? 0) > entered) first -= 1;
  return exchanges.slice(first);
}

/** The newest value event of a name when it came after event `since`. */
export function learntSince(session: Session, name: ValueName, since: EventId): EventOf<'value'> | undefined {
  const value = session.values.get(name)?.at(-1);
  return value && value.id > since ? value : undefined;
}

/** Id of the event that entered the current stage. */
export function stageEntry(session: Session): EventId {
  return session.events[session.stageStart]?.id ?? 0;
}

/** A value of Keyhole's own making. */
export function made(
  name: ValueName,
  value: unknown,
  how: string,
  from?: readonly ValueName[],
  secret = false,
): NewValue {
  return { name, value, secret, from: { kind: 'made', how, ...(from ? { from } : {}) } };
}

/** A value that the person gave. */
export function given(name: ValueName, value: unknown, how: string, secret = false): NewValue {
  return { name, value, secret, from: { kind: 'given', how } };
}

/** The event of a value that was not read from an exchange. */
export function valueBody({
  name,
  value,
  secret,
  from,
}: NewValue): Extract<TraceEventBody, { kind: 'value' }> {
  return { kind: 'value', name, value, secret: secret ?? false, from };
}
