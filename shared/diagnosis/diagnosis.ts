// Why an MCP call was refused: the most likely cause, what supports it, and what would decide it. Pure functions of the
// session. May import shared/trace, shared/protocol and shared/token; knows neither the engine nor a screen.

import type { EventId, Evidence } from '../trace/event.ts';

export type Cause =
  | 'wrong-audience'
  | 'expired'
  | 'insufficient-scope'
  | 'revoked'
  | 'wrong-issuer'
  | 'clock-skew'
  | 'missing-header'
  | 'unknown';

/** A fact that speaks for a cause, with the bytes it was read from. */
export interface Support {
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
}

/** A cause that would explain the refusal. */
export interface Suspect {
  readonly cause: Cause;
  /** 0 to 100: how much of what was seen it explains. Only for ranking. */
  readonly weight: number;
  readonly sentence: string;
  readonly supports: readonly Support[];
  /** What would prove or refute it. */
  readonly wouldDecide: readonly string[];
  readonly next: string;
}

export interface Diagnosis {
  /** The refused exchange. */
  readonly exchange: EventId;
  readonly status: number;
  readonly cause: Cause;
  readonly sentence: string;
  readonly supports: readonly Support[];
  readonly wouldDecide: readonly string[];
  readonly next: string;
  /** Other causes that part of the evidence speaks for, likelier first. */
  readonly alternatives: readonly Pick<Suspect, 'cause' | 'sentence'>[];
  /** A later call with another token, or the same, was accepted. */
  readonly resolved: boolean;
}
