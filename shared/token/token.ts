// Tokens as text: read, explained, judged, compared. Nothing here verifies a signature, asks a server or keeps a token:
// that is the engine's part. May import shared/protocol and the sources of shared/rules; knows no screen.

import type { JsonObject } from '../protocol/json.ts';
import type { Source } from '../rules/rule.ts';

/** A token taken apart, not verified. `faults` are sentences on what does not read as it should. */
export type ReadToken =
  | {
      readonly form: 'jws';
      /** The compact serialization, without what was pasted around it. */
      readonly text: string;
      readonly header: JsonObject;
      /** Absent when the payload is no JSON object. */
      readonly claims?: JsonObject;
      /** False when the third part is empty. */
      readonly signed: boolean;
      readonly faults: readonly string[];
    }
  | {
      readonly form: 'jwe';
      readonly text: string;
      readonly header: JsonObject;
      readonly faults: readonly string[];
    }
  | { readonly form: 'opaque'; readonly text: string; readonly faults: readonly string[] };

/** What a token is for. */
export const TOKEN_KINDS = [
  'access-token',
  'refresh-token',
  'id-token',
  'client-assertion',
  'dpop-proof',
  'id-jag',
  'unknown',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export const TOKEN_CHECKS = [
  'signature',
  'algorithm',
  'type',
  'issuer',
  'audience',
  'expiry',
  'not-before',
  'scope',
  'client',
  'subject',
  'confirmation',
] as const;

export type CheckVerdict = 'pass' | 'fail' | 'warning' | 'cannot-tell' | 'not-applicable';

/** One thing that was looked at, with the verdict in a finished sentence. */
export interface TokenCheck {
  readonly check: (typeof TOKEN_CHECKS)[number];
  readonly verdict: CheckVerdict;
  readonly sentence: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly source?: Source;
}

/** What the token is held against; what is not known is left out. */
export interface Expected {
  readonly issuer?: string;
  /** The resource identifier of the MCP server. */
  readonly resource?: string;
  readonly clientId?: string;
  readonly tokenEndpoint?: string;
  readonly scopeRequested?: string;
  readonly scopeGranted?: string;
  /** When the token response said that the token ends, in epoch milliseconds. */
  readonly expiresAt?: number;
  /** When the authorization server accepted its revocation, in epoch milliseconds. */
  readonly revokedAt?: number;
}

/** What became of the attempt to verify the signature. */
export type SignatureResult = Pick<TokenCheck, 'verdict' | 'sentence' | 'expected' | 'actual'>;

/** A header parameter or claim with what it means. */
export interface ClaimNote {
  readonly name: string;
  readonly value: unknown;
  readonly note: string;
  readonly source?: Source;
  /** The moment a date stands for, in epoch milliseconds. */
  readonly time?: number;
}
