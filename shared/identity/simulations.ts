// What each simulated caller is, in words: how it is made, and what a right server answers.

import type { Source } from '../rules/rule.ts';
import { mcp, practices, rfc } from '../rules/sources.ts';
import type { Simulation } from './identity.ts';

/** One simulation as it is explained to a person. */
export interface SimulationWords {
  readonly title: string;
  /** How it is made, as a sentence. */
  readonly made: string;
  /** What a server that checks answers, as a sentence. */
  readonly right: string;
  readonly sources: readonly Source[];
}

const UNAUTHORIZED = 'HTTP 401 with a challenge, before anything of the request is done.';

/** Every simulation in words. */
export const SIMULATION_WORDS: Readonly<Record<Simulation, SimulationWords>> = {
  'no-token': {
    title: 'No token',
    made: 'The request is sent without an Authorization header.',
    right: UNAUTHORIZED,
    sources: [rfc(6750, '3')],
  },
  malformed: {
    title: 'Malformed token',
    made: 'The token is replaced by a text that no server ever issued.',
    right: UNAUTHORIZED,
    sources: [rfc(6750, '3.1')],
  },
  'flipped-signature': {
    title: 'Flipped signature',
    made: 'One character is changed: of the signature, or of an opaque token its middle.',
    right: UNAUTHORIZED,
    sources: [rfc(7515, '5.2'), rfc(8725, '3.3')],
  },
  'alg-none': {
    title: 'Algorithm none',
    made: 'The header says "alg":"none" and the signature is left out; the claims stay.',
    right: UNAUTHORIZED,
    sources: [rfc(8725, '2.1'), rfc(7519, '6')],
  },
  expired: {
    title: 'Expired token',
    made: 'A token of its own, really issued, kept until it has run out.',
    right: UNAUTHORIZED,
    sources: [rfc(7519, '4.1.4'), rfc(6750, '3.1')],
  },
  'not-yet-valid': {
    title: 'Not yet valid',
    made: 'The claims say that the token begins in an hour; the signature does not fit them, for only the issuer can make one.',
    right: UNAUTHORIZED,
    sources: [rfc(7519, '4.1.5')],
  },
  'wrong-issuer': {
    title: 'Wrong issuer',
    made: 'The claims name another issuer; the signature does not fit them, for only the issuer can make one.',
    right: UNAUTHORIZED,
    sources: [rfc(7519, '4.1.1'), rfc(9068, '4')],
  },
  'wrong-audience': {
    title: 'Wrong audience',
    made: 'A token of its own, really issued, asked of the authorization server for another resource.',
    right: UNAUTHORIZED,
    sources: [rfc(8707, '3'), mcp('security', 'Access Token Privilege Restriction')],
  },
  'scope-removed': {
    title: 'Scope removed',
    made: 'A token of its own, really issued, asked for with less scope.',
    right: 'HTTP 403 with error="insufficient_scope" for what needs the scope that is missing.',
    sources: [rfc(6750, '3.1'), mcp('index', 'Runtime Insufficient Scope Errors')],
  },
  'foreign-session': {
    title: "Another's session",
    made: 'Its own token is sent with the session id of another identity (revisions up to 2025-11-25).',
    right: 'A refusal, mostly HTTP 404 or 403: a session belongs to who opened it.',
    sources: [practices('Session Hijacking')],
  },
  'query-token': {
    title: 'Token in the address',
    made: 'The token is taken out of the header and put into the query of the URL.',
    right: UNAUTHORIZED,
    sources: [rfc(6750, '5.3'), mcp('index', 'Token Requirements')],
  },
  revoked: {
    title: 'Revoked token',
    made: 'A token of its own, really issued and then revoked at the authorization server.',
    right: 'HTTP 401, at once where the server asks the authorization server, else once the token runs out.',
    sources: [rfc(7009, '2.2'), rfc(7009, '3')],
  },
};
