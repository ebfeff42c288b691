// Named callers: who calls the target, and how each gets its token. Pure; secrets are never part of a definition.

import { DEFAULT_IDENTITY } from '../trace/event.ts';
import type { IdentityName } from '../trace/event.ts';

/** Who may call, from everybody to administrators; also the level of a tool. */
export const ACCESS_LEVELS = ['public', 'login', 'owner', 'admin'] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** Colours of identities, by the names of `renderer/ui/tokens.css`. */
export const IDENTITY_COLOURS = [
  'blue',
  'teal',
  'amber',
  'pink',
  'violet',
  'green',
  'orange',
  'grey',
] as const;
export type IdentityColour = (typeof IDENTITY_COLOURS)[number];

/**
 * A caller derived from a live identity to see whether the server really checks. Those of `ASKED_ANEW` need a token of
 * their own from the authorization server; the others change the request that the live identity would send.
 */
export const SIMULATIONS = [
  'no-token',
  'malformed',
  'flipped-signature',
  'alg-none',
  'expired',
  'not-yet-valid',
  'wrong-issuer',
  'wrong-audience',
  'scope-removed',
  'foreign-session',
  'query-token',
  'revoked',
] as const;
export type Simulation = (typeof SIMULATIONS)[number];

/** Simulations that sign in anew, so that what is done to their token never touches the identity they come from. */
export const ASKED_ANEW: readonly Simulation[] = ['wrong-audience', 'scope-removed', 'revoked', 'expired'];

/** How an identity gets its token. */
export type IdentitySource =
  /** No token at all. */
  | { readonly kind: 'nobody' }
  /** Signs in through the flow: a person, or client credentials, as the settings of its flow say. */
  | { readonly kind: 'flow' }
  /** A token or headers that a person pasted. */
  | { readonly kind: 'given' }
  /** Another identity's token, changed; see `SIMULATIONS`. `other` is the identity whose session id is borrowed. */
  | {
      readonly kind: 'simulated';
      readonly from: IdentityName;
      readonly how: Simulation;
      readonly other?: IdentityName;
    };

/** A named caller. */
export interface IdentityDefinition {
  /** Unique in a trace: letters, digits, `-` and `_`. */
  readonly name: IdentityName;
  /** As it is shown. */
  readonly title: string;
  readonly colour: IdentityColour;
  /** What it may do at most: `public` for nobody, `login` for a person, `admin` for an administrator. */
  readonly level: Exclude<AccessLevel, 'owner'>;
  readonly source: IdentitySource;
}

/** The identity of the first flow: there from the beginning, defined or not. */
export const FIRST_IDENTITY: IdentityDefinition = {
  name: DEFAULT_IDENTITY,
  title: 'Default',
  colour: 'blue',
  level: 'login',
  source: { kind: 'flow' },
};

/** How an identity stands, as far as a screen may know it. */
export interface IdentityState {
  readonly definition: IdentityDefinition;
  /** `ready`: calls can be made as this identity. `expired`: its token has run out and cannot be renewed silently. */
  readonly status: 'none' | 'signing-in' | 'ready' | 'expired' | 'refused' | 'failed' | 'not-possible';
  /** Why it is not ready, and what to do, as a sentence. */
  readonly why?: string;
  /** Mask label of its access token, e.g. `access token A`. */
  readonly token?: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
  readonly scopes?: readonly string[];
  /** Who the token says it is for, when it says so. */
  readonly subject?: string;
  /** Another identity whose token names the same subject: the browser may have signed in the same person again. */
  readonly sameSubjectAs?: IdentityName;
}
