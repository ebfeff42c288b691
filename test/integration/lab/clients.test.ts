import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab, LabClient } from '../../../electron/lab/lab.ts';
import {
  authorizationUrl,
  callTool,
  createVerifier,
  register,
  requestToken,
  signIn,
  urlOf,
} from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const NATIVE = {
  client_name: 'A desktop program',
  redirect_uris: ['http://127.0.0.1:1/return'],
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

function clientNamed(id: string): LabClient {
  const client = lab.clients.find((candidate) => candidate.clientId === id);
  if (!client) throw new Error(`no client ${id}`);
  return client;
}

/** What a client adds to its token request to prove itself. */
async function authenticate(client: LabClient): Promise<{
  tokenFields: Record<string, string>;
  tokenHeaders: Record<string, string>;
}> {
  const { clientId, clientSecret = '' } = client;
  switch (client.tokenEndpointAuthMethod) {
    case 'none':
      return { tokenFields: { client_id: clientId }, tokenHeaders: {} };
    case 'client_secret_post':
      return { tokenFields: { client_id: clientId, client_secret: clientSecret }, tokenHeaders: {} };
    case 'client_secret_basic': {
      const pair = [clientId, clientSecret].map(formEncode).join(':');
      const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
      return { tokenFields: {}, tokenHeaders: { authorization } };
    }
    default: {
      const key = createPrivateKey({ key: client.privateJwk ?? {}, format: 'jwk' });
      const assertion = await new SignJWT({ jti: createVerifier() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(lab.issuer)
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(key);
      return {
        tokenFields: {
          client_id: clientId,
          client_assertion: assertion,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        },
        tokenHeaders: {},
      };
    }
  }
}

/** application/x-www-form-urlencoded, as RFC 6749 section 2.3.1 wants it inside Basic. */
function formEncode(text: string): string {
  return new URLSearchParams({ text }).toString().slice('text='.length);
}

test.each(['keyhole-public', 'keyhole-basic', 'keyhole-basic-encoded', 'keyhole-post', 'keyhole-jwt'])(
  '%s signs somebody in with its own way of authenticating',
  async (clientId) => {
    const token = await signIn(lab, { clientId, ...(await authenticate(clientNamed(clientId))) });
    expect(token.body.error_description).toBeUndefined();
    expect(token.status).toBe(200);
    expect(token.refreshToken).toMatch(/.{20,}/);
    expect((await callTool(urlOf(lab, 'modern'), token.accessToken, 'list_orders')).status).toBe(200);
  },
);

test('a secret with +, %, : and a blank only works when it is form-encoded', async () => {
  const { clientSecret = '' } = clientNamed('keyhole-basic-encoded');
  for (const character of ['+', '%', ':', ' ']) expect(clientSecret).toContain(character);
  const raw = Buffer.from(`keyhole-basic-encoded:${clientSecret}`).toString('base64');
  const token = await signIn(lab, {
    clientId: 'keyhole-basic-encoded',
    tokenFields: {},
    tokenHeaders: { authorization: `Basic ${raw}` },
  });
  expect(token.status).toBeGreaterThanOrEqual(400);
});

test('a wrong secret is invalid_client', async () => {
  const token = await signIn(lab, {
    clientId: 'keyhole-post',
    tokenFields: { client_id: 'keyhole-post', client_secret: 'wrong' },
  });
  expect(token.status).toBe(401);
  expect(token.body.error).toBe('invalid_client');
});

test.each(['keyhole-service', 'keyhole-service-jwt'])('%s gets a token for itself', async (clientId) => {
  const { tokenFields, tokenHeaders } = await authenticate(clientNamed(clientId));
  const resource = urlOf(lab, 'modern');
  const token = await requestToken(
    lab,
    'modern',
    { grant_type: 'client_credentials', scope: 'orders:read', resource, ...tokenFields },
    tokenHeaders,
  );
  expect(token.status).toBe(200);
  expect((await callTool(resource, token.accessToken, 'get_categories')).status).toBe(200);
});

test('a client that registers itself as native may use any loopback port', async () => {
  const response = await register(lab, NATIVE);
  expect(response.status).toBe(201);
  const registered = (await response.json()) as Record<string, unknown>;
  expect(registered).toMatchObject({
    application_type: 'native',
    redirect_uris: NATIVE.redirect_uris,
    token_endpoint_auth_method: 'none',
  });
  expect(registered.client_secret).toBeUndefined();
  const clientId = String(registered.client_id);
  const token = await signIn(lab, { clientId, redirectUri: 'http://127.0.0.1:40123/return' });
  expect(token.status).toBe(200);
});

test('a client that registers with a secret is told when it expires', async () => {
  const response = await register(lab, { ...NATIVE, token_endpoint_auth_method: 'client_secret_basic' });
  expect(await response.json()).toMatchObject({
    client_secret: expect.any(String) as unknown,
    client_secret_expires_at: 0,
  });
});

test('a client that registers with one scope can still step up to another', async () => {
  const registered = (await (await register(lab, { ...NATIVE, scope: 'orders:read' })).json()) as Record<
    string,
    unknown
  >;
  const redirectUri = 'http://127.0.0.1:40125/return';
  const token = await signIn(lab, {
    clientId: String(registered.client_id),
    redirectUri,
    scope: 'orders:read orders:write',
  });
  expect(token.body.scope).toBe('orders:read orders:write');
});

test('a web client is held to the exact redirect URI it registered', async () => {
  const web = { ...NATIVE, application_type: 'web', redirect_uris: ['https://app.example/return'] };
  const registered = (await (await register(lab, web)).json()) as Record<string, unknown>;
  const clientId = String(registered.client_id);
  const url = authorizationUrl(lab, { clientId, redirectUri: 'https://app.example/other', as: 'alice' }, 'x');
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(400);
});

test('a native client may not register a redirect to somewhere else in the clear', async () => {
  const response = await register(lab, { ...NATIVE, redirect_uris: ['http://app.example/return'] });
  expect(response.status).toBe(400);
  expect(((await response.json()) as Record<string, unknown>).error).toBe('invalid_redirect_uri');
});

test('a client-ID metadata document is resolved by the lab itself, with any loopback port', async () => {
  const token = await signIn(lab, { clientId: lab.clientMetadataUrl });
  expect(token.status).toBe(200);
  expect((await callTool(urlOf(lab, 'modern'), token.accessToken, 'list_orders')).status).toBe(200);
});

test('the lab’s client identifier takes further redirect URIs in its query', async () => {
  const redirectUri = 'http://127.0.0.1:40124/somewhere/else';
  const clientId = `${lab.clientMetadataUrl}?redirect_uri=${encodeURIComponent('http://127.0.0.1/somewhere/else')}`;
  expect((await signIn(lab, { clientId, redirectUri })).status).toBe(200);
});

test('a document given at the start is resolved too; one nobody gave is refused', async () => {
  const clientId = 'https://client.example/oauth/client.json';
  const other = await startLab({
    clientMetadata: {
      [clientId]: {
        client_id: clientId,
        client_name: 'Given',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'none',
      },
    },
  });
  expect((await signIn(other, { clientId })).status).toBe(200);
  const url = authorizationUrl(other, { clientId: 'https://nobody.example/client.json', as: 'alice' }, 'x');
  const refused = await fetch(url, { redirect: 'manual' });
  expect(refused.status).toBe(400);
  expect(refused.headers.get('location')).toBeNull();
  await other.close();
});
