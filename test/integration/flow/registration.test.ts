import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import type { AFlow } from './a-flow.ts';
import { failedRules, failures, lastOf, runFlow, sent, steps } from './a-flow.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

function secretsOf(clientId: string): FlowSecrets {
  const client = lab.clients.find((one) => one.clientId === clientId);
  if (!client) throw new Error(`the lab has no client ${clientId}`);
  return {
    ...(client.clientSecret === undefined ? {} : { clientSecret: client.clientSecret }),
    ...(client.privateJwk === undefined ? {} : { privateKey: JSON.stringify(client.privateJwk) }),
  };
}

async function run(settings: Partial<FlowSettings>, secrets: FlowSecrets = {}): Promise<AFlow> {
  const flow = await runFlow(lab.mcp['modern'] ?? '', { settings, secrets });
  onTestFinished(() => flow.close());
  return flow;
}

test.each([
  ['keyhole-public', 'none'],
  ['keyhole-basic', 'client_secret_basic'],
  ['keyhole-basic-encoded', 'client_secret_basic'],
  ['keyhole-post', 'client_secret_post'],
  ['keyhole-jwt', 'private_key_jwt'],
] as const)('the pre-registered client %s proves itself by %s', async (clientId, clientAuth) => {
  const flow = await run({ clientId, clientAuth }, secretsOf(clientId));
  expect(failures(flow)).toEqual([]);
  expect(flow.session.completed).toBe(true);
  expect(steps(flow).some((step) => step.startsWith('register'))).toBe(false);
  expect(latestText(flow.session, 'registration_method')).toBe('preregistered');
  const token = lastOf(flow, 'token-code');
  const proof = {
    basic: token.request.headers.some(([name]) => name.toLowerCase() === 'authorization'),
    post: sent(token).has('client_secret'),
    jwt: sent(token).has('client_assertion'),
  };
  expect(proof).toEqual({
    basic: clientAuth === 'client_secret_basic',
    post: clientAuth === 'client_secret_post',
    jwt: clientAuth === 'private_key_jwt',
  });
});

test('Basic credentials are form-encoded where they must be, and left alone where they need not', async () => {
  const { clientSecret = '' } = secretsOf('keyhole-basic-encoded');
  const flow = await run({ clientId: 'keyhole-basic-encoded' }, { clientSecret });
  const header = lastOf(flow, 'token-code').request.headers.find(([name]) => name === 'authorization')?.[1];
  const [id, secret = ''] = atob(header?.replace('Basic ', '') ?? '').split(':');
  expect(id).toBe('keyhole-basic-encoded');
  expect(secret).not.toBe(clientSecret);
  expect(new URLSearchParams(`x=${secret}`).get('x')).toBe(clientSecret);
});

test('a wrong secret is refused at the token endpoint, with invalid_client as the evidence', async () => {
  const flow = await run({ clientId: 'keyhole-basic' }, { clientSecret: 'not the secret' });
  expect(failedRules(flow)).toEqual(['token/succeeded']);
  expect(failures(flow)[0]?.actual).toMatch(/invalid_client/);
});

test('a metadata document is used before dynamic registration, and nothing is registered', async () => {
  const flow = await run({ clientMetadataUrl: lab.clientMetadataUrl });
  expect(failures(flow)).toEqual([]);
  expect(flow.session.completed).toBe(true);
  expect(latestText(flow.session, 'registration_method')).toBe('cimd');
  expect(sent(lastOf(flow, 'authorize-hop')).get('client_id')).toBe(lab.clientMetadataUrl);
  expect(steps(flow).some((step) => step.startsWith('register'))).toBe(false);
});

test('dynamic registration can be forced, and says that the client is native', async () => {
  const flow = await run({ clientMetadataUrl: lab.clientMetadataUrl, registration: 'dcr' });
  expect(flow.session.completed).toBe(true);
  const body: unknown = JSON.parse(lastOf(flow, 'register').request.body ?? '');
  expect(isJsonObject(body) && body).toMatchObject({
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    redirect_uris: [latestText(flow.session, 'redirect_uri')],
  });
});

test('a metadata document is not tried in a revision that does not know it', async () => {
  const flow = await runFlow(lab.mcp['2025-06-18'] ?? '', {
    settings: { clientMetadataUrl: lab.clientMetadataUrl, revision: '2025-06-18' },
  });
  onTestFinished(() => flow.close());
  expect(latestText(flow.session, 'registration_method')).toBe('dcr');
  const body: unknown = JSON.parse(lastOf(flow, 'register').request.body ?? '');
  expect(isJsonObject(body) && 'application_type' in body).toBe(false);
});

test.each([
  'http://example.com/c.json',
  'https://example.com',
  'https://example.com/',
  'https://example.com/c#x',
])(
  '%s cannot be a client identifier, and that is said before anything is sent with it',
  async (clientMetadataUrl) => {
    const flow = await run({ clientMetadataUrl, registration: 'cimd' });
    expect(flow.session.stop).toMatchObject({ kind: 'failed', event: { stage: 'registration' } });
    expect(steps(flow).some((step) => step.startsWith('authorize'))).toBe(false);
  },
);

test('a client that belongs to another issuer is not shown to this one', async () => {
  const flow = await run({ clientId: 'keyhole-public', clientIssuer: 'https://login.example.net' });
  expect(flow.session.stop).toMatchObject({
    kind: 'refused',
    event: { stage: 'registration', ruleId: 'registration/issuer-binding' },
  });
  expect(steps(flow).some((step) => step.startsWith('authorize'))).toBe(false);
});

test('without any way to register the person is asked, and the answer is used', async () => {
  const flow = await run({ registration: 'preregistered' });
  expect(flow.session.question?.question.kind).toBe('client-information');
  await flow.runner.giveClient('keyhole-post', 'client_secret_post', secretsOf('keyhole-post'));
  await flow.runner.run({ kind: 'end' });
  expect(flow.session.completed).toBe(true);
  expect(sent(lastOf(flow, 'token-code')).has('client_secret')).toBe(true);
});

test.each([
  ['keyhole-service', 'client_secret_basic'],
  ['keyhole-service-jwt', 'private_key_jwt'],
] as const)('%s gets a token for itself, with %s and the resource', async (clientId, clientAuth) => {
  const flow = await run(
    { grant: 'client_credentials', clientId, clientAuth, extraAuthorizationParameters: {} },
    secretsOf(clientId),
  );
  expect(failures(flow)).toEqual([]);
  expect(flow.session.completed).toBe(true);
  const token = sent(lastOf(flow, 'token-client-credentials'));
  expect(token.get('grant_type')).toBe('client_credentials');
  expect(token.get('resource')).toBe(lab.mcp['modern']);
  expect(steps(flow).some((step) => step.startsWith('authorize'))).toBe(false);
});
