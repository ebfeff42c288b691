// Refused calls that no lab server stages: hand-made, with the clocks of three machines.

import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../shared/diagnosis/diagnose.ts';
import type { Cause, Diagnosis } from '../../../shared/diagnosis/diagnosis.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import type { HeaderLine, TraceEventBody } from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';
import { SETTINGS } from '../../support/arbitrary-trace.ts';

const TARGET = 'https://shop.example/mcp';
const ISSUER = 'https://login.example';
/** Our clock when the call is sent; a whole second, as clocks of servers are told. */
const NOW = Date.parse('2026-06-01T12:00:00Z');
const SECONDS = NOW / 1000;
const GOOD = {
  iss: ISSUER,
  sub: 'alice',
  aud: TARGET,
  scope: 'orders:read',
  iat: SECONDS - 5,
  exp: SECONDS + 3600,
};

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object): string => `${b64({ alg: 'ES256', typ: 'at+jwt' })}.${b64(claims)}.c2ln`;

interface Refusal {
  readonly token?: string;
  readonly status?: number;
  readonly challenge?: string;
  /** The server's clock minus ours, in seconds. */
  readonly serverAhead?: number;
  readonly expiresAt?: number;
  readonly resourceSent?: string | null;
  readonly acceptedBefore?: boolean;
}

function traceOf(refusal: Refusal): Trace {
  const { token = jwt(GOOD), status = 401, challenge, serverAhead = 0, acceptedBefore = false } = refusal;
  const trace = new Trace();
  const append = (body: TraceEventBody, at = NOW - 5000): number => {
    const id = trace.events.length + 1;
    trace.append({ id, parent: id - 1, at, identity: 'default', ...body });
    return id;
  };
  const exchange = (
    step: 'token-code' | 'mcp-list-tools',
    answer: number,
    headers: readonly HeaderLine[],
    request: { headers?: readonly HeaderLine[]; body?: string },
    startedAt: number,
  ): number =>
    append(
      {
        kind: 'exchange',
        stage: step === 'token-code' ? 'token' : 'mcp',
        step,
        draft: 1,
        from: 'keyhole',
        to: 'mcp-server',
        request: { method: 'POST', url: TARGET, headers: [], ...request },
        response: { status: answer, statusText: '', headers },
        timing: { startedAt, total: 20, reusedConnection: false },
      },
      startedAt,
    );
  const value = (
    name: 'issuer' | 'resource' | 'access_token' | 'expires_at',
    learnt: unknown,
    from?: number,
  ) =>
    append({
      kind: 'value',
      name,
      value: learnt,
      secret: name === 'access_token',
      from:
        from === undefined
          ? { kind: 'made', how: 'test' }
          : { kind: 'seen', event: from, at: { in: 'response-body', path: `/${name}` } },
    });
  append({ kind: 'flow-started', target: TARGET, settings: SETTINGS });
  value('issuer', ISSUER);
  value('resource', TARGET);
  const resource = refusal.resourceSent === undefined ? TARGET : refusal.resourceSent;
  const form = new URLSearchParams(resource === null ? {} : { resource }).toString();
  const answered = exchange('token-code', 200, [], { body: form }, NOW - 5000);
  value('access_token', token, answered);
  if (refusal.expiresAt !== undefined) value('expires_at', refusal.expiresAt, answered);
  const authorization: HeaderLine = ['authorization', `Bearer ${token}`];
  if (acceptedBefore) exchange('mcp-list-tools', 200, [], { headers: [authorization] }, NOW - 3000);
  const date = new Date(NOW + serverAhead * 1000).toUTCString();
  exchange(
    'mcp-list-tools',
    status,
    [['date', date], ...(challenge === undefined ? [] : ([['www-authenticate', challenge]] as const))],
    { headers: [authorization] },
    NOW,
  );
  return trace;
}

function of(refusal: Refusal): Diagnosis {
  const found = diagnose(traceOf(refusal).session());
  if (!found) throw new Error('there is no diagnosis');
  return found;
}

const INVALID = 'Bearer error="invalid_token"';

