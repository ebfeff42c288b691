import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { SHOP_TOOLS } from '../../../electron/lab/shop/tools.ts';
import { EVERYTHING } from './a-caller.ts';
import { callModern, callTool, resultOf, signIn, textOf, urlOf } from './lab-client.ts';

let lab: Lab;
let url: string;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  lab = await startLab();
  url = urlOf(lab, 'modern');
  for (const { id } of lab.identities) {
    tokens[id] = (await signIn(lab, { as: id, scope: EVERYTHING })).accessToken;
  }
});
afterAll(() => lab.close());

test('there are two tools at each of the four levels', () => {
  const levels = SHOP_TOOLS.map(({ name, level }) => `${level} ${name}`);
  expect(levels).toEqual([
    'public search_products',
    'public get_categories',
    'login get_order',
    'login list_orders',
    'owner create_return',
    'owner update_profile',
    'admin update_inventory',
    'admin manage_promotions',
  ]);
});

test('a missing scope is 403 with the scope of this operation and a pointer to the metadata', async () => {
  const { accessToken } = await signIn(lab, { scope: 'orders:read' });
  const answer = await callTool(url, accessToken, 'create_return', { orderId: '1001', reason: 'too small' });
  expect(answer.status).toBe(403);
  expect(answer.challenge).toMatch(
    /^Bearer error="insufficient_scope", error_description="[^"]+", scope="orders:write", resource_metadata="http:.+"$/,
  );
});

test.each([
  ['update_inventory', { sku: 'mug', stock: 3 }, 'inventory:write'],
  ['manage_promotions', { code: 'AUTUMN' }, 'promotions:write'],
])('%s: a customer cannot even get the scope, an administrator may call it', async (name, args, scope) => {
  const customer = await callTool(url, tokens.alice, name, args);
  expect(customer.status).toBe(403);
  expect(customer.challenge).toContain(`error="insufficient_scope"`);
  expect(customer.challenge).toContain(`scope="${scope}"`);
  const admin = await callTool(url, tokens.admin, name, args);
  expect(admin.status).toBe(200);
  expect(resultOf(admin).isError).toBeUndefined();
});

test.each([
  ['alice', 'create_return', { orderId: '2001', reason: 'not mine' }],
  ['bob', 'create_return', { orderId: '1001', reason: 'not mine' }],
  ['alice', 'get_order', { orderId: '2001' }],
  ['alice', 'get_order', { orderId: '9999' }],
  ['bob', 'update_profile', { customerId: 'alice', city: 'Nowhere' }],
  ['admin', 'update_profile', { customerId: 'alice', city: 'Nowhere' }],
])('%s is refused by %s on %o, as a result that names the refusal', async (who, name, args) => {
  const answer = await callTool(url, tokens[who], name, args);
  expect(answer.status).toBe(200);
  expect(resultOf(answer).isError).toBe(true);
  expect(textOf(answer)).toMatch(/^Refused: .* is not yours\.$/);
});

test('owners do with their own what the tools are for', async () => {
  const returned = await callTool(url, tokens.alice, 'create_return', { orderId: '1001', reason: 'broken' });
  expect(textOf(returned)).toBe('Return R1 for order 1001 is registered.');
  const updated = await callTool(url, tokens.bob, 'update_profile', { city: 'Bruges' });
  expect(resultOf(updated).structuredContent).toEqual({ displayName: 'Bob', city: 'Bruges' });
});

test('a machine that signed in for itself owns nothing', async () => {
  const service = lab.clients.find((client) => client.clientId === 'keyhole-service');
  const response = await fetch(`${lab.issuer}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`keyhole-service:${service?.clientSecret ?? ''}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'orders:read', resource: url }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  expect(textOf(await callTool(url, access_token, 'list_orders'))).toBe('0 order(s).');
});

test('nothing the shop says holds a full card number, a cost or a password', async () => {
  const answers = await Promise.all([
    callTool(url, tokens.admin, 'list_orders'),
    callTool(url, tokens.admin, 'search_products'),
    callModern(url, tokens.admin, 'resources/read', { uri: 'commerce://catalog' }),
    callModern(url, tokens.admin, 'resources/read', { uri: 'commerce://analytics/daily' }),
  ]);
  const everything = JSON.stringify(answers.map((answer) => answer.body));
  expect(everything).toContain('card ending in 4242');
  expect(everything).not.toMatch(/\d{12,}|password|cost|margin/i);
});

test('the analytics are for the assistant alone and need a sign-in; the catalogue is for everybody', async () => {
  const listed = await callModern(url, tokens.alice, 'resources/list');
  const resources = resultOf(listed).resources as { uri: string; annotations: unknown }[];
  expect(resources.find(({ uri }) => uri === 'commerce://analytics/daily')?.annotations).toEqual({
    audience: ['assistant'],
    priority: 0.3,
  });
  const open = urlOf(lab, 'open');
  const catalogue = await callModern(open, undefined, 'resources/read', { uri: 'commerce://catalog' });
  expect(catalogue.status).toBe(200);
  const analytics = await callModern(open, undefined, 'resources/read', {
    uri: 'commerce://analytics/daily',
  });
  expect(analytics.status).toBe(401);
});

test('tools say what they do to the world, and their blocks say whom they are for', async () => {
  const listed = await callModern(url, tokens.admin, 'tools/list');
  const tools = resultOf(listed).tools as { name: string; annotations: Record<string, boolean> }[];
  expect(tools.map(({ name }) => name)).toEqual(SHOP_TOOLS.map(({ name }) => name));
  const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
  expect(hints.get_order).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  expect(hints.update_inventory).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  const order = await callTool(url, tokens.alice, 'get_order', { orderId: '1001' });
  const content = resultOf(order).content as { annotations: { audience: string[] } }[];
  expect(content.map(({ annotations }) => annotations.audience)).toEqual([
    ['user', 'assistant'],
    ['assistant'],
  ]);
});

test('prompts can be listed and written', async () => {
  const listed = await callModern(url, tokens.alice, 'prompts/list');
  expect(resultOf(listed).prompts).toMatchObject([{ name: 'recommend_gift' }, { name: 'summarise_order' }]);
  const params = { name: 'summarise_order', arguments: { orderId: '1001' } };
  const written = await callModern(url, tokens.alice, 'prompts/get', params);
  expect(JSON.stringify(resultOf(written))).toContain('order 1001');
});

test('a body of two megabytes is 413, and the next request is served', async () => {
  const headers = { authorization: `Bearer ${tokens.alice ?? ''}`, 'content-type': 'application/json' };
  for (let round = 0; round < 3; round += 1) {
    const refused = await fetch(url, { method: 'POST', headers, body: 'x'.repeat(2_000_000) });
    expect(refused.status).toBe(413);
    expect((await callTool(url, tokens.alice, 'list_orders')).status).toBe(200);
  }
});

test('input that breaks its schema is refused, and changes nothing', async () => {
  const answer = await callTool(url, tokens.admin, 'update_inventory', { sku: 'mug', stock: -1 });
  const refused = resultOf(answer) as { isError?: boolean } | undefined;
  expect(refused?.isError === true || answer.body.error !== undefined).toBe(true);
  const after = await callTool(url, tokens.admin, 'search_products', { query: 'mug' });
  expect(JSON.stringify(resultOf(after))).not.toContain('-1');
});
