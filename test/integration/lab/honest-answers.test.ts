// What the honest lab shows to whom: lists by role, nobody's data but one's own, and no secret at all.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { PLANTED, PLANTED_ADDRESSES } from '../../../electron/lab/shop/planted.ts';
import type { ACaller } from './a-caller.ts';
import { ERAS, callerInSession, callerWith, isAllowed, listed, startCaller } from './a-caller.ts';
import { callModern, initialize, resultOf, signIn, textOf, urlOf } from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const PUBLIC = ['search_products', 'get_categories'];
const SIGNED_IN = [...PUBLIC, 'get_order', 'list_orders'];
const CUSTOMER = [...SIGNED_IN, 'create_return', 'update_profile'];
const ADMIN = [...CUSTOMER, 'update_inventory', 'manage_promotions'];

const PEOPLE = ['alice', 'bob', 'lina', 'admin'];
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  alice: ['1001', '1002'],
  bob: ['2001', '2002'],
  lina: ['3001', '3002'],
};
const everyOrder = Object.values(ORDERS).flat();

describe.each(ERAS)('%s', (era) => {
  test.each([
    ['alice', CUSTOMER],
    ['lina', CUSTOMER],
    ['admin', ADMIN],
  ])('%s is shown the tools that this role may ever call, whatever the scope at hand', async (who, names) => {
    const withLittle = await startCaller(lab, who, { variant: era, scope: 'orders:read' });
    expect(await listed(withLittle, 'tools')).toEqual(names);
    expect(await listed(withLittle, 'prompts')).toEqual(['recommend_gift', 'summarise_order']);
  });

  test('everybody is shown the resources of the shop and of the own orders', async () => {
    const fixed = ['commerce://catalog', 'commerce://analytics/daily', 'commerce://account'];
    for (const who of PEOPLE) {
      const orders = (ORDERS[who] ?? everyOrder).map((id) => `commerce://orders/${id}`);
      const caller = await startCaller(lab, who, { variant: era });
      expect(await listed(caller, 'resources')).toEqual([...fixed, ...orders]);
      const templates = await caller.request('resources/templates/list');
      expect(resultOf(templates).resourceTemplates).toMatchObject([
        { uriTemplate: 'commerce://orders/{orderId}' },
      ]);
    }
  });

  test('an order of somebody else is answered exactly like one that does not exist', async () => {
    const alice = await startCaller(lab, 'alice', { variant: era });
    const withoutNumber = (text: string, id: string) => text.replaceAll(id, '…');
    for (const [tool, args] of [
      ['get_order', {}],
      ['create_return', { reason: 'too small' }],
    ] as const) {
      const foreign = await alice.callTool(tool, { orderId: '2001', ...args });
      const missing = await alice.callTool(tool, { orderId: '9999', ...args });
      expect(isAllowed(foreign)).toBe(false);
      expect(withoutNumber(JSON.stringify(foreign.body), '2001')).toBe(
        withoutNumber(JSON.stringify(missing.body), '9999'),
      );
    }
    const foreign = await alice.callTool('update_profile', { customerId: 'bob' });
    const missing = await alice.callTool('update_profile', { customerId: 'eve' });
    expect(textOf(foreign).replace('bob', 'eve')).toBe(textOf(missing));
    const read = await alice.read('commerce://orders/2001');
    const notThere = await alice.read('commerce://orders/9999');
    expect(read.status).toBe(notThere.status);
    expect(read.body.error).toBeDefined();
    expect(withoutNumber(JSON.stringify(read.body), '2001')).toBe(
      withoutNumber(JSON.stringify(notThere.body), '9999'),
    );
  });

  test('no answer to anybody holds a planted secret, nor an address but to whom it belongs', async () => {
    const read = new Set<string>();
    for (const who of PEOPLE) {
      const said = await everythingSaidTo(await startCaller(lab, who, { variant: era }));
      for (const { kind, of, value } of PLANTED)
        expect([who, kind, of, said.includes(value)]).toContain(false);
      for (const [owner, address] of Object.entries(PLANTED_ADDRESSES)) {
        for (const part of Object.values(address)) {
          expect([who, part, said.includes(part)]).toEqual([who, part, owner === who]);
          if (owner === who) read.add(owner);
        }
      }
    }
    expect([...read]).toEqual(Object.keys(PLANTED_ADDRESSES));
  });

  test('personal data come with the last four digits of the card, to its owner and to administrators', async () => {
    const alice = await startCaller(lab, 'alice', { variant: era });
    const order = await alice.callTool('get_order', { orderId: '1001' });
    expect(resultOf(order).structuredContent).toMatchObject({
      paidWith: 'card ending in 4242',
      shipTo: PLANTED_ADDRESSES.alice,
    });
    const admin = await startCaller(lab, 'admin', { variant: era });
    const seen = resultOf(await admin.callTool('get_order', { orderId: '1001' })).structuredContent;
    expect(seen).toMatchObject({ paidWith: 'card ending in 4242' });
    expect(seen).not.toHaveProperty('shipTo');
  });

  test('an order can be read as a resource by its owner and by administrators', async () => {
    for (const who of PEOPLE) {
      const caller = await startCaller(lab, who, { variant: era });
      for (const id of everyOrder) {
        const answer = await caller.read(`commerce://orders/${id}`);
        const allowed = who === 'admin' || ORDERS[who]?.includes(id) === true;
        expect([who, id, isAllowed(answer)]).toEqual([who, id, allowed]);
      }
    }
  });
});

