// No secret may survive a projection, and nothing else may be lost in it.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Masker } from '../../../shared/privacy/mask.ts';
import type { TraceEvent, TraceEventBody } from '../../../shared/trace/event.ts';
import { growthOf } from '../../support/growth.ts';
import { basicCredentials, eventsWith, exchange } from '../../support/secret-settings.ts';
import type { Planted } from '../../support/secret-settings.ts';

const TOKEN = 'SlAV32hkKG-x_yz.9';
const of = (body: TraceEventBody): TraceEvent => ({ id: 1, parent: 0, at: 0, identity: 'default', ...body });
const valueOf = (name: 'access_token' | 'client_secret', value: string): TraceEvent =>
  of({ kind: 'value', name, value, secret: true, from: { kind: 'made', how: 'test' } });

/** Secrets that cannot be found by accident in the words around them, with every character that is quoted somewhere. */
const secret = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9]{6}$/),
    fc.string({
      unit: fc.constantFrom(
        'a',
        'Z',
        '7',
        '-',
        '.',
        '~',
        '_',
        '"',
        '\\',
        '/',
        '+',
        '=',
        '%',
        '&',
        '#',
        '<',
        '>',
        "'",
        ' ',
        ':',
        'é',
        '€',
        '😀',
        '\n',
      ),
      maxLength: 20,
    }),
    fc.stringMatching(/^[A-Za-z0-9]{6}$/),
  )
  .map((parts) => `\u0071${parts.join('')}`);
/** What may stand in a header: visible ASCII, no separators (RFC 6750 §2.1, RFC 6265 §4.1.1). */
const headerSecret = fc.stringMatching(/^[A-Za-z0-9._~+/-]{14,40}$/);

const planted = fc
  .record({
    accessToken: headerSecret,
    refreshToken: secret,
    code: secret,
    verifier: fc.stringMatching(/^[A-Za-z0-9_~.-]{43,50}$/),
    clientId: fc.constantFrom('keyhole', 'a b:c', 'https://client.example/c.json'),
    clientSecret: secret,
    cookie: headerSecret,
    sessionId: headerSecret,
  })
  .filter((set) => new Set(Object.values(set)).size === 8);

const json = (text: unknown): string => JSON.stringify(text);
const QUOTES: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => `x ${text} y`,
  'in JSON': (text) => json({ echo: text }),
  'in pretty JSON': (text) => JSON.stringify({ echo: [text] }, null, 2),
  'in ASCII JSON': (text) =>
    json(text).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in JSON with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
  'in JSON inside JSON': (text) => json(json(text)),
  'in a query': (text) => `https://x.example/?q=${encodeURIComponent(text)}`,
  'in a form': (text) => new URLSearchParams({ q: text }).toString(),
  'in a query with lower-case escapes': (text) =>
    encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
  'in a URL inside a URL': (text) =>
    `https://x.example/?u=${encodeURIComponent(`https://y.example/?q=${encodeURIComponent(text)}`)}`,
  'in HTML': (text) =>
    `<p title="${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}">`,
};

/** Forms in which a secret would still be read by whoever gets the text. */
function leaks(output: string, { clientId, ...secrets }: Planted): string[] {
  return Object.entries(secrets).flatMap(([name, value]) =>
    [value, json(value).slice(1, -1), encodeURIComponent(value), basicCredentials(clientId, value)]
      .filter((form) => output.includes(form) || output.includes(json(form).slice(1, -1)))
      .map((form) => `${name}: ${form}`),
  );
}

