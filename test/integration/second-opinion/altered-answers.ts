// Honest answers, spoilt at random: what a server, a proxy or a careless configuration could make of them.

import fc from 'fast-check';
import type { HeaderLine } from '../../../shared/trace/event.ts';
import type { OtherAnswer } from '../../support/replayed-flow.ts';

/** Members that one library or another looks at, wherever they are found. */
const MEMBERS = [
  'access_token',
  'token_type',
  'expires_in',
  'refresh_token',
  'scope',
  'id_token',
  'error',
  'error_description',
  'client_id',
  'client_secret',
  'client_secret_expires_at',
  'redirect_uris',
  'issuer',
  'resource',
  'authorization_servers',
  'active',
  'authorization_endpoint',
  'token_endpoint',
  'response_types_supported',
  'code_challenge_methods_supported',
] as const;

const TEXTS = [
  '',
  ' ',
  'x',
  'Bearer',
  'DPoP',
  'mac',
  '3600',
  'abc',
  'invalid_grant',
  'https://login.example.net',
  'https://login.example.net/',
  'http://auth.example/token',
  'javascript:alert(1)',
  'not a url',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.e30.',
] as const;

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(null, true, false, 0, -1, 1.5, 3600, 1e308),
  fc.constantFrom([], [''], ['S256'], ['plain'], ['code'], [1], {}, { a: 1 }),
);

type Change = (document: Record<string, unknown>) => void;

/** One member lost, replaced or added. */
function change(document: Readonly<Record<string, unknown>>): fc.Arbitrary<Change> {
  const names = Object.keys(document);
  const known = names.length > 0 ? fc.constantFrom(...names) : fc.constantFrom(...MEMBERS);
  return fc.oneof(
    known.map(
      (name): Change =>
        (target) =>
          void Reflect.deleteProperty(target, name),
    ),
    fc.tuple(known, value).map(
      ([name, to]): Change =>
        (target) =>
          void (target[name] = to),
    ),
    fc.tuple(fc.constantFrom(...MEMBERS), value).map(
      ([name, to]): Change =>
        (target) =>
          void (target[name] = to),
    ),
    // The same text, another way: a slash more or less, another case.
    known.map((name): Change => (target) => {
      const text = target[name];
      if (typeof text === 'string') target[name] = text.endsWith('/') ? text.slice(0, -1) : `${text}/`;
    }),
  );
}

export interface IdTokenFacts {
  readonly issuer: string;
  readonly clientId: string;
  /** Seconds since 1970. */
  readonly now: number;
}

const part = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');

/** An ID token that is right in most of its claims. Nobody checks its signature here. */
function idToken({ issuer, clientId, now }: IdTokenFacts): fc.Arbitrary<string> {
  const mostly = (right: unknown, ...wrong: readonly unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(right) },
      { weight: 1, arbitrary: fc.constantFrom(...wrong) },
    );
  const header = fc.record({
    alg: mostly('RS256', 'ES256', 'none', 1, undefined),
    crit: mostly(undefined, ['b64']),
  });
  const claims = fc.record({
    iss: mostly(issuer, `${issuer}/`, 'https://login.example.net', 1, undefined),
    aud: mostly(clientId, [clientId], [clientId, 'other'], 'other', [], 1, undefined),
    azp: mostly(undefined, clientId, 'other'),
    sub: mostly('alice', '', 1, undefined),
    exp: mostly(now + 3600, now - 3600, 'x', undefined),
    iat: mostly(now, 'x', undefined),
    nbf: mostly(undefined, now, now + 3600, 'x'),
    nonce: mostly(undefined, 'n', ''),
    auth_time: mostly(undefined, now, -1, 'x'),
  });
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(header, claims).map(([head, body]) => `${part(head)}.${part(body)}.c2ln`),
    },
    { weight: 1, arbitrary: fc.constant(`${part({ alg: 'RSA-OAEP', enc: 'A128GCM' })}.a.b.c.d`) },
  );
}

/** A JSON body with a few members changed, of another shape, or not JSON any more. */
function spoiltBody(text: string, facts?: IdTokenFacts): fc.Arbitrary<string> {
  const document = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  const identified = facts
    ? fc
        .option(idToken(facts), { nil: undefined })
        .map((token) => (token === undefined ? {} : { id_token: token }))
    : fc.constant({});
  const changed = fc
    .tuple(identified, fc.array(change(document), { maxLength: 3 }))
    .map(([more, changes]) => {
      const copy = { ...structuredClone(document), ...more };
      for (const apply of changes) apply(copy);
      return JSON.stringify(copy);
    });
  const misshapen = fc.oneof(
    fc.constantFrom('', 'null', '[]', '"text"', '1', '<!doctype html><p>Sign in</p>', '{', '{}'),
    fc.constant(`[${text}]`),
    fc.constant(new URLSearchParams(document as Record<string, string>).toString()),
    fc.nat({ max: text.length }).map((length) => text.slice(0, length)),
    fc.constant(`\uFEFF${text}`),
    fc.constant(`${text}\n\n`),
  );
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: misshapen });
}