test('without a token the open server lists what one may sign in for, and nothing of administrators', async () => {
  const nobody = callerWith(urlOf(lab, 'open'), undefined);
  const signedIn = await startCaller(lab, 'alice', { variant: 'open' });
  for (const list of ['tools', 'prompts'] as const)
    expect(await listed(nobody, list)).toEqual(await listed(signedIn, list));
  // Nobody's own orders are none.
  expect(await listed(nobody, 'resources')).toEqual(
    (await listed(signedIn, 'resources')).filter((uri) => !/orders\/\d/.test(uri)),
  );
  expect(await listed(nobody, 'tools')).toEqual(CUSTOMER);
});

test('a machine that signed in for itself is shown nothing that needs an owner', async () => {
  const service = lab.clients.find(({ clientId }) => clientId === 'keyhole-service');
  const credentials = Buffer.from(`keyhole-service:${service?.clientSecret ?? ''}`).toString('base64');
  const response = await fetch(`${lab.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'orders:read',
      resource: urlOf(lab, 'modern'),
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  expect(await listed(callerWith(urlOf(lab, 'modern'), access_token), 'tools')).toEqual(SIGNED_IN);
});

test('another spelling of a URI needs the same token and scope', async () => {
  const nobody = callerWith(urlOf(lab, 'open'), undefined);
  const { accessToken } = await signIn(lab, { scope: 'profile:write' });
  const withoutScope = callerWith(urlOf(lab, 'modern'), accessToken);
  for (const uri of ['COMMERCE://analytics/daily', 'commerce://orders/./1001', ' commerce://account']) {
    expect([uri, (await nobody.read(uri)).status]).toEqual([uri, 401]);
    expect([uri, (await withoutScope.read(uri)).status]).toEqual([uri, 403]);
  }
});

test('what is the same for everybody may be cached for everybody, and nothing else may', async () => {
  const alice = await startCaller(lab, 'alice');
  const scopeOf = async (method: string, params = {}) =>
    resultOf(await alice.request(method, params)).cacheScope;
  expect(await scopeOf('server/discover')).toBe('public');
  expect(await scopeOf('resources/read', { uri: 'commerce://catalog' })).toBe('public');
  for (const uri of ['commerce://account', 'commerce://analytics/daily', 'commerce://orders/1001']) {
    expect([uri, await scopeOf('resources/read', { uri })]).toEqual([uri, 'private']);
  }
  for (const what of ['tools', 'resources', 'resources/templates', 'prompts']) {
    expect([what, await scopeOf(`${what}/list`)]).toEqual([what, 'private']);
  }
});

test('the older eras are told nothing of caching', async () => {
  const alice = await startCaller(lab, 'alice', { variant: 'legacy' });
  for (const method of ['tools/list', 'resources/list', 'prompts/list']) {
    expect(await alice.request(method).then(resultOf)).not.toHaveProperty('cacheScope');
  }
});

test('modern: the log is sent to whom asks for it, on the stream of the answer', async () => {
  const { accessToken } = await signIn(lab);
  const url = urlOf(lab, 'modern');
  const call = { name: 'list_orders', arguments: {} };
  expect((await callModern(url, accessToken, 'tools/call', call)).text).not.toContain(
    'notifications/message',
  );
  const asked = await callModern(url, accessToken, 'tools/call', call, {}, logFrom('info'));
  expect(asked.headers.get('content-type')).toContain('text/event-stream');
  expect(asked.text).toContain('"data":"2 order(s) read"');
  expect(textOf(asked)).toBe('2 order(s).');
  const forWarnings = await callModern(url, accessToken, 'tools/call', call, {}, logFrom('warning'));
  expect(forWarnings.text).not.toContain('notifications/message');
});

test('legacy: the log is sent until a client asks for less', async () => {
  const alice = await startCaller(lab, 'alice', { variant: 'legacy' });
  expect((await alice.callTool('list_orders')).text).toContain('"data":"2 order(s) read"');
  await alice.request('logging/setLevel', { level: 'warning' });
  const quiet = await alice.callTool('list_orders');
  expect(quiet.text).not.toContain('notifications/message');
  expect(textOf(quiet)).toBe('2 order(s).');
});

test('a session belongs to whoever opened it: for everybody else it is not there', async () => {
  const url = urlOf(lab, 'legacy');
  const alice = await startCaller(lab, 'alice', { variant: 'legacy' });
  const bob = await startCaller(lab, 'bob', { variant: 'legacy' });
  const intruder = callerInSession(url, bob.token, alice.sessionId ?? '');
  const refused = await intruder.callTool('list_orders');
  const notThere = await callerInSession(url, bob.token, 'no-such-session').callTool('list_orders');
  expect([refused.status, refused.text]).toEqual([404, notThere.text]);
  // A token with more scope of the same person goes on in the same session.
  const { accessToken } = await signIn(lab, { variant: 'legacy', scope: 'orders:read profile:write' });
  const steppedUp = callerInSession(url, accessToken, alice.sessionId ?? '');
  expect(isAllowed(await steppedUp.callTool('update_profile', { city: 'Suzhou' }))).toBe(true);
  expect((await initialize(url, undefined, '2025-11-25')).status).toBe(401);
});

/** What a request of 2026-07-28 says to be sent log lines. */
function logFrom(level: string): Record<string, unknown> {
  return { 'io.modelcontextprotocol/logLevel': level };
}

/** Everything that can be asked for without changing anything, as one text; refusals too. */
async function everythingSaidTo(caller: ACaller): Promise<string> {
  const answers = [
    ...['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].map((method) =>
      caller.request(method),
    ),
    ...['search_products', 'get_categories', 'list_orders'].map((name) => caller.callTool(name)),
    ...[...everyOrder, '9999'].flatMap((orderId) => [
      caller.callTool('get_order', { orderId }),
      caller.callTool('create_return', { orderId, reason: '' }),
      caller.read(`commerce://orders/${orderId}`),
    ]),
    ...['catalog', 'analytics/daily', 'account'].map((path) => caller.read(`commerce://${path}`)),
    caller.callTool('update_profile', { customerId: 'nobody' }),
    caller.callTool('update_inventory', { sku: 'nothing', stock: 1 }),
    caller.request('prompts/get', { name: 'summarise_order', arguments: { orderId: '1001' } }),
  ];
  return (await Promise.all(answers)).map(({ text }) => text.replaceAll('\\"', '"')).join('\n');
}