describe('every place of a trace', () => {
  test.each(Object.keys(QUOTES))('keeps no secret that is quoted %s', (name) => {
    fc.assert(
      fc.property(planted, (secrets) => {
        const masker = new Masker();
        const events = eventsWith(secrets, QUOTES[name] ?? String);
        const masked = events.map((event) => masker.maskEvent(event));
        expect(leaks(JSON.stringify(masked), secrets)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps its shape: only texts change', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'string'
        ? ''
        : Array.isArray(value)
          ? value.map(shape)
          : typeof value === 'object' && value !== null
            ? Object.values(value).map(shape)
            : value;
    fc.assert(
      fc.property(planted, (secrets) => {
        const masker = new Masker();
        for (const event of eventsWith(secrets, String)) {
          expect(shape(masker.maskEvent(event))).toEqual(shape(event));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('is masked once: masking again changes nothing, by the same masker or another', () => {
    fc.assert(
      fc.property(planted, fc.constantFrom(...Object.values(QUOTES)), (secrets, quote) => {
        const masker = new Masker();
        const once = eventsWith(secrets, quote).map((event) => masker.maskEvent(event));
        expect(once.map((event) => masker.maskEvent(event))).toEqual(once);
        const other = new Masker();
        expect(once.map((event) => other.maskEvent(event))).toEqual(once);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a text', () => {
  test('that holds secrets by name is masked before any of them is known', () => {
    fc.assert(
      fc.property(planted, (secrets) => {
        const { accessToken, refreshToken, code, verifier, clientSecret } = secrets;
        const fields = {
          access_token: accessToken,
          refresh_token: refreshToken,
          code_verifier: verifier,
          client_secret: clientSecret,
        };
        const callback = `https://x.example/cb?${new URLSearchParams({ code }).toString()}`;
        for (const text of [
          JSON.stringify(fields),
          JSON.stringify(fields, null, '\t'),
          new URLSearchParams({ ...fields, code }).toString(),
          `a=1&${new URLSearchParams(fields).toString()}#x`,
          callback,
          `https://as.example/continue?to=${encodeURIComponent(callback)}&x=1`,
          `https://as.example/continue?to=${encodeURIComponent(`https://b.example/?to=${encodeURIComponent(callback)}`)}`,
        ]) {
          expect(leaks(new Masker().maskText(text), secrets)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a cut body', `{"access_token":"${TOKEN}`],
    ['a cut body that ends in an escape', `{"access_token":"${TOKEN}\\`],
    ['a name with escapes', `{"access\\u005ftoken":"${TOKEN}"}`],
    ['JSON inside JSON', JSON.stringify({ text: JSON.stringify({ access_token: TOKEN }) })],
    [
      'JSON inside JSON inside JSON',
      JSON.stringify({ text: JSON.stringify({ text: JSON.stringify({ refresh_token: TOKEN }) }) }),
    ],
    [
      'a form that a script sends',
      `<form method="post"><input type="hidden" name="code" value="${TOKEN}"></form>`,
    ],
    ['a form with its attributes the other way round', `<input value='${TOKEN}' type=hidden name='code'/>`],
    ['a link in HTML', `<a href="https://x.example/cb?state=1&amp;code=${TOKEN}">`],
    ['a URL with a password', `https://alice:${TOKEN}@x.example/`],
    ['a fragment', `https://x.example/cb#access_token=${TOKEN}&token_type=Bearer`],
    ['words', `the request was grant_type=refresh_token, refresh_token=${TOKEN}`],
  ])('hides the token of %s', (_name, text) => {
    const masked = new Masker().maskText(text);
    expect(masked).not.toContain(TOKEN);
    expect(masked).toMatch(/⟦[\w ]+ A⟧/);
  });

  test.each([
    '{"exp":1761212345,"iat":1761212000,"aud":"https://shop.example/mcp"}',
    '{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"Invalid params"}}',
    '{"error":{"code":"not_found","message":"no such order"}}',
    '{"constructor":"x","toString":"y","__proto__":"z","hasOwnProperty":"code"}',
    'constructor=1&toString=2&valueOf=3',
    'https://as.example/authorize?response_type=code&client_id=abc&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=xyz',
    'exit code=5',
    '{"token_type":"Bearer","expires_in":3600,"scope":"orders:read"}',
    '{"token_endpoint":"https://as.example/token","code_challenge_methods_supported":["S256"]}',
    '{"inputSchema":{"properties":{"password":{"type":"string"}},"required":["password"]}}',
    '',
    '⟦access token A⟧',
  ])('without a secret stays as it is: %s', (text) => {
    expect(new Masker().maskText(text)).toBe(text);
  });

  test.each<[name: string, text: (length: number) => string]>([
    ['a long member', (n) => `{"note":"${'a'.repeat(n)}","access_token":"${TOKEN}"}`],
    ['a long member of escapes', (n) => `{"note":"${'\\n'.repeat(n / 2)}","access_token":"${TOKEN}"}`],
    ['an endless secret', (n) => `"access_token":"${'\\"'.repeat(n / 2)}`],
    ['parameters inside parameters', (n) => `${'%3Fcode%3D'.repeat(n / 10)}&access_token=${TOKEN}`],
    ['backslashes', (n) => `${'\\'.repeat(n)}"access_token":"${TOKEN}"`],
    ['open inputs', (n) => `${'<input name="code" '.repeat(n / 19)}?access_token=${TOKEN}`],
    ['user names', (n) => `${'://a:'.repeat(n / 5)}@?access_token=${TOKEN}`],
  ])('of megabytes of %s costs in proportion to its length, and never overflows', (_name, text) => {
    const { ratio, limit } = growthOf(250_000, (length) => {
      expect(new Masker().maskText(text(length)).includes(TOKEN)).toBe(false);
    });
    expect(ratio).toBeLessThan(limit);
  });
});

describe('a name', () => {
  test('is the same for the same secret wherever it stands', () => {
    const masker = new Masker();
    const mask = masker.mask('a+b/c=d e"f', 'client secret');
    expect(mask).toBe('⟦client secret A⟧');
    expect(masker.maskText(new URLSearchParams({ client_secret: 'a+b/c=d e"f' }).toString())).toBe(
      `client_secret=${mask}`,
    );
    expect(masker.maskText(JSON.stringify({ client_secret: 'a+b/c=d e"f' }))).toBe(
      `{"client_secret":"${mask}"}`,
    );
    expect(masker.maskText(JSON.stringify({ note: 'was a+b/c=d e"f.' }))).toBe(`{"note":"was ${mask}."}`);
    expect(masker.maskText(`x?y=${encodeURIComponent('a+b/c=d e"f')}`)).toBe(`x?y=${mask}`);
  });

  test('counts from A to Z and then AA, for each kind by itself', () => {
    const masker = new Masker();
    const names = Array.from({ length: 28 }, (_, i) => masker.mask(`secret-number-${i}`, 'access token'));
    expect([names[0], names[1], names[25], names[26], names[27]]).toEqual([
      '⟦access token A⟧',
      '⟦access token B⟧',
      '⟦access token Z⟧',
      '⟦access token AA⟧',
      '⟦access token AB⟧',
    ]);
    expect(masker.mask('another-secret', 'cookie')).toBe('⟦cookie A⟧');
  });

  test('reveals its secret, and nothing when it is not known', () => {
    const masker = new Masker();
    masker.mask(TOKEN, 'access token');
    expect(masker.reveal('access token A')).toBe(TOKEN);
    expect(masker.reveal('access token B')).toBeUndefined();
  });

  test('is not broken up by a secret that is one of its words', () => {
    const masker = new Masker();
    const mask = masker.mask('password', 'password');
    masker.mask('access token', 'cookie');
    expect(masker.maskText(`pass=password&x=${mask}`)).toBe(`pass=${mask}&x=${mask}`);
    expect(masker.maskKnown('⟦access token A⟧')).toBe('⟦access token A⟧');
  });

  test('goes to the longer of two secrets when one is inside the other', () => {
    const masker = new Masker();
    masker.mask('abcdefgh', 'token');
    const long = masker.mask('xx-abcdefgh-yy', 'refresh token');
    expect(masker.maskText('see xx-abcdefgh-yy')).toBe(`see ${long}`);
  });

  test('hides short secrets where they stand by name, not in innocent words', () => {
    const masker = new Masker();
    expect(masker.maskText('code=ab')).toBe('code=⟦authorization code A⟧');
    expect(masker.maskText('a table')).toBe('a table');
  });
});

describe('headers', () => {
  const masked = (name: string, value: string): string =>
    new Masker().maskHeaders([[name, value]])[0]?.[1] ?? '';
  test.each([
    ['Authorization', `Bearer ${TOKEN}`, 'Bearer ⟦access token A⟧'],
    ['AUTHORIZATION', `bearer  ${TOKEN}`, 'bearer  ⟦access token A⟧'],
    ['Authorization', `DPoP ${TOKEN}`, 'DPoP ⟦access token A⟧'],
    ['Authorization', 'Basic YWJjOmRlZg==', 'Basic ⟦credentials A⟧'],
    ['Authorization', TOKEN, '⟦credentials A⟧'],
    ['Proxy-Authorization', `Bearer ${TOKEN}`, 'Bearer ⟦access token A⟧'],
    ['Cookie', 'sid=abc; theme=dark', 'sid=⟦cookie A⟧; theme=⟦cookie B⟧'],
    ['Cookie', 'lonely', '⟦cookie A⟧'],
    ['Set-Cookie', 'sid=abc; Path=/; HttpOnly', 'sid=⟦cookie A⟧; Path=/; HttpOnly'],
    ['Set-Cookie', 'lonely; Path=/', '⟦cookie A⟧; Path=/'],
    ['Mcp-Session-Id', 'short', '⟦session id A⟧'],
    ['X-Api-Key', 'key', '⟦credentials A⟧'],
    ['PRIVATE-TOKEN', 'key', '⟦credentials A⟧'],
    [
      'Location',
      `https://x.example/cb?code=${TOKEN}&state=1`,
      'https://x.example/cb?code=⟦authorization code A⟧&state=1',
    ],
    ['Content-Type', 'application/json; charset=utf-8', 'application/json; charset=utf-8'],
    [
      'WWW-Authenticate',
      'Bearer realm="shop", error="invalid_token", scope="orders:read", resource_metadata="https://shop.example/.well-known/oauth-protected-resource"',
      'Bearer realm="shop", error="invalid_token", scope="orders:read", resource_metadata="https://shop.example/.well-known/oauth-protected-resource"',
    ],
  ])('%s: %s', (name, value, expected) => {
    expect(masked(name, value)).toBe(expected);
  });

  test('Basic credentials give away neither the pair nor the secret that a server quotes later', () => {
    fc.assert(
      fc.property(secret, (clientSecret) => {
        const masker = new Masker();
        const credentials = basicCredentials('client id', clientSecret);
        expect(masker.maskHeaders([['authorization', `Basic ${credentials}`]])).toEqual([
          ['authorization', 'Basic ⟦credentials A⟧'],
        ]);
        const answer = masker.maskText(
          JSON.stringify({ error_description: `${credentials} means ${clientSecret}` }),
        );
        expect(answer).toBe('{"error_description":"⟦credentials A⟧ means ⟦client secret A⟧"}');
      }),
    );
  });
});

describe('events', () => {
  test('of the start hide the credentials among the settings before anything is sent', () => {
    const masked = new Masker().maskEvent(
      of({
        kind: 'flow-started',
        target: `https://shop.example/mcp?access_token=${TOKEN}`,
        settings: {
          revision: 'auto',
          registration: 'auto',
          grant: 'authorization_code',
          login: 'auto',
          timeout: 1000,
          bodyLimit: 1024,
          extraHeaders: [
            ['X-Api-Key', 'k3y'],
            ['X-Trace', 'on'],
          ],
          extraAuthorizationParameters: { id_token_hint: 'hint-hint', login_hint: 'alice' },
        },
      }),
    );
    expect(masked).toMatchObject({
      target: 'https://shop.example/mcp?access_token=⟦access token A⟧',
      settings: {
        extraHeaders: [
          ['X-Api-Key', '⟦credentials A⟧'],
          ['X-Trace', 'on'],
        ],
        extraAuthorizationParameters: { id_token_hint: '⟦ID token A⟧', login_hint: 'alice' },
      },
    });
  });

  test('of a kind that a newer version wrote are masked like any other', () => {
    const masker = new Masker();
    masker.maskEvent(valueOf('access_token', TOKEN));
    const foreign = {
      id: 2,
      parent: 1,
      at: 0,
      identity: 'default',
      kind: 'sung',
      words: `la ${TOKEN}`,
      access_token: 'other',
    };
    expect(masker.maskEvent(JSON.parse(JSON.stringify(foreign)) as TraceEvent)).toMatchObject({
      kind: 'sung',
      words: 'la ⟦access token A⟧',
      access_token: '⟦access token B⟧',
    });
  });

  test('with a secret value that is no text lose the value', () => {
    expect(
      new Masker().maskEvent(
        of({
          kind: 'value',
          name: 'client_secret',
          value: { deep: TOKEN },
          secret: true,
          from: { kind: 'made', how: 'x' },
        }),
      ),
    ).toMatchObject({ value: null });
  });

  test('keep numbers, ids and challenges readable', () => {
    const event = of(
      exchange({
        headers: [['WWW-Authenticate', 'Bearer error="insufficient_scope", scope="admin"']],
        sse: ['{"jsonrpc":"2.0","id":3,"error":{"code":-32001,"message":"no"}}'],
        status: 403,
      }),
    );
    expect(new Masker().maskEvent(event)).toEqual(event);
  });
});

describe('a trace that holds thousands of secrets', () => {
  const COUNT = 3000;
  const passwordOf = (index: number): string => `open "sesame" no. ${index}!`;
  const list = JSON.stringify(
    Array.from({ length: COUNT }, (_, index) => ({ login: `user${index}`, password: passwordOf(index) })),
  );

  test('has each of them masked wherever it is quoted as it is, or in JSON', () => {
    const masker = new Masker();
    const masked = masker.maskContent(list);
    const masks = (JSON.parse(masked) as { password: string }[]).map(({ password }) => password);
    expect(new Set(masks).size).toBe(COUNT);
    for (const index of [0, 1999, 2000, COUNT - 1]) {
      const said = `They said ${passwordOf(index)} and went.`;
      expect(masker.maskContent(said)).toBe(`They said ${masks[index]} and went.`);
      expect(masker.maskContent(JSON.stringify({ said }))).toBe(
        JSON.stringify({ said: `They said ${masks[index]} and went.` }),
      );
    }
  });

  test('gives the same names when it is repeated', () => {
    const masker = new Masker();
    const masked = masker.maskContent(list);
    const other = new Masker();
    for (const naming of masker.namings) other.repeat(naming);
    expect(other.namings).toEqual(masker.namings);
    expect(other.maskContent(list)).toBe(masked);
  });
});
