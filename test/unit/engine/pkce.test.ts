// PKCE through the plan, by the known answer of RFC 7636 Appendix B.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { planAuthorizationRequest } from '../../../electron/engine/flow/plan/authorization.ts';
import type { Move, Situation } from '../../../electron/engine/flow/plan/move.ts';
import { POLICIES } from '../../../shared/protocol/policy.ts';
import type { TraceEventBody, ValueName } from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';
import { SETTINGS } from '../../support/arbitrary-trace.ts';

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const TARGET = 'https://shop.example/mcp';

function situationOf(trace: Trace, random: () => string): Situation {
  return {
    session: trace.session(),
    settings: SETTINGS,
    target: TARGET,
    policy: POLICIES['2026-07-28'],
    ports: {
      secrets: {},
      random,
      sha256Base64Url: (text) => createHash('sha256').update(text).digest('base64url'),
      now: () => 0,
      bodyText: () => undefined,
    },
  };
}

test('the verifier of RFC 7636 Appendix B becomes its challenge, and only the challenge is sent', () => {
  const trace = new Trace();
  const append = (body: TraceEventBody): void => {
    const id = trace.events.length + 1;
    trace.append({ id, parent: id - 1, at: 0, identity: 'default', ...body });
  };
  const learn = (name: ValueName, value: unknown): void =>
    append({ kind: 'value', name, value, secret: false, from: { kind: 'made', how: 'test' } });
  append({ kind: 'flow-started', target: TARGET, settings: SETTINGS });
  learn('issuer', 'https://as.example');
  learn('authorization_endpoint', 'https://as.example/authorize?tenant=1');
  learn('client_id', 'a client');
  learn('redirect_uri', 'http://127.0.0.1:1234/callback');
  append({ kind: 'stage-entered', stage: 'authorization-request' });

  const numbers = [VERIFIER, 'the-state'];
  const first = planAuthorizationRequest(situationOf(trace, () => numbers.shift() ?? ''));
  if (first.kind !== 'learn') throw new Error(`planned ${first.kind}`);
  const learnt = new Map(first.values.map((value) => [value.name, value]));
  expect(learnt.get('code_verifier')).toMatchObject({ value: VERIFIER, secret: true });
  expect(learnt.get('code_challenge')).toMatchObject({
    value: CHALLENGE,
    secret: false,
    from: { from: ['code_verifier'] },
  });
  expect(learnt.get('state')?.value).toBe('the-state');
  for (const { name, value } of first.values) learn(name, value);

  const second: Move = planAuthorizationRequest(situationOf(trace, () => ''));
  if (second.kind !== 'draft') throw new Error(`planned ${second.kind}`);
  const url = new URL(second.request.url);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    tenant: '1',
    response_type: 'code',
    client_id: 'a client',
    redirect_uri: 'http://127.0.0.1:1234/callback',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    state: 'the-state',
    resource: TARGET,
  });
  expect(JSON.stringify(second)).not.toContain(VERIFIER);
  expect(second.by).toBe('browser');
  const said = second.parts.flatMap(({ at }) =>
    at.in === 'request-url' && at.parameter !== undefined ? [at.parameter] : [],
  );
  expect(said.toSorted()).toEqual(
    [...url.searchParams.keys()].filter((name) => name !== 'tenant').toSorted(),
  );
});
