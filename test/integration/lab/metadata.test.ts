import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { callModern, initialize, issuerOf, resourceMetadataUrl, urlOf } from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const WITH_METADATA = ['modern', 'legacy', 'dual', 'open', 'opaque', 'short', '2025-06-18'];

test.each(WITH_METADATA)(
  '%s: the protected-resource document names exactly its MCP endpoint',
  async (variant) => {
    const url = urlOf(lab, variant);
    const response = await fetch(resourceMetadataUrl(url));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    const document = (await response.json()) as Record<string, unknown>;
    expect(document.resource).toBe(url);
    expect(document.authorization_servers).toEqual([lab.issuer]);
    expect(document.scopes_supported).toEqual(['orders:read']);
    expect(document.scopes_supported).not.toContain('offline_access');
  },
);

test.each(WITH_METADATA.filter((variant) => variant !== 'open'))(
  '%s: a request without credentials gets 401, a pointer to the metadata, a scope, and no error code',
  async (variant) => {
    const url = urlOf(lab, variant);
    const answer = ['legacy', '2025-06-18'].includes(variant)
      ? await initialize(url, undefined, '2025-06-18')
      : await callModern(url, undefined, 'server/discover');
    expect(answer.status).toBe(401);
    expect(answer.challenge).toBe(
      `Bearer scope="orders:read", resource_metadata="${resourceMetadataUrl(url)}"`,
    );
  },
);

test('open: lists and public tools need no token; the first call that needs a person is challenged', async () => {
  const url = urlOf(lab, 'open');
  expect((await callModern(url, undefined, 'server/discover')).status).toBe(200);
  expect((await callModern(url, undefined, 'tools/list')).status).toBe(200);
  const search = { name: 'search_products', arguments: { query: 'mug' } };
  expect((await callModern(url, undefined, 'tools/call', search)).status).toBe(200);
  const orders = await callModern(url, undefined, 'tools/call', { name: 'list_orders', arguments: {} });
  expect(orders.status).toBe(401);
  expect(orders.challenge).toContain('scope="orders:read"');
  const change = await callModern(url, undefined, 'tools/call', { name: 'create_return', arguments: {} });
  expect(change.challenge).toContain('scope="orders:write"');
});

test('2025-03-26: no protected-resource document anywhere, and the authorization server at its own origin', async () => {
  const url = urlOf(lab, '2025-03-26');
  const { origin } = new URL(url);
  expect((await fetch(resourceMetadataUrl(url))).status).toBe(404);
  expect((await fetch(`${origin}/.well-known/oauth-protected-resource`)).status).toBe(404);
  const answer = await initialize(url, undefined, '2025-03-26');
  expect(answer.status).toBe(401);
  expect(answer.challenge).toBe('Bearer scope="orders:read"');
  const response = await fetch(`${origin}/.well-known/oauth-authorization-server`);
  const document = (await response.json()) as Record<string, unknown>;
  expect(document.issuer).toBe(origin);
  expect(document.authorization_endpoint).toBe(`${origin}/authorize`);
  expect(document.token_endpoint).toBe(`${origin}/token`);
  expect(document.registration_endpoint).toBe(`${origin}/register`);
});

test.each(['oauth-authorization-server', 'openid-configuration'])(
  '%s: the authorization server advertises what MCP asks of it',
  async (suffix) => {
    const response = await fetch(`${lab.issuer}/.well-known/${suffix}`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({
      issuer: lab.issuer,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      registration_endpoint: `${lab.issuer}/register`,
      revocation_endpoint: `${lab.issuer}/revoke`,
      introspection_endpoint: `${lab.issuer}/introspect`,
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes_supported: expect.arrayContaining([
        'offline_access',
        'orders:read',
        'inventory:write',
      ]) as unknown,
    });
  },
);

test('the root well-known document does not exist, because no resource lives at the root', async () => {
  const { origin } = new URL(urlOf(lab, 'modern'));
  expect((await fetch(`${origin}/.well-known/oauth-protected-resource`)).status).toBe(404);
});

test('a foreign Origin is refused with 403 before anything else, an absent or local one is not', async () => {
  const url = urlOf(lab, 'modern');
  const foreign = await callModern(url, undefined, 'server/discover', {}, { origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect(foreign.challenge).toBeNull();
  const local = await callModern(url, undefined, 'server/discover', {}, { origin: 'http://127.0.0.1:9' });
  expect(local.status).toBe(401);
});

test('credentials that are no bearer token at all are a malformed request', async () => {
  const answer = await callModern(urlOf(lab, 'modern'), 'two words', 'server/discover');
  expect(answer.status).toBe(400);
  expect(answer.challenge).toContain('error="invalid_request"');
});

test('every variant trusts the issuer that its metadata leads to', async () => {
  for (const { id } of lab.variants) {
    const response = await fetch(`${issuerOf(lab, id)}/.well-known/oauth-authorization-server`);
    expect(((await response.json()) as Record<string, unknown>).issuer).toBe(issuerOf(lab, id));
  }
});
