// What becomes of a judge's answer: the level of the revision, doubt while the revision is not known, and edits.

import { describe, expect, test } from 'vitest';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { CATALOGUE } from '../../../shared/rules/catalogue.ts';
import { RULES } from '../../../shared/rules/judge.ts';
import { NOT_OBSERVABLE } from '../../../shared/rules/not-observable.ts';
import { levelIn } from '../../../shared/rules/rule.ts';
import type { HeaderLine } from '../../../shared/trace/event.ts';
import { judge, verdict } from '../../support/judging.ts';

const refused = (header: string) => {
  const headers: HeaderLine[] = [['WWW-Authenticate', header]];
  return { answer: { step: 'mcp-probe', status: 401, headers } } as const;
};

describe('the level of a rule', () => {
  test('begins with its first revision', () => {
    const rule = { level: 'SHOULD', since: '2025-11-25' } as const;
    expect(REVISIONS.map((revision) => levelIn(rule, revision))).toEqual([null, null, 'SHOULD', 'SHOULD']);
  });

  test('deviates where the rule says so', () => {
    const rule = {
      level: 'MUST',
      since: '2025-06-18',
      levels: { '2025-03-26': 'MAY', '2026-07-28': null },
    } as const;
    expect(REVISIONS.map((revision) => levelIn(rule, revision))).toEqual(['MAY', 'MUST', 'MUST', null]);
  });

  test.each([...CATALOGUE, ...NOT_OBSERVABLE].map((one) => [one.id, one] as const))(
    '%s holds in some revision',
    (_id, one) => {
      expect(REVISIONS.some((revision) => levelIn(one, revision) !== null)).toBe(true);
    },
  );
});

describe('a rule that not every revision contains', () => {
  const noScope = refused('Bearer resource_metadata="https://shop.example/m"');

  test('is judged where the revision is known', () => {
    expect(verdict(judge(noScope).get('challenge/scope-present'))).toBe('fail warning tolerated');
    expect(verdict(judge({ ...noScope, revision: '2025-06-18' }).get('challenge/scope-present'))).toBe('-');
  });

  test('is doubtful while `auto` has not found it', () => {
    const judged = judge({ ...noScope, settings: { revision: 'auto' } }).get('challenge/scope-present');
    expect(verdict(judged)).toBe('cannot-tell');
    expect(judged?.finding.message).toContain('not known yet');
    expect(judged?.finding.severity).toBe('info');
  });

  test('is judged once `auto` has found it', () => {
    const found = { ...noScope, settings: { revision: 'auto' }, values: { revision: '2026-07-28' } } as const;
    expect(verdict(judge(found).get('challenge/scope-present'))).toBe('fail warning tolerated');
  });
});

describe('what only 2025-06-18 demands', () => {
  const notNamed = refused('Bearer scope="a"');
  test.each([
    ['2025-03-26', '-'],
    ['2025-06-18', 'fail error tolerated'],
    ['2025-11-25', '-'],
    ['2026-07-28', '-'],
  ] as const)('in %s: %s', (revision, expected) => {
    expect(verdict(judge({ ...notNamed, revision }).get('challenge/metadata-in-header'))).toBe(expected);
  });
});

describe('no verdict is passed on what cannot be known', () => {
  const token: HeaderLine[] = [['authorization', 'Bearer opaque-token']];
  const claims = (scope: string): string => `e30.${btoa(JSON.stringify({ scope })).replace(/=+$/, '')}.x`;
  const granted = (access_token: string) =>
    ({
      values: { scope_requested: 'a b' },
      answer: {
        step: 'token-client-credentials',
        body: { access_token, token_type: 'Bearer', expires_in: 60 },
      },
    }) as const;

  test.each([
    ['an opaque token', 'opaque', 'cannot-tell'],
    ['a token with all of it', claims('a b'), 'pass'],
    ['a token with a part of it', claims('a'), 'fail error tolerated'],
    ['a token that says it in other words', claims('https://api.example/a'), 'cannot-tell'],
    ['a broken token', 'e30.!!!.x', 'cannot-tell'],
  ])('scope not named, and %s', (_what, accessToken, expected) => {
    expect(verdict(judge(granted(accessToken)).get('token/scope-stated'))).toBe(expected);
  });

  const call = (status: number, header?: string) =>
    ({
      values: { access_token: 'opaque-token' },
      answer: {
        step: 'mcp-call-tool',
        status,
        requestHeaders: token,
        headers: header === undefined ? [] : [['WWW-Authenticate', header] as const],
      },
    }) as const;

  test.each([
    ['403 without a challenge', call(403), '-'],
    ['403 that names nothing', call(403, 'Bearer realm="x"'), 'cannot-tell'],
    ['403 with another error', call(403, 'Bearer error="access_denied"'), '-'],
    ['403 with its code alone', call(403, 'Bearer error="insufficient_scope"'), 'fail warning tolerated'],
  ] as const)('%s', (_what, given, expected) => {
    expect(verdict(judge(given).get('step-up/challenge-contents'))).toBe(expected);
  });

  test('401 with invalid_request to a request without a token is no wrong status', () => {
    const judged = judge(refused('Bearer error="invalid_request", scope="a"'));
    expect(verdict(judged.get('mcp/error-status'))).toBe('-');
    expect(verdict(judged.get('challenge/no-error-code'))).toBe('fail info tolerated');
  });

  test.each([
    [200, undefined, 'pass'],
    [503, undefined, 'cannot-tell'],
    [401, 'invalid_client', 'cannot-tell'],
    [400, 'unsupported_token_type', 'cannot-tell'],
    [400, 'invalid_request', 'fail error tolerated'],
    [404, undefined, 'fail error tolerated'],
  ])('a revocation answered with %s %s: %s', (status, error, expected) => {
    const judged = judge({ answer: { step: 'revoke', status, body: error === undefined ? '' : { error } } });
    expect(verdict(judged.get('revocation/status-200'))).toBe(expected);
  });

  test.each([
    ['7', 'fail warning tolerated'],
    ['abc', 'fail warning tolerated'],
    ['a1b2c3d4e5f6', 'cannot-tell'],
    ['0b0c0a8e-6a0a-4d57-9f5e-6a1f8f2f1b11', 'pass'],
  ])('the session identifier %s: %s', (id, expected) => {
    const judged = judge({
      revision: '2025-11-25',
      answer: { step: 'mcp-initialize', headers: [['Mcp-Session-Id', id]] },
    });
    expect(verdict(judged.get('mcp/session-id-entropy'))).toBe(expected);
  });
});

test('only rules on our own requests never stop the flow for what a person edited', () => {
  for (const rule of RULES)
    if (rule.ownRequest) expect([rule.id, rule.binds, rule.refuses]).toEqual([rule.id, 'client', false]);
  expect(RULES.find(({ id }) => id === 'authorization-request/pkce')?.ownRequest).toBe(true);
});
