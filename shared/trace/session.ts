// What a trace means: the state of one identity's flow at its head. Made only by `fold.ts`.

import type {
  EventId,
  FlowSettings,
  IdentityName,
  Question,
  RequestContent,
  SessionAction,
  StageId,
  TraceEvent,
  ValueName,
} from './event.ts';

/** The event of one kind, e.g. `EventOf<'exchange'>`. */
export type EventOf<K extends TraceEvent['kind']> = Extract<TraceEvent, { kind: K }>;

export type StageStatus = 'pending' | 'active' | 'done' | 'failed' | 'refused' | 'overridden' | 'skipped';

export interface StageState {
  readonly id: StageId;
  readonly status: StageStatus;
  /** Exchanges and callbacks of the stage, oldest first. */
  readonly exchanges: readonly EventId[];
  readonly passed: number;
  /** Rules that do not hold; notes are not counted. */
  readonly failed: number;
  /** Those of them that weigh as errors. */
  readonly errors: number;
}

/** The request that Step would send now. */
export interface PendingDraft {
  readonly event: EventOf<'draft'>;
  /** As edited, or as built. */
  readonly request: RequestContent;
  readonly edited: boolean;
  /** Set once the authorization URL was handed over. */
  readonly opened?: EventOf<'browser-opened'>;
}

/** Why the flow does not go on by itself. */
export type Stop =
  | { readonly kind: 'refused'; readonly event: EventOf<'refused'> }
  | { readonly kind: 'failed'; readonly event: EventOf<'failed'> };

/** One identity's flow at its head: the fold of the path from the root to the head. Arrays grow; treat as read-only. */
export interface Session {
  readonly identity: IdentityName;
  readonly head: EventId;
  readonly target: string | undefined;
  readonly settings: FlowSettings | undefined;
  /** Events on the path, oldest first, from the last `flow-started`. */
  readonly events: readonly TraceEvent[];
  readonly stages: ReadonlyMap<StageId, StageState>;
  readonly stage: StageId | undefined;
  /** Index into `events` of the current `stage-entered`. */
  readonly stageStart: number;
  readonly draft: PendingDraft | undefined;
  readonly exchanges: readonly EventOf<'exchange'>[];
  readonly callbacks: readonly EventOf<'callback'>[];
  /** Every value learnt, by name, oldest first; the last one counts. */
  readonly values: ReadonlyMap<ValueName, readonly EventOf<'value'>[]>;
  readonly findings: readonly EventOf<'finding'>[];
  readonly overrides: ReadonlySet<string>;
  readonly question: { readonly event: EventId; readonly question: Question } | undefined;
  readonly action: SessionAction | undefined;
  readonly stop: Stop | undefined;
  /** The flow reached an accepted MCP call (with or without a token). */
  readonly completed: boolean;
}
