import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import {
  authorize,
  callLegacy,
  callModern,
  callTool,
  claimsOf,
  initialize,
  issuerOf,
  refresh,
  resultOf,
  revoke,
  signIn,
  textOf,
  urlOf,
} from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: 2 });
});
afterAll(() => lab.close());

test.each(['modern', 'dual', 'open', 'opaque', 'short'])(
  '%s: alice signs in without a browser and lists her orders',
  async (variant) => {
    const token = await signIn(lab, { variant, scope: 'orders:read' });
    expect(token.status).toBe(200);
    expect(token.headers.get('cache-control')).toBe('no-store');
    expect(token.body).toMatchObject({ token_type: 'Bearer', scope: 'orders:read' });
    const answer = await callTool(urlOf(lab, variant), token.accessToken, 'list_orders');
    expect(answer.status).toBe(200);
    expect(resultOf(answer).structuredContent).toMatchObject({ orders: [{ id: '1001' }, { id: '1002' }] });
  },
);

test.each([
  ['legacy', '2025-11-25'],
  ['legacy', '2025-06-18'],
  ['2025-06-18', '2025-06-18'],
  ['2025-03-26', '2025-03-26'],
])('%s: alice opens a session of revision %s and lists her orders', async (variant, revision) => {
  const url = urlOf(lab, variant);
  const { accessToken } = await signIn(lab, { variant, scope: 'orders:read' });
  const opened = await initialize(url, accessToken, revision);
  expect(resultOf(opened).protocolVersion).toBe(revision);
  const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
  const call = { id: 1, method: 'tools/call', params: { name: 'list_orders', arguments: {} } };
  const answer = await callLegacy(url, accessToken, call, session);
  expect(textOf(answer)).toBe('2 order(s).');

  const bob = await signIn(lab, { variant, as: 'bob', scope: 'orders:read' });
  expect((await callLegacy(url, bob.accessToken, call, session)).status).toBe(404);
  expect((await callLegacy(url, undefined, call, session)).status).toBe(401);
  expect((await callLegacy(url, accessToken, call)).status).toBe(400);
});

test.each([
  ['legacy', '2025-11-25'],
  ['2025-06-18', '2025-06-18'],
  ['2025-03-26', '2025-03-26'],
])('%s: a revision it does not speak is answered with %s', async (variant, newest) => {
  const { accessToken } = await signIn(lab, { variant });
  const opened = await initialize(urlOf(lab, variant), accessToken, '2024-11-05');
  expect(resultOf(opened).protocolVersion).toBe(newest);
});

test('legacy: a protocol version header it does not speak is 400', async () => {
  const url = urlOf(lab, 'legacy');
  const { accessToken } = await signIn(lab, { variant: 'legacy' });
  const message = { id: 1, method: 'tools/list' };
  const answer = await callLegacy(url, accessToken, message, { 'mcp-protocol-version': '2019-01-01' });
  expect(answer.status).toBe(400);
});

test('modern: initialize is not spoken, and a DELETE is 405', async () => {
  const url = urlOf(lab, 'modern');
  const { accessToken } = await signIn(lab);
  expect((await initialize(url, accessToken, '2025-11-25')).status).toBe(400);
  const response = await fetch(url, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(response.status).toBe(405);
});

test('dual: initialize is answered at the same address', async () => {
  const { accessToken } = await signIn(lab, { variant: 'dual' });
  const opened = await initialize(urlOf(lab, 'dual'), accessToken, '2025-11-25');
  expect(resultOf(opened).protocolVersion).toBe('2025-11-25');
});

test.each(['modern', '2025-03-26'])('%s: the redirect back carries code, state and iss', async (variant) => {
  const callback = await authorize(lab, { variant });
  expect(callback.searchParams.get('state')).toBe('the-state');
  expect(callback.searchParams.get('iss')).toBe(issuerOf(lab, variant));
  expect(callback.searchParams.get('code')).toMatch(/.{20,}/);
});

test('the audience of a signed token is the resource exactly as sent', async () => {
  const { accessToken } = await signIn(lab);
  expect(claimsOf(accessToken)).toMatchObject({ aud: urlOf(lab, 'modern'), iss: lab.issuer, sub: 'alice' });
});

test('a resource the server does not know is invalid_target', async () => {
  const url = new URL((await authorizeTo('https://mcp.example.net/mcp')).headers.get('location') ?? '');
  expect(url.searchParams.get('error')).toBe('invalid_target');
  expect(url.searchParams.get('iss')).toBe(lab.issuer);
});

async function authorizeTo(resource: string): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'keyhole-public',
    redirect_uri: 'http://127.0.0.1:1/callback',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    login_hint: 'alice',
    resource,
  });
  return fetch(`${lab.issuer}/authorize?${query.toString()}`, { redirect: 'manual' });
}

