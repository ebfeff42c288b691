// What is known of the objects and arrays around a value while JSON is being read.

import type { SensitiveClass } from './detection.ts';
import type { Claim } from './scan.ts';
import { MARK, type Meaning, NO_MEANING } from './sensitive-name.ts';
import type { Surface } from './surface.ts';

/** A value in a surface. */
export interface Place {
  readonly surface: Surface;
  readonly from: number;
  readonly to: number;
}

/** A place that may be gone back to. */
export interface Spot extends Place {
  readonly pointer: string;
  readonly base: number;
  /** A number of JSON. */
  readonly bare: boolean;
}

/** A claim that only holds if a member beside it says so. */
export interface Pending {
  readonly spot: Spot;
  /** Bits of `MARK`, one of which its object must have. */
  readonly needs: number;
  readonly claim: Claim;
}

/** An object or array that is open. */
export interface Frame {
  readonly array: boolean;
  /** What the name of the value says, for its entries. */
  readonly meaning: Meaning;
  readonly schema: boolean;
  readonly properties: boolean;
  /** `Scan.mark` at its beginning. */
  readonly found: number;
  /** What the name of the member that is being read says, within the names around it. */
  name: Meaning;
  /** That name itself. */
  member: string;
  index: number;
  /** Bits of `MARK` of its members. */
  marks: number;
  pairName: Spot | undefined;
  pairValue: Spot | undefined;
  pending: Pending[] | undefined;
}

/** Opens an object or array that stands in `outer` under a name that says `meaning`. */
export function openFrame(outer: Frame | undefined, array: boolean, meaning: Meaning, found: number): Frame {
  const inObject = outer !== undefined && !outer.array;
  return {
    array,
    meaning,
    // `properties` of a schema holds schemas; other things may be called so, and hold values themselves.
    schema:
      outer !== undefined &&
      (outer.schema || outer.properties || (inObject && (outer.name.mark & MARK.schema) !== 0)),
    properties: !array && inObject && (outer.name.mark & MARK.properties) !== 0,
    found,
    name: NO_MEANING,
    member: '',
    index: 0,
    marks: 0,
    pairName: undefined,
    pairValue: undefined,
    pending: undefined,
  };
}

/** In metadata documents and schemas these are contact addresses and examples. */
export const PERSONAL: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'payment-card',
  'card-security-code',
  'bank-account',
  'identity-number',
  'phone',
  'email',
  'postal-address',
  'ip-address',
  'business-confidential',
]);

/** Whether an object with these members is metadata of a server, a resource or a client (RFC 8414, 9728, 7591). */
export function isMetadata(marks: number): boolean {
  const both = (a: number, b: number): boolean => (marks & a) !== 0 && (marks & b) !== 0;
  return (
    (marks & MARK.redirectUris) !== 0 ||
    both(MARK.issuer, MARK.endpoint) ||
    both(MARK.resource, MARK.authorizationServers)
  );
}

/** Beside what a bare `cost` or `margin` is a figure of a product: alone it may be shipping, or a style. */
export function neighboursOf({ mark }: Meaning): number {
  return MARK.price | MARK.figure | (mark === MARK.cost ? MARK.margin : MARK.cost);
}

/** Whether a text that begins with a bracket may be JSON. */
export function looksLikeJson(text: string, from: number, to: number): boolean {
  const bracket = text.charCodeAt(from);
  if (bracket !== 123 && bracket !== 91) return false;
  let at = from + 1;
  const limit = Math.min(to, from + 24);
  while (
    at < limit &&
    (text.charCodeAt(at) === 32 || (text.charCodeAt(at) >= 9 && text.charCodeAt(at) <= 13))
  )
    at += 1;
  if (at >= to) return false;
  const next = text.charCodeAt(at);
  if (next === 34) return true;
  if (bracket === 123) return next === 125;
  // [ then { [ ] a digit or a minus
  return next === 123 || next === 91 || next === 93 || next === 45 || (next >= 48 && next <= 57);
}