const STATUSES = [200, 201, 202, 204, 302, 304, 400, 401, 403, 404, 410, 429, 500, 502, 503] as const;

const TYPES = [
  'application/json; charset=utf-8',
  'application/problem+json',
  'APPLICATION/JSON',
  'text/plain',
  'text/html',
  'application/jwt',
  'application/x-www-form-urlencoded',
  '',
] as const;

const headers = (honest: readonly HeaderLine[]): fc.Arbitrary<readonly HeaderLine[]> => {
  const without = honest.filter(([name]) => name.toLowerCase() !== 'content-type');
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(honest) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...TYPES).map((type) => [...without, ['content-type', type] as const]),
    },
    { weight: 1, arbitrary: fc.constant(without) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('Bearer', 'Bearer error="invalid_token"', 'Basic realm="clients"', '"')
        .map((challenge) => [...honest, ['www-authenticate', challenge] as const]),
    },
  );
};

/** An answer whose body is JSON, with other bytes; with `facts`, an ID token may come along. */
export function spoiltAnswer(
  honest: readonly HeaderLine[],
  status: number,
  text: string,
  facts?: IdTokenFacts,
): fc.Arbitrary<OtherAnswer> {
  return fc.record({
    status: fc.oneof(
      { weight: 4, arbitrary: fc.constant(status) },
      { weight: 1, arbitrary: fc.constantFrom(...STATUSES) },
    ),
    headers: headers(honest),
    body: spoiltBody(text, facts),
  });
}

const PIECES = [
  'Bearer',
  'bearer',
  'DPoP',
  'Basic',
  'Negotiate',
  ' ',
  ' ',
  ', ',
  ',',
  '=',
  '"',
  '\\',
  'realm="shop"',
  'realm="a \\"quoted\\" word"',
  'scope="orders:read orders:write"',
  'scope=orders:read',
  'scope = "orders:read"',
  'SCOPE="orders:read"',
  'x_scope="other"',
  'error="invalid_token"',
  'error="insufficient_scope"',
  'resource_metadata="https://shop.example/.well-known/oauth-protected-resource"',
  'resource_metadata=https://shop.example/doc',
  'YWxhZGRpbg==',
  'é',
] as const;

/** A 401 or 403 with a challenge put together from pieces, in one line or in two. */
export function spoiltChallenge(honest: readonly HeaderLine[]): fc.Arbitrary<OtherAnswer> {
  const others = honest.filter(([name]) => name.toLowerCase() !== 'www-authenticate');
  const line = fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join('')),
    fc
      .tuple(
        fc.constantFrom('Bearer', 'DPoP', 'Negotiate, Bearer'),
        fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }),
      )
      .map(([scheme, pieces]) => `${scheme} ${pieces.join(', ')}`),
  );
  return fc.record({
    status: fc.constantFrom(401, 403),
    headers: fc
      .array(line, { minLength: 1, maxLength: 2 })
      .map((lines) => [...others, ...lines.map((text) => ['WWW-Authenticate', text.trim()] as const)]),
  });
}

const PARAMETERS = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'id_token',
  'token',
  'response',
  'scope',
] as const;

/** A callback with parameters lost, replaced, doubled or added. */
export function spoiltCallback(honest: string): fc.Arbitrary<OtherAnswer> {
  const step = fc.record({
    how: fc.constantFrom('delete', 'set', 'append', 'repeat'),
    name: fc.constantFrom(...PARAMETERS),
    to: fc.constantFrom('', 'x', 'access_denied', 'https://login.example.net', 'a.b.c'),
  });
  return fc.array(step, { maxLength: 3 }).map((changes) => {
    const url = new URL(honest);
    for (const { how, name, to } of changes) {
      if (how === 'delete') url.searchParams.delete(name);
      else if (how === 'set') url.searchParams.set(name, to);
      else if (how === 'append') url.searchParams.append(name, to);
      else url.searchParams.append(name, url.searchParams.get(name) ?? to);
    }
    return { url: url.href };
  });
}
