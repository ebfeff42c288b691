// What is known of the libraries, each seen to happen: where they are lenient, where they read something else, and what
// our rules say of them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { LENIENCY } from '../../../shared/second-opinion/leniency.ts';
import type { LibraryId, SecondOpinion } from '../../../shared/second-opinion/opinion.ts';
import { LIBRARIES, LIBRARY } from '../../../shared/second-opinion/opinion.ts';
import type { HeaderLine, StepId } from '../../../shared/trace/event.ts';
import type { OtherAnswer, RecordedFlow, Replayed } from '../../support/replayed-flow.ts';
import { answerNamed, bodyTextOf, replayWith } from '../../support/replayed-flow.ts';
import { recordFlow } from './a-recorded-flow.ts';

let lab: Lab;
let honest: RecordedFlow;
/** Without a document at the OAuth location. */
let byOpenid: RecordedFlow;
beforeAll(async () => {
  lab = await startLab();
  honest = await recordFlow(lab);
  byOpenid = await recordFlow(lab, 'as-openid-no-pkce');
});
afterAll(() => lab.close());

type Named = StepId | 'callback';
type Change = (document: Record<string, unknown>) => void;

const flowOf = (step: Named): RecordedFlow => (step === 'as-openid-root' ? byOpenid : honest);

function given(step: Named, other: OtherAnswer): Replayed {
  return replayWith(flowOf(step), answerNamed(flowOf(step), step), other);
}

/** An answer with some members changed. */
function changed(step: Named, change: Change, other: OtherAnswer = {}): Replayed {
  const answer = answerNamed(flowOf(step), step);
  if (answer.kind !== 'exchange') throw new Error('a callback has no body');
  const document = JSON.parse(bodyTextOf(flowOf(step), answer)) as Record<string, unknown>;
  change(document);
  return given(step, { ...other, body: document });
}

const without =
  (...names: readonly string[]): Change =>
  (document) => {
    for (const name of names) Reflect.deleteProperty(document, name);
  };
const set =
  (name: string, value: unknown): Change =>
  (document) =>
    void (document[name] = value);

/** A callback with its parameters changed. */
function calledBack(change: (parameters: URLSearchParams) => void): Replayed {
  const answer = answerNamed(honest, 'callback');
  const url = new URL(answer.kind === 'callback' ? answer.url : '');
  change(url.searchParams);
  return given('callback', { url: url.href });
}

const challengedBy = (...lines: readonly string[]): Replayed =>
  given('mcp-probe', {
    status: 401,
    headers: [
      ['content-type', 'application/json'],
      ...lines.map((line): HeaderLine => ['WWW-Authenticate', line]),
    ],
  });