test.each<[name: string, cause: Cause, refusal: Refusal, words: RegExp]>([
  [
    'the MCP server’s clock two hours ahead',
    'clock-skew',
    { challenge: INVALID, serverAhead: 7200 },
    /MCP server is 2 hours ahead/,
  ],
  [
    'the MCP server’s clock an hour behind',
    'clock-skew',
    { challenge: INVALID, serverAhead: -3600 },
    /not valid yet/,
  ],
  [
    'the issuer’s clock an hour ahead',
    'clock-skew',
    { challenge: INVALID, token: jwt({ ...GOOD, iat: SECONDS + 3600, exp: SECONDS + 7200 }) },
    /authorization server is .* ahead/,
  ],
  [
    'a server clock that is off by seconds only',
    'unknown',
    { challenge: INVALID, serverAhead: 20 },
    /nothing that can be seen/,
  ],
  [
    'an opaque token past the end that was said',
    'expired',
    { challenge: INVALID, token: 'opaque-1', expiresAt: NOW - 1000 },
    /1 second before/,
  ],
  [
    'an opaque token that the server calls expired',
    'expired',
    {
      challenge: 'Bearer error="invalid_token", error_description="token expired"',
      token: 'opaque-1',
      expiresAt: NOW + 60_000,
    },
    /though nothing/,
  ],
  [
    'an opaque token that the server calls revoked',
    'revoked',
    {
      challenge: 'Bearer error="invalid_token", error_description="Token was revoked"',
      token: 'opaque-1',
      acceptedBefore: true,
    },
    /seems to have been revoked/,
  ],
  [
    'no audience and no resource sent',
    'wrong-audience',
    { challenge: INVALID, token: jwt({ ...GOOD, aud: undefined }), resourceSent: null },
    /does not say for whom/,
  ],
  [
    'an audience above, to a strict server',
    'wrong-audience',
    { challenge: INVALID, token: jwt({ ...GOOD, aud: 'https://shop.example' }) },
    /compare exactly/,
  ],
  [
    'an issuer that differs by a slash',
    'wrong-issuer',
    { challenge: INVALID, token: jwt({ ...GOOD, iss: `${ISSUER}/` }) },
    /another issuer/,
  ],
  [
    '403 without a word, with a scope lacking',
    'insufficient-scope',
    { status: 403, challenge: 'Bearer scope="orders:write"' },
    /lacks .*orders:write/,
  ],
  ['403 without a word', 'unknown', { status: 403 }, /rule of its own/],
  ['401 without a challenge', 'unknown', {}, /nothing that can be seen/],
])('%s: %s', (_name, cause, refusal, words) => {
  const found = of(refusal);
  expect(found.cause).toBe(cause);
  expect(found.sentence).toMatch(words);
  expect(found.supports.length).toBeGreaterThan(0);
});

test('causes are ranked: an old token for somebody else is foremost for somebody else', () => {
  const found = of({
    challenge: INVALID,
    token: jwt({ ...GOOD, aud: 'https://other.example', iat: SECONDS - 5, exp: SECONDS - 1 }),
  });
  expect(found.cause).toBe('wrong-audience');
  expect(found.alternatives.map(({ cause }) => cause)).toContain('expired');
});

describe('a saved session holds names instead of tokens', () => {
  const saved = (refusal: Refusal): Diagnosis | undefined => {
    const masker = new Masker();
    const trace = new Trace();
    for (const event of traceOf(refusal).events) trace.append(masker.maskEvent(event));
    return diagnose(trace.session());
  };
  test('what needs no look into the token is told as before', () => {
    expect(saved({ challenge: INVALID, expiresAt: NOW - 1000 })?.cause).toBe('expired');
    expect(saved({ challenge: 'Bearer error="insufficient_scope", scope="x"', status: 403 })?.cause).toBe(
      'insufficient-scope',
    );
  });
  test('what needs one cannot be told, and says so', () => {
    const found = saved({ challenge: INVALID, token: jwt({ ...GOOD, aud: 'https://other.example' }) });
    expect(found?.cause).toBe('unknown');
    expect(found?.supports.map(({ sentence }) => sentence).join()).toContain('cannot be seen');
  });
});
