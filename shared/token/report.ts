// What is told of one token: everything but the token itself, so that it may leave the engine.

import type { JsonObject } from '../protocol/json.ts';
import type { TokenVerdict } from './sum-up.ts';
import type { ClaimNote, Expected, ReadToken, TokenCheck, TokenKind } from './token.ts';

/** One address that was asked for keys, and what came of it. */
export interface KeyRequest {
  readonly url: string;
  readonly status?: number;
  /** A sentence, when it did not lead to what was looked for. */
  readonly fault?: string;
}

/** Where the keys came from that the signature was held against. */
export interface KeySource {
  readonly from: 'none' | 'pasted' | 'fetched' | 'token';
  readonly url?: string;
  readonly count: number;
  readonly requests: readonly KeyRequest[];
  /** Why there are none. */
  readonly fault?: string;
}

export interface TokenReport {
  readonly form: ReadToken['form'];
  readonly kind: TokenKind;
  readonly kindWhy: string;
  readonly length: number;
  readonly faults: readonly string[];
  readonly verdict: TokenVerdict;
  readonly checks: readonly TokenCheck[];
  readonly header?: JsonObject;
  readonly headerNotes: readonly ClaimNote[];
  readonly claims?: JsonObject;
  readonly claimNotes: readonly ClaimNote[];
  /** `introspection` when the authorization server told the claims and not the token. */
  readonly claimsFrom: 'token' | 'introspection' | 'none';
  readonly expected: Expected;
  readonly keys: KeySource;
  /** The time it was judged at, in epoch milliseconds. */
  readonly judgedAt: number;
}