describe('a challenge', () => {
  const DOCUMENT = 'resource_metadata="https://shop.example/doc"';
  test.each<
    [
      why: string,
      lines: readonly string[],
      found: Readonly<Record<LibraryId, SecondOpinion['verdict']>>,
      differences: Readonly<Partial<Record<LibraryId, string>>>,
    ]
  >([
    [
      'behind another scheme is not found by the SDKs',
      [`Negotiate, Bearer ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'refuses', 'sdk-2': 'refuses' },
      { 'sdk-1': 'in silence', 'sdk-2': 'in silence' },
    ],
    [
      'in the second of two lines is not found by the SDKs',
      ['Basic realm="x"', `Bearer ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'refuses', 'sdk-2': 'refuses' },
      {},
    ],
    [
      'of the scheme DPoP is found by SDK 2.x only',
      [`DPoP ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'refuses', 'sdk-2': 'accepts' },
      {},
    ],
    [
      'with a realm that looks like a scope poisons the scope of the SDKs',
      [`Bearer realm="scope=bad", scope="good", ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
      { 'sdk-1': 'It reads `scope` as "bad\\""', 'sdk-2': 'the challenge says "good"' },
    ],
    [
      'with a parameter whose name ends alike does, too',
      [`Bearer x_scope="bad", scope="good", ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
      { 'sdk-1': 'It reads `scope` as "bad"', 'sdk-2': 'It reads `scope` as "bad"' },
    ],
    [
      'with a name in another case is not seen by the SDKs',
      [`Bearer SCOPE="good", ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
      { 'sdk-1': 'It does not find `scope`', 'sdk-2': 'It does not find `scope`' },
    ],
    [
      'with space around the equals sign neither',
      [`Bearer scope = "good", ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
      { 'sdk-1': 'It does not find `scope`', 'sdk-2': 'It does not find `scope`' },
    ],
    [
      'with a quoted pair is cut off by the SDKs',
      [String.raw`Bearer scope="a\"b", ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
      { 'sdk-1': 'It reads `scope` as "a\\\\"', 'sdk-2': 'It reads `scope` as "a\\\\"' },
    ],
    [
      'that repeats a parameter is read from its end by oauth4webapi',
      [`Bearer scope="first", scope="last", ${DOCUMENT}`],
      { oauth4webapi: 'accepts', 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
      { oauth4webapi: 'It reads `scope` as "last"' },
    ],
  ])('%s', async (_why, lines, found, differences) => {
    const opinions = await challengedBy(...lines).opinions();
    for (const by of LIBRARIES) {
      const { verdict, differences: said } = opinions[by];
      expect([by, verdict]).toEqual([by, found[by]]);
      const expected = differences[by];
      if (expected !== undefined) expect(said.join(' ')).toContain(expected);
      else if (verdict === 'accepts') expect([by, said]).toEqual([by, []]);
    }
  });

  test('that can be read is not said to be broken because a library cannot', async () => {
    const { 'sdk-1': compared, oauth4webapi } = await challengedBy(
      `Negotiate, Bearer ${DOCUMENT}`,
    ).compared();
    expect(compared.sentence).toBe(
      "SDK 1.x finds nothing in this challenge; by Keyhole's rules it can be read.",
    );
    expect(oauth4webapi.relation).toBe('agree');
  });

  test('that is not there leaves nobody anything to say', async () => {
    for (const { verdict } of Object.values(await challengedBy().opinions()))
      expect(verdict).toBe('no-opinion');
  });
});

describe('resource metadata', () => {
  test.each<[why: string, other: OtherAnswer]>([
    ['a server that fails', { status: 500, body: '' }],
    ['a page instead of a document', { body: '<!doctype html>' }],
    ['a document without `resource`', { body: { authorization_servers: ['https://as.example'] } }],
  ])('%s is passed over by the SDKs in silence', async (_why, other) => {
    const opinions = await given('prm-from-challenge', other).opinions();
    expect(opinions.oauth4webapi.verdict).toBe('refuses');
    for (const by of ['sdk-1', 'sdk-2'] as const) {
      expect(opinions[by].verdict).toBe('refuses');
      const { origin } = new URL(lab.mcp['modern'] ?? '');
      expect(opinions[by].differences).toEqual([
        `Its \`auth\` goes on in silence: it takes ${origin} for the authorization server, as clients of 2025-03-26 did.`,
      ]);
    }
  });

  test('of a path above the endpoint is taken by the SDKs and refused by oauth4webapi', async () => {
    const { origin } = new URL(lab.mcp['modern'] ?? '');
    const replayed = changed('prm-from-challenge', set('resource', `${origin}/modern`));
    const { oauth4webapi, ...sdks } = await replayed.opinions();
    expect(oauth4webapi.verdict).toBe('refuses');
    for (const { verdict } of Object.values(sdks)) expect(verdict).toBe('accepts');
  });

  test('with several authorization servers: the SDKs take the first', async () => {
    const replayed = changed(
      'prm-from-challenge',
      set('authorization_servers', [lab.issuer, 'https://login.example.net']),
    );
    const { 'sdk-1': one, 'sdk-2': two } = await replayed.opinions();
    for (const { differences } of [one, two])
      expect(differences).toEqual(['It takes the first of the 2 authorization servers, without asking.']);
  });
});

describe('server metadata', () => {
  test('a page at the first location stops the SDKs', async () => {
    const replayed = given('as-oauth-root', {
      body: '<!doctype html>',
      headers: [['content-type', 'text/html']],
    });
    for (const { verdict, code, words } of Object.values(await replayed.opinions())) {
      expect(verdict).toBe('refuses');
      expect(`${code} ${words}`).toMatch(/^SyntaxError |content-type must be application\/json$/);
    }
  });

  test('a server error at a location stops the SDKs; a client error does not', async () => {
    for (const by of ['sdk-1', 'sdk-2'] as const) {
      expect((await given('as-oauth-root', { status: 503, body: '' }).opinions())[by].words).toMatch(
        /^HTTP 503/,
      );
      const next = (await given('as-oauth-root', { status: 404, body: '' }).opinions())[by];
      expect(next.verdict).toBe('no-opinion');
      expect(next.words).toContain('/.well-known/openid-configuration next');
    }
  });

  test('no document at any location: the SDKs go on with the endpoints of 2025-03-26', async () => {
    for (const by of ['sdk-1', 'sdk-2'] as const) {
      const { verdict, differences } = (await given('as-openid-root', { status: 404, body: '' }).opinions())[
        by
      ];
      expect(verdict).toBe('no-opinion');
      expect(differences.join(' ')).toContain(`${lab.issuer}/authorize, /token and /register`);
    }
  });

  test('an issuer without the slash that was asked for is the one difference SDK 2.x tolerates', async () => {
    const slashed = { values: { issuer: `${lab.issuer}/` } };
    const one = await changed('as-oauth-root', () => {}, slashed).opinions();
    expect([one['sdk-2'].verdict, one.oauth4webapi.verdict]).toEqual(['accepts', 'accepts']);
    const other = await changed('as-oauth-root', set('issuer', `${lab.issuer}/`)).opinions();
    expect([other['sdk-2'].verdict, other.oauth4webapi.verdict]).toEqual(['refuses', 'accepts']);
    expect(other['sdk-2'].code).toBe('IssuerMismatchError');
    expect(other['sdk-1'].verdict).toBe('accepts');
  });

  test('without a word on PKCE: the SDKs do it all the same', async () => {
    const opinions = await changed('as-oauth-root', without('code_challenge_methods_supported')).opinions();
    for (const by of ['sdk-1', 'sdk-2'] as const)
      expect(opinions[by]).toMatchObject({
        verdict: 'accepts',
        differences: ['It goes on with S256, although the document does not say that PKCE is supported.'],
      });
  });

  test('an OpenID document of a plain OAuth server is refused by the SDKs for what OAuth does not ask for', async () => {
    const replayed = changed(
      'as-openid-root',
      without('jwks_uri', 'subject_types_supported', 'id_token_signing_alg_values_supported'),
    );
    const opinions = await replayed.opinions();
    expect(opinions.oauth4webapi.verdict).toBe('accepts');
    for (const by of ['sdk-1', 'sdk-2'] as const)
      expect(opinions[by].words).toContain('jwks_uri: Invalid input');
  });
});

describe('an authorization response', () => {
  test('is not seen by SDK 1.x, which says so and what it would not notice', async () => {
    const wrong = await calledBack((parameters) => {
      parameters.set('iss', 'https://login.example.net');
      parameters.set('state', 'x');
    }).opinions();
    expect(wrong['sdk-1']).toMatchObject({
      verdict: 'no-opinion',
      differences: [
        'It would not notice the wrong `state` and `iss`: it compares neither `state` nor `iss`.',
      ],
    });
    expect(wrong['sdk-2'].code).toBe('IssuerMismatchError');
  });

  test('with an error is an error to SDK 2.x once the issuer is right', async () => {
    const compared = await calledBack((parameters) => {
      parameters.delete('code');
      parameters.set('error', 'access_denied');
    }).compared();
    expect(compared['sdk-2']).toMatchObject({ relation: 'same', rules: ['authorization-response/no-error'] });
  });
});

/** For each entry of the table of leniencies, an answer that shows it. */
const LENIENT: Readonly<Record<string, () => readonly Replayed[]>> = {
  'resource-metadata/authorization-servers': () => [
    changed('prm-from-challenge', without('authorization_servers')),
  ],
  'resource-metadata/safe-urls': () => [
    changed('prm-from-challenge', set('authorization_servers', ['http://auth.example'])),
  ],
  'server-metadata/issuer-matches': () => [
    changed('as-oauth-root', set('issuer', `${lab.issuer}/`)),
    changed('as-oauth-root', () => {}, { values: { issuer: `${lab.issuer}/` } }),
  ],
  'server-metadata/safe-urls': () => [
    changed('as-oauth-root', set('authorization_endpoint', 'file:///etc/passwd')),
  ],
  'server-metadata/endpoints-https': () => [
    changed('as-oauth-root', set('token_endpoint', 'http://auth.example/token')),
  ],
  'server-metadata/endpoints-present': () => [changed('as-oauth-root', without('token_endpoint'))],
  'server-metadata/required-members': () => [changed('as-oauth-root', without('response_types_supported'))],
  'server-metadata/openid-members': () => [changed('as-openid-root', without('jwks_uri'))],
  'server-metadata/code-flow': () => [changed('as-oauth-root', set('response_types_supported', ['token']))],
  'server-metadata/pkce-advertised': () => [
    changed('as-oauth-root', without('code_challenge_methods_supported')),
  ],
  'server-metadata/openid-pkce': () => [
    changed('as-openid-root', without('code_challenge_methods_supported')),
  ],
  'server-metadata/pkce-s256': () => [
    changed('as-oauth-root', set('code_challenge_methods_supported', ['plain'])),
  ],
  'registration/client-id': () => [changed('register', set('client_id', ''))],
  'registration/redirect-uris-returned': () => [changed('register', without('redirect_uris'))],
  'authorization-response/state': () => [calledBack((parameters) => parameters.delete('state'))],
  'authorization-response/iss': () => [
    calledBack((parameters) => parameters.append('iss', 'https://login.example.net')),
  ],
  'authorization-response/iss-advertised': () => {
    const answer = answerNamed(honest, 'as-oauth-root');
    const document = JSON.parse(answer.kind === 'exchange' ? bodyTextOf(honest, answer) : '') as object;
    const silent = { ...document, authorization_response_iss_parameter_supported: undefined };
    return [given('callback', { values: { authorization_server_metadata: silent } })];
  },
  'authorization-response/code': () => [calledBack((parameters) => parameters.append('code', 'another'))],
  'authorization-response/no-duplicates': () => [
    calledBack((parameters) => {
      parameters.append('session_state', 'one');
      parameters.append('session_state', 'another');
    }),
  ],
  'token/succeeded': () => [given('token-code', { status: 201 })],
  'token/access-token': () => [changed('token-code', set('access_token', ''))],
  'token/member-types': () => [changed('token-code', set('refresh_token', ''))],
  'token/token-type': () => [changed('token-code', set('token_type', 'mac'))],
  'token/scope-stated': () => [
    changed('token-code', (document) => {
      without('scope')(document);
      document['access_token'] =
        `eyJhbGciOiJFUzI1NiJ9.${Buffer.from('{"scope":"orders:read"}').toString('base64url')}.AAAA`;
    }),
  ],
  'refresh/scope-granted': () => [changed('token-refresh', set('scope', 'orders:read inventory:write'))],
  'refresh/rotated': () => [changed('token-refresh', without('refresh_token'))],
};

describe('a leniency', () => {
  test('is shown for every entry of the table', () => {
    expect(Object.keys(LENIENT).toSorted()).toEqual(Object.keys(LENIENCY).toSorted());
  });

  test.each(Object.entries(LENIENCY))('%s is seen to happen', async (rule, reasons) => {
    const seen = new Set<LibraryId>();
    for (const replayed of LENIENT[rule]?.() ?? []) {
      const compared = await replayed.compared();
      for (const by of LIBRARIES) {
        const { relation, rules } = compared[by];
        if (relation === 'keyhole-only' && rules.includes(rule)) seen.add(by);
      }
    }
    expect([...seen].toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});

describe('what our rules say of the libraries', () => {
  const text = { headers: [['content-type', 'text/plain']] } as const;
  test.each<
    [rule: string, says: RegExp, replayed: () => Replayed, Readonly<Partial<Record<LibraryId, string>>>]
  >([
    [
      'registration/status-201',
      /official SDKs tolerate/,
      () => given('register', { status: 200 }),
      { 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
    ],
    [
      'registration/secret-expiry',
      /official SDKs tolerate/,
      () => changed('register', set('client_secret', 'a-secret-without-an-end')),
      { 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
    ],
    [
      'registration/redirect-uris-returned',
      /Both official SDKs refuse/,
      () => changed('register', without('redirect_uris')),
      { 'sdk-1': 'refuses', 'sdk-2': 'refuses' },
    ],
    [
      'token/media-type',
      /SDKs and oauth4webapi tolerate/,
      () => given('token-code', text),
      { 'sdk-1': 'accepts', 'sdk-2': 'accepts', oauth4webapi: 'accepts' },
    ],
    [
      'server-metadata/json',
      /official SDKs tolerate/,
      () => given('as-oauth-root', text),
      { 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
    ],
    [
      'server-metadata/required-members',
      /official SDKs refuse/,
      () => changed('as-oauth-root', without('response_types_supported')),
      { 'sdk-1': 'refuses', 'sdk-2': 'refuses' },
    ],
    [
      'server-metadata/openid-members',
      /official SDKs refuse/,
      () => changed('as-openid-root', without('jwks_uri')),
      { 'sdk-1': 'refuses', 'sdk-2': 'refuses' },
    ],
    [
      'resource-metadata/resource-matches',
      /official SDKs accept/,
      () =>
        changed('prm-from-challenge', set('resource', `${new URL(lab.mcp['modern'] ?? '').origin}/modern`)),
      { 'sdk-1': 'accepts', 'sdk-2': 'accepts' },
    ],
    [
      'token/member-types',
      /Strict clients refuse/,
      () => changed('token-code', set('refresh_token', null)),
      { 'sdk-1': 'refuses', 'sdk-2': 'refuses', oauth4webapi: 'refuses' },
    ],
    [
      'token/id-token',
      /one that does refuses/,
      () => changed('token-code', set('id_token', 'not.a.jwt')),
      { 'sdk-1': 'accepts', 'sdk-2': 'accepts', oauth4webapi: 'refuses' },
    ],
  ])('in %s is what they do', async (rule, says, replay, verdicts) => {
    const replayed = replay();
    expect(replayed.findings.find(({ ruleId }) => ruleId === rule)?.message).toMatch(says);
    const opinions = await replayed.opinions();
    for (const [by, verdict] of Object.entries(verdicts))
      expect([by, opinions[by as LibraryId].verdict]).toEqual([by, verdict]);
  });
});

test.each(LIBRARIES)('%s is asked in the version that is named', (by) => {
  const { package: name, version } = LIBRARY[by];
  const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  expect((JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version).toBe(version);
});
