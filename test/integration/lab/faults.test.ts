import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import {
  authorizationUrl,
  authorize,
  callLegacy,
  claimsOf,
  createVerifier,
  resultOf,
  callModern,
  callTool,
  initialize,
  refresh,
  register,
  resourceMetadataUrl,
  revoke,
  signIn,
  urlOf,
} from './lab-client.ts';

let lab: Lab;
let mcpUrl: string;
beforeAll(async () => {
  lab = await startLab();
  mcpUrl = urlOf(lab, 'modern');
});
afterAll(() => lab.close());

const challenged = () => callModern(mcpUrl, undefined, 'server/discover');
const registration = () =>
  register(lab, { redirect_uris: ['http://127.0.0.1/callback'], application_type: 'native' });
const callback = async () => Object.fromEntries((await authorize(lab, {})).searchParams);
const resourceDocument = async () => parse(await (await fetch(resourceMetadataUrl(mcpUrl))).text());
const serverDocument = async () =>
  parse(await (await fetch(`${lab.issuer}/.well-known/oauth-authorization-server`)).text());

const OAUTH = '/.well-known/oauth-authorization-server';
const openidDocument = async () =>
  parse(await (await fetch(`${lab.issuer}/.well-known/openid-configuration`)).text());
const header = async (): Promise<string> => (await challenged()).challenge ?? '';
/** A call that the token of this scope is not enough for. */
const needsMore = async (scope = 'orders:read') =>
  callTool(mcpUrl, (await signIn(lab, { scope })).accessToken, 'create_return', {
    orderId: 'A-1001',
    reason: 'too small',
  });
const legacySession = async (token?: string): Promise<string | null> => {
  const accessToken = token ?? (await signIn(lab, { variant: 'legacy' })).accessToken;
  return (await initialize(urlOf(lab, 'legacy'), accessToken, '2025-11-25')).headers.get('mcp-session-id');
};

