import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import {
  authorize,
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
  'as-metadata-missing': async () =>
    (await fetch(`${lab.issuer}/.well-known/oauth-authorization-server`)).status === 404 &&
    (await fetch(`${lab.issuer}/.well-known/openid-configuration`)).status === 404,
  'as-issuer-mismatch': async () => (await serverDocument()).issuer !== lab.issuer,
  'as-no-pkce': async () => (await serverDocument()).code_challenge_methods_supported === undefined,
  'as-pkce-plain-only': async () =>
    JSON.stringify((await serverDocument()).code_challenge_methods_supported) === '["plain"]',
  'as-unsafe-authorization-endpoint': async () =>
    String((await serverDocument()).authorization_endpoint).startsWith('javascript:'),
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
  'mcp-rejects-fresh-token': async () => {
    const { accessToken } = await signIn(lab);
    const { status, challenge } = await callModern(mcpUrl, accessToken, 'server/discover');
    return status === 401 && challenge?.includes('error="invalid_token"') === true;
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
};

test('every symptom is that of a fault', () => {
  // The others are met in ../rules, where every fault of the catalogue must trip exactly its rules.
  const known = lab.faults.map(({ id }) => id);
  expect(Object.keys(SYMPTOMS).filter((id) => !known.includes(id))).toEqual([]);
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
