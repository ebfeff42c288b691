// What a simulated caller does to a request that a live identity would send. Pure: it knows no keys, so nothing that it
// forges can be right, and a server that checks must refuse it.

import { assertNever } from '../protocol/assert-never.ts';
import type { HeaderLine, RequestContent } from '../trace/event.ts';
import { readToken } from '../token/read-token.ts';
import type { ReadToken } from '../token/token.ts';
import type { Simulation } from './identity.ts';

/** The changed request, or why it cannot be made here, as a sentence. */
export type Simulated =
  | { readonly kind: 'request'; readonly request: RequestContent }
  | { readonly kind: 'not-possible'; readonly why: string };

/** What a simulation needs besides the request. */
export interface SimulationFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Session id of the identity whose session is borrowed (up to 2025-11-25). */
  readonly otherSession?: string;
}

const AUTHORIZATION = 'authorization';
const SESSION = 'mcp-session-id';
const HOUR = 3600;

const isHeader = (name: string, [candidate]: HeaderLine): boolean => candidate.toLowerCase() === name;

function notPossible(why: string): Simulated {
  return { kind: 'not-possible', why };
}

/** The bearer token of a request (RFC 6750 §2.1). */
function tokenOf({ headers }: RequestContent): string | undefined {
  const value = headers.find((line) => isHeader(AUTHORIZATION, line))?.[1] ?? '';
  return /^(?:bearer|dpop) +(\S+)$/i.exec(value)?.[1];
}

function without(request: RequestContent, name: string): RequestContent {
  return { ...request, headers: request.headers.filter((line) => !isHeader(name, line)) };
}

function withHeader(request: RequestContent, name: string, value: string): Simulated {
  const headers = request.headers.map((line): HeaderLine => (isHeader(name, line) ? [line[0], value] : line));
  return { kind: 'request', request: { ...request, headers } };
}

function withToken(request: RequestContent, token: string): Simulated {
  return withHeader(request, AUTHORIZATION, `Bearer ${token}`);
}

/** One part of a compact serialization (RFC 7515 §3.1). */
function encodePart(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Another character of the Base64url alphabet, so that the text stays a possible token. */
function changed(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

function signed(token: string): (ReadToken & { form: 'jws' }) | undefined {
  const read = readToken(token);
  return read.form === 'jws' && read.claims !== undefined ? read : undefined;
}

/** A token with other claims under the old signature, which does not fit them any more. */
function withClaims(
  request: RequestContent,
  token: string,
  claims: Readonly<Record<string, unknown>>,
): Simulated {
  const read = signed(token);
  if (!read) return notPossible('The token is opaque: there are no claims in it to change.');
  const [header = '', , signature = ''] = token.split('.');
  return withToken(request, [header, encodePart({ ...read.claims, ...claims }), signature].join('.'));
}

/**
 * The request as a simulated caller sends it. The simulations that ask for a token of their own send it as it is: what
 * is wrong with it is in the token.
 * @see RFC 6750 §2, §3.1; RFC 8725 §2.1; MCP 2025-11-25, Transports, "Session Management"
 */
export function simulate(how: Simulation, request: RequestContent, facts: SimulationFacts): Simulated {
  if (how === 'no-token') return { kind: 'request', request: without(request, AUTHORIZATION) };
  const token = tokenOf(request);
  if (token === undefined) return notPossible('There is no token to change: sign in first.');
  switch (how) {
    case 'malformed':
      return withToken(request, `keyhole.malformed.${'x'.repeat(24)}`);
    case 'flipped-signature': {
      // The first character of the signature counts whole; the last may hold bits that nobody reads.
      const at = signed(token) ? token.lastIndexOf('.') + 1 : Math.floor(token.length / 2);
      return withToken(request, changed(token, at));
    }
    case 'alg-none': {
      const read = signed(token);
      if (!read) return notPossible('The token is opaque: it names no algorithm.');
      const payload = token.split('.')[1] ?? '';
      return withToken(request, `${encodePart({ ...read.header, alg: 'none' })}.${payload}.`);
    }
    case 'not-yet-valid': {
      const now = Math.floor(facts.now / 1000);
      return withClaims(request, token, { nbf: now + HOUR, iat: now + HOUR, exp: now + 2 * HOUR });
    }
    case 'wrong-issuer':
      return withClaims(request, token, { iss: 'https://issuer.keyhole.invalid' });
    case 'foreign-session':
      if (!request.headers.some((line) => isHeader(SESSION, line)))
        return notPossible('There is no session: this revision, or this server, has none.');
      return facts.otherSession === undefined
        ? notPossible('The other identity has no session to borrow: sign in as it first.')
        : withHeader(request, SESSION, facts.otherSession);
    case 'query-token': {
      const url = new URL(request.url);
      url.searchParams.set('access_token', token);
      return { kind: 'request', request: { ...without(request, AUTHORIZATION), url: url.href } };
    }
    case 'expired':
    case 'wrong-audience':
    case 'scope-removed':
    case 'revoked':
      return { kind: 'request', request };
    default:
      return assertNever(how);
  }
}