/** For each fault, what somebody who looks at the wire sees: true when the defect is there. */
const SYMPTOMS: Record<string, () => Promise<boolean>> = {
  'challenge-missing': async () => {
    const { status, challenge } = await challenged();
    return status === 401 && challenge === null && (await fetch(resourceMetadataUrl(mcpUrl))).status === 404;
  },
  'challenge-wrong-status': async () => (await challenged()).status === 403,
  'challenge-relative-metadata-url': async () =>
    (await challenged()).challenge?.includes('resource_metadata="/.well-known/') === true,
  'challenge-metadata-url-404': async () => {
    const url = /resource_metadata="([^"]+)"/.exec((await challenged()).challenge ?? '')?.[1] ?? '';
    return (await fetch(url)).status === 404;
  },
  'prm-missing': async () => (await fetch(resourceMetadataUrl(mcpUrl))).status === 404,
  'prm-html': async () => {
    const response = await fetch(resourceMetadataUrl(mcpUrl));
    return response.status === 200 && (response.headers.get('content-type') ?? '').startsWith('text/html');
  },
  'prm-resource-mismatch': async () => (await resourceDocument()).resource !== mcpUrl,
  'prm-no-authorization-servers': async () => (await resourceDocument()).authorization_servers === undefined,
  'prm-unsafe-url': async () =>
    JSON.stringify((await resourceDocument()).authorization_servers).includes('javascript:'),
  'prm-link-local-server': async () =>
    JSON.stringify((await resourceDocument()).authorization_servers) === '["https://169.254.169.254/"]',
  'challenge-link-local-metadata': async () =>
    (await header()).includes('resource_metadata="https://169.254.169.254/'),
  'as-metadata-missing': async () =>
    (await fetch(`${lab.issuer}/.well-known/oauth-authorization-server`)).status === 404 &&
    (await fetch(`${lab.issuer}/.well-known/openid-configuration`)).status === 404,
  'as-issuer-mismatch': async () => (await serverDocument()).issuer !== lab.issuer,
  'as-no-pkce': async () => (await serverDocument()).code_challenge_methods_supported === undefined,
  'as-pkce-plain-only': async () =>
    JSON.stringify((await serverDocument()).code_challenge_methods_supported) === '["plain"]',
  'as-unsafe-authorization-endpoint': async () =>
    String((await serverDocument()).authorization_endpoint).startsWith('javascript:'),
  'as-no-token-endpoint': async () => (await serverDocument()).token_endpoint === undefined,
  'as-link-local-endpoint': async () =>
    (await serverDocument()).token_endpoint === 'https://169.254.169.254/token',
  'as-http-token-endpoint': async () =>
    (await serverDocument()).token_endpoint === 'http://auth.example/token',
  'dcr-rejects-redirect': async () => {
    const response = await registration();
    return response.status === 400 && parse(await response.text()).error === 'invalid_redirect_uri';
  },
  'dcr-missing-client-id': async () => {
    const response = await registration();
    return response.status === 201 && parse(await response.text()).client_id === undefined;
  },
  'callback-iss-missing': async () => (await callback()).iss === undefined,
  'callback-iss-wrong': async () => {
    const { iss, code } = await callback();
    return code !== undefined && iss !== undefined && iss !== lab.issuer;
  },
  'callback-state-wrong': async () => {
    const { state } = await callback();
    return state !== undefined && state !== 'the-state';
  },
  'callback-state-missing': async () => (await callback()).state === undefined,
  'callback-code-missing': async () => {
    const { code, error } = await callback();
    return code === undefined && error === undefined;
  },
  'callback-server-error': async () => {
    const { error, iss } = await callback();
    return error === 'temporarily_unavailable' && iss === lab.issuer;
  },
  'callback-error': async () => {
    const { error, iss, error_description } = await callback();
    return error !== undefined && iss !== lab.issuer && error_description?.includes('onerror') === true;
  },
  'token-invalid-grant': async () => {
    const { status, body } = await signIn(lab);
    return status === 400 && body.error === 'invalid_grant';
  },
  'token-200-error': async () => {
    const { status, body } = await signIn(lab);
    return status === 200 && body.error !== undefined && body.access_token === undefined;
  },
  'token-html': async () => {
    const { status, headers } = await signIn(lab);
    return status === 200 && (headers.get('content-type') ?? '').startsWith('text/html');
  },
  'token-missing-access-token': async () => {
    const { status, body } = await signIn(lab);
    return status === 200 && body.token_type === 'Bearer' && body.access_token === undefined;
  },
  'token-wrong-type': async () => (await signIn(lab)).body.token_type === 'mac',
  'token-wrong-audience': async () => {
    const signed = await signIn(lab);
    const opaque = await signIn(lab, { variant: 'opaque' });
    const answers = await Promise.all([
      callModern(mcpUrl, signed.accessToken, 'tools/list'),
      callModern(urlOf(lab, 'opaque'), opaque.accessToken, 'tools/list'),
    ]);
    return answers.every(
      ({ status, challenge }) => status === 401 && challenge?.includes('wrong aud') === true,
    );
  },
  'token-wrong-issuer': async () => {
    const { accessToken } = await signIn(lab);
    const { status, challenge } = await callModern(mcpUrl, accessToken, 'tools/list');
    return status === 401 && challenge?.includes('wrong iss') === true;
  },
  'token-clock-behind': async () => {
    const { accessToken, body } = await signIn(lab);
    const { status, challenge } = await callModern(mcpUrl, accessToken, 'tools/list');
    return body.expires_in === 3600 && status === 401 && challenge?.includes('expired') === true;
  },
  'mcp-rejects-fresh-token': async () => {
    const { accessToken } = await signIn(lab);
    const { status, challenge } = await callModern(mcpUrl, accessToken, 'server/discover');
    return status === 401 && challenge?.includes('error="invalid_token"') === true;
  },
  'mcp-header-lost': async () => {
    const { accessToken } = await signIn(lab);
    const { status, challenge } = await callModern(mcpUrl, accessToken, 'server/discover');
    return status === 401 && challenge?.includes('error=') === false && challenge.includes('scope=');
  },
  'mcp-403-loop': async () => {
    const { accessToken } = await signIn(lab, { scope: 'orders:read orders:write' });
    const { status, challenge } = await callTool(mcpUrl, accessToken, 'list_orders');
    return status === 403 && challenge?.includes('error="insufficient_scope"') === true;
  },
  'refresh-not-rotated': async () => {
    const { refreshToken } = await signIn(lab);
    const first = await refresh(lab, refreshToken);
    const second = await refresh(lab, refreshToken);
    return first.refreshToken === refreshToken && second.status === 200;
  },
  'refresh-invalid-grant': async () => {
    const { status, body } = await refresh(lab, (await signIn(lab)).refreshToken);
    return status === 400 && body.error === 'invalid_grant';
  },
  'revoked-token-still-accepted': async () => {
    const { accessToken } = await signIn(lab);
    expect(await revoke(lab, accessToken)).toBe(200);
    return (await callModern(mcpUrl, accessToken, 'tools/list')).status === 200;
  },
  'challenge-basic': async () => (await header()).startsWith('Basic '),
  'challenge-unquoted': async () => (await header()).includes('resource_metadata=http'),
  'challenge-bare': async () => (await header()) === 'Bearer',
  'challenge-repeated-scope': async () => (await header()).split('scope=').length === 3,
  'challenge-two-bearers': async () => (await header()).split('Bearer ').length === 3,
  'challenge-no-scope': async () => !(await header()).includes('scope='),
  'challenge-scope-commas': async () => /scope="[^"]*,/.test(await header()),
  'challenge-offline-access': async () => /scope="[^"]*offline_access/.test(await header()),
  'challenge-error-without-token': async () => (await header()).includes('error="invalid_token"'),
  'challenge-metadata-not-named': async () => !(await header()).includes('resource_metadata'),
  'prm-media-type': async () =>
    (await fetch(resourceMetadataUrl(mcpUrl))).headers.get('content-type') === 'text/plain',
  'prm-scopes-text': async () => typeof (await resourceDocument()).scopes_supported === 'string',
  'prm-offline-access': async () =>
    JSON.stringify((await resourceDocument()).scopes_supported).includes('offline_access'),
  'prm-token-in-body': async () =>
    JSON.stringify((await resourceDocument()).bearer_methods_supported) === '["body"]',
  'as-html-first': async () =>
    ((await fetch(`${lab.issuer}${OAUTH}`)).headers.get('content-type') ?? '').startsWith('text/html'),
  'as-no-response-types': async () => (await serverDocument()).response_types_supported === undefined,
  'as-no-code-flow': async () =>
    JSON.stringify((await serverDocument()).response_types_supported) === '["token"]',
  'as-openid-incomplete': async () =>
    (await fetch(`${lab.issuer}${OAUTH}`)).status === 404 &&
    (await openidDocument()).subject_types_supported === undefined,
  'as-openid-no-pkce': async () =>
    (await fetch(`${lab.issuer}${OAUTH}`)).status === 404 &&
    (await openidDocument()).code_challenge_methods_supported === undefined,
  'as-no-client-documents': async () =>
    (await serverDocument()).client_id_metadata_document_supported === undefined,
  'as-iss-not-promised': async () =>
    (await serverDocument()).authorization_response_iss_parameter_supported === undefined &&
    (await callback()).iss === lab.issuer,
  'dcr-status-200': async () => (await registration()).status === 200,
  'dcr-secret-without-expiry': async () => {
    const document = parse(await (await registration()).text());
    return 'client_secret' in document && !('client_secret_expires_at' in document);
  },
  'dcr-redirects-not-returned': async () => !('redirect_uris' in parse(await (await registration()).text())),
  'dcr-metadata-replaced': async () => parse(await (await registration()).text()).client_name === 'Client 42',
  'callback-no-iss': async () =>
    (await serverDocument()).authorization_response_iss_parameter_supported === undefined &&
    (await callback()).iss === undefined,
  'callback-duplicate-parameter': async () =>
    (await authorize(lab, {})).searchParams.getAll('session_state').length === 2,
  'callback-token': async () => (await callback()).access_token !== undefined,
  'authorize-open-redirect': async () => {
    const elsewhere = 'http://127.0.0.1:1/elsewhere';
    const url = authorizationUrl(lab, { as: 'alice', redirectUri: elsewhere }, createVerifier());
    const response = await fetch(url, { redirect: 'manual' });
    return response.headers.get('location')?.startsWith(elsewhere) === true;
  },
  'token-error-403': async () => (await signIn(lab)).status === 403,
  'token-cacheable': async () => (await signIn(lab)).headers.get('cache-control') === null,
  'token-media-type': async () =>
    ((await signIn(lab)).headers.get('content-type') ?? '').startsWith('text/plain'),
  'token-no-expiry': async () => (await signIn(lab)).body.expires_in === undefined,
  'token-scope-not-said': async () => {
    const { body, accessToken } = await signIn(lab, { scope: 'orders:read inventory:write' });
    return body.scope === undefined && claimsOf(accessToken).scope === 'orders:read';
  },
  'token-refresh-token-null': async () => (await signIn(lab)).body.refresh_token === null,
  'token-foreign-id-token': async () => typeof (await signIn(lab)).body.id_token === 'string',
  'refresh-wider-scope': async () => {
    const { refreshToken } = await signIn(lab, { scope: 'orders:read offline_access' });
    return String((await refresh(lab, refreshToken)).body.scope).includes('inventory:write');
  },
  'introspection-no-active': async () => {
    const { accessToken } = await signIn(lab);
    const response = await fetch(`${lab.issuer}/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token: accessToken, client_id: 'keyhole-public' }),
    });
    return !('active' in parse(await response.text()));
  },
  'introspection-refused': async () => {
    const response = await fetch(`${lab.issuer}/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token: 'unknown', client_id: 'keyhole-public' }),
    });
    return response.status === 400;
  },
  'revocation-refused': async () => (await revoke(lab, (await signIn(lab)).accessToken)) === 400,
  'mcp-accepts-any-token': async () => (await callModern(mcpUrl, 'wrong', 'tools/list')).status === 200,
  'mcp-401-without-error': async () => {
    const { status, challenge } = await callModern(mcpUrl, 'wrong', 'tools/list');
    return status === 401 && challenge?.includes('error=') === false;
  },
  'mcp-insufficient-scope-401': async () => (await needsMore()).status === 401,
  'mcp-403-without-scope': async () => (await needsMore()).challenge === 'Bearer error="insufficient_scope"',
  'mcp-scopes-one-by-one': async () =>
    (await needsMore('orders:read orders:write')).challenge?.includes('scope="profile:write"') === true,
  'mcp-plain-text': async () =>
    (await callModern(mcpUrl, (await signIn(lab)).accessToken, 'tools/list')).headers.get('content-type') ===
    'text/plain',
  'mcp-bare-results': async () =>
    !('jsonrpc' in (await callModern(mcpUrl, (await signIn(lab)).accessToken, 'tools/list')).body),
  'mcp-notification-200': async () => {
    const { accessToken } = await signIn(lab, { variant: 'legacy' });
    const session = (await legacySession(accessToken)) ?? '';
    const message = { method: 'notifications/initialized' };
    return (
      (await callLegacy(urlOf(lab, 'legacy'), accessToken, message, { 'mcp-session-id': session })).status ===
      200
    );
  },
  'mcp-session-counted': async () => /^\d+$/.test((await legacySession()) ?? ''),
  'mcp-session-spaced': async () => ((await legacySession()) ?? '').includes(' '),
  'mcp-session-in-modern-era': async () =>
    (await callModern(mcpUrl, (await signIn(lab)).accessToken, 'tools/list')).headers.has('mcp-session-id'),
  'mcp-no-result-type': async () => {
    const answer = await callModern(mcpUrl, (await signIn(lab)).accessToken, 'tools/list');
    return !('resultType' in resultOf(answer));
  },
  'mcp-ignores-headers': async () => {
    const { accessToken } = await signIn(lab);
    return (
      (await callModern(mcpUrl, accessToken, 'tools/list', {}, { 'mcp-method': 'tools/call' })).status === 200
    );
  },
  'mcp-unknown-method-200': async () =>
    (await callModern(mcpUrl, (await signIn(lab)).accessToken, 'shop/nothing')).status === 200,
  'mcp-version-refused-without-list': async () => {
    const { status, body } = await challenged();
    return status === 400 && (body.error as { code?: number } | undefined)?.code === -32022;
  },
};