test('without PKCE nothing is granted', async () => {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'keyhole-public',
    redirect_uri: 'http://127.0.0.1:1/callback',
    login_hint: 'alice',
    resource: urlOf(lab, 'modern'),
  });
  const response = await fetch(`${lab.issuer}/authorize?${query.toString()}`, { redirect: 'manual' });
  expect(response.headers.get('location')).toContain('error=invalid_request');
});

test('a redirect URI that is not registered is refused on the spot, without a redirect', async () => {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'keyhole-public',
    redirect_uri: 'https://evil.example/callback',
    resource: urlOf(lab, 'modern'),
  });
  const response = await fetch(`${lab.issuer}/authorize?${query.toString()}`, { redirect: 'manual' });
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
});

test('a scope the person may not have is left out, and the token response says so', async () => {
  const alice = await signIn(lab, { scope: 'orders:read inventory:write' });
  expect(alice.body.scope).toBe('orders:read');
  const admin = await signIn(lab, { as: 'admin', scope: 'orders:read inventory:write' });
  expect(admin.body.scope).toBe('orders:read inventory:write');
});

test('a request without scope gets the default scope', async () => {
  expect((await signIn(lab)).body.scope).toBe('orders:read');
});

test('nobody says no: the error comes back with state and iss', async () => {
  const callback = await authorize(lab, { as: 'nobody' });
  expect(Object.fromEntries(callback.searchParams)).toMatchObject({
    error: 'access_denied',
    state: 'the-state',
    iss: lab.issuer,
  });
});

test('a token for one resource is refused by another', async () => {
  const { accessToken } = await signIn(lab, { variant: 'dual' });
  const answer = await callModern(urlOf(lab, 'modern'), accessToken, 'tools/list');
  expect(answer.status).toBe(401);
  expect(answer.challenge).toContain(
    'error="invalid_token", error_description="The access token has the wrong aud"',
  );
  const opaque = await signIn(lab, { variant: 'opaque' });
  expect((await callModern(urlOf(lab, 'modern'), opaque.accessToken, 'tools/list')).status).toBe(401);
  expect((await callModern(urlOf(lab, 'opaque'), accessToken, 'tools/list')).status).toBe(401);
});

test('a token whose signature was touched is refused', async () => {
  const { accessToken } = await signIn(lab);
  const [header, , signature] = accessToken.split('.');
  const forged = Buffer.from(JSON.stringify({ ...claimsOf(accessToken), sub: 'admin' })).toString(
    'base64url',
  );
  const answer = await callModern(urlOf(lab, 'modern'), `${header}.${forged}.${signature}`, 'tools/list');
  expect(answer.status).toBe(401);
});

test('short: a token expires after seconds and a refresh brings a new one', async () => {
  const url = urlOf(lab, 'short');
  const first = await signIn(lab, { variant: 'short' });
  expect(first.body.expires_in).toBe(2);
  await expect
    .poll(async () => (await callModern(url, first.accessToken, 'tools/list')).challenge, { timeout: 10_000 })
    .toContain('The access token expired');
  const second = await refresh(lab, first.refreshToken, 'short');
  expect(second.status).toBe(200);
  expect((await callModern(url, second.accessToken, 'tools/list')).status).toBe(200);
});

test('refresh tokens of public clients rotate, and using an old one ends the grant', async () => {
  const first = await signIn(lab);
  const second = await refresh(lab, first.refreshToken);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  const replayed = await refresh(lab, first.refreshToken);
  expect(replayed.status).toBe(400);
  expect(replayed.body.error).toBe('invalid_grant');
  expect((await refresh(lab, second.refreshToken)).body.error).toBe('invalid_grant');
});

test.each(['modern', 'opaque'])('%s: a revoked access token is refused at once', async (variant) => {
  const url = urlOf(lab, variant);
  const { accessToken } = await signIn(lab, { variant });
  expect((await callModern(url, accessToken, 'tools/list')).status).toBe(200);
  expect(await revoke(lab, accessToken)).toBe(200);
  expect((await callModern(url, accessToken, 'tools/list')).status).toBe(401);
});

test('revoking the refresh token takes the access tokens of the grant with it', async () => {
  const { accessToken, refreshToken } = await signIn(lab);
  expect(await revoke(lab, refreshToken)).toBe(200);
  expect((await callModern(urlOf(lab, 'modern'), accessToken, 'tools/list')).status).toBe(401);
});

test.each(['modern', 'opaque'])('%s: introspection tells the owner what its token is', async (variant) => {
  const { accessToken } = await signIn(lab, { variant });
  const introspect = async (): Promise<unknown> => {
    const body = new URLSearchParams({ token: accessToken, client_id: 'keyhole-public' });
    return (await fetch(`${lab.issuer}/introspect`, { method: 'POST', body })).json();
  };
  expect(await introspect()).toMatchObject({
    active: true,
    sub: 'alice',
    aud: urlOf(lab, variant),
    scope: 'orders:read',
    client_id: 'keyhole-public',
  });
  await revoke(lab, accessToken);
  expect(await introspect()).toEqual({ active: false });
});