test('every fault that one flow meets has a symptom here, and nothing else has', () => {
  const ids = lab.faults.filter(({ shownBy }) => shownBy === 'flow').map(({ id }) => id);
  expect(Object.keys(SYMPTOMS).sort()).toEqual(ids.sort());
});

test.each(Object.entries(SYMPTOMS))('%s: on, the wire shows it; off, it is gone', async (id, isThere) => {
  expect(await isThere()).toBe(false);
  lab.setFault(id, true);
  expect(lab.activeFaults()).toEqual([id]);
  expect(await isThere()).toBe(true);
  lab.setFault(id, false);
  expect(await isThere()).toBe(false);
});

test('faults that are on from the start are on', async () => {
  const other = await startLab({ faults: ['as-no-pkce', 'challenge-wrong-status'] });
  expect(other.activeFaults()).toEqual(['challenge-wrong-status', 'as-no-pkce']);
  expect((await callModern(urlOf(other, 'modern'), undefined, 'server/discover')).status).toBe(403);
  await other.close();
});

test('two faults spoil one answer together', async () => {
  lab.setFault('callback-state-wrong', true);
  lab.setFault('callback-iss-missing', true);
  const { state, iss, code } = await callback();
  expect([state, iss, code === undefined]).toEqual(['not-the-state-you-sent', undefined, false]);
  lab.setFault('callback-state-wrong', false);
  lab.setFault('callback-iss-missing', false);
});

test('the faults of the authorization server reach the 2025-03-26 server too', async () => {
  const { origin } = new URL(urlOf(lab, '2025-03-26'));
  lab.setFault('as-issuer-mismatch', true);
  const document = parse(await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).text());
  expect(document.issuer).not.toBe(origin);
  lab.setFault('as-issuer-mismatch', false);
});

test('a fault of the challenge leaves an authenticated session of the older era alone, its event stream too', async () => {
  lab.setFault('challenge-missing', true);
  const { accessToken } = await signIn(lab, { variant: 'legacy' });
  const opened = await initialize(urlOf(lab, 'legacy'), accessToken, '2025-11-25');
  expect(opened.status).toBe(200);
  const session = opened.headers.get('mcp-session-id') ?? '';
  const stream = await fetch(urlOf(lab, 'legacy'), {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${accessToken}`,
      'mcp-session-id': session,
    },
  });
  expect(stream.status).toBe(200);
  await stream.body?.cancel();
  lab.setFault('challenge-missing', false);
});

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
