// Each fault in what callers may do, and in whose answer they get: on, the wire shows it; off, it is gone.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANSWER_FAULTS } from '../../../electron/lab/faults/answers.ts';
import { PERMISSION_FAULTS } from '../../../electron/lab/faults/permissions.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { ERAS, callerInSession, callerWith, isAllowed, listed, startCaller } from './a-caller.ts';
import type { ACaller, Era } from './a-caller.ts';
import { allOrNone, meetBothWays } from './both-ways.ts';
import { withoutSignature } from './forged-tokens.ts';
import type { McpAnswer } from './lab-client.ts';
import { resultOf, signIn, textOf, urlOf } from './lab-client.ts';

let lab: Lab;
/** Signed in once for each era: a fault takes effect on tokens and sessions that are there. */
const people = {} as Record<Era, Record<'alice' | 'bob' | 'admin', ACaller>>;
beforeAll(async () => {
  lab = await startLab();
  for (const variant of ERAS) {
    const [alice, bob, admin] = await Promise.all(
      ['alice', 'bob', 'admin'].map((id) => startCaller(lab, id, { variant })),
    );
    if (alice && bob && admin) people[variant] = { alice, bob, admin };
  }
});
afterAll(() => lab.close());

/** Calls the server of an era with another token; in the era of sessions within the session of the one it came from. */
function withToken(era: Era, caller: ACaller, token: string | undefined): ACaller {
  const url = urlOf(lab, era);
  return era === 'modern' ? callerWith(url, token) : callerInSession(url, token, caller.sessionId ?? '');
}

const ownOrders = (caller: ACaller) => caller.callTool('list_orders');
const stock = { sku: 'mug', stock: 80 };

interface Symptom {
  /** Both unless told. */
  readonly eras?: readonly Era[];
  /** True when the defect is there. */
  readonly shows: (era: Era) => Promise<boolean>;
}

const SYMPTOMS: Readonly<Record<string, Symptom>> = {
  'owner-not-checked': {
    shows: async (era) => {
      const { bob } = people[era];
      const read = await bob.callTool('get_order', { orderId: '1001' });
      const resource = await bob.read('commerce://orders/1001');
      const changed = await bob.callTool('update_profile', { customerId: 'alice', city: 'Shanghai' });
      expect(isAllowed(await bob.callTool('get_order', { orderId: '9999' }))).toBe(false);
      expect(isAllowed(await bob.callTool('update_inventory', stock))).toBe(false);
      expect(textOf(await ownOrders(bob))).toBe('2 order(s).');
      return allOrNone([read, resource, changed].map(isAllowed));
    },
  },
  'admin-not-checked': {
    shows: async (era) => {
      const { bob, admin } = people[era];
      expect(await listed(bob, 'tools')).not.toContain('update_inventory');
      const little = await signIn(lab, { variant: era, as: 'admin', scope: 'orders:read' });
      const adminWithLittle = withToken(era, admin, little.accessToken);
      expect((await adminWithLittle.callTool('update_inventory', stock)).status).toBe(403);
      const calls = [
        bob.callTool('update_inventory', stock),
        bob.callTool('manage_promotions', { code: 'AUTUMN' }),
      ];
      return allOrNone((await Promise.all(calls)).map(isAllowed));
    },
  },
  'owner-locked-out': {
    shows: async (era) => {
      const { alice, admin } = people[era];
      expect(isAllowed(await admin.callTool('get_order', { orderId: '1001' }))).toBe(true);
      const answer = await alice.callTool('get_order', { orderId: '1001' });
      return !isAllowed(answer) && textOf(answer) === 'Refused: order 1001 is not yours.';
    },
  },
  'scope-not-checked': {
    shows: async (era) => {
      const { accessToken } = await signIn(lab, { variant: era, scope: 'orders:read' });
      const little = withToken(era, people[era].alice, accessToken);
      // The role is still looked at.
      expect(isAllowed(await little.callTool('update_inventory', stock))).toBe(false);
      return isAllowed(await little.callTool('update_profile', { city: 'Shanghai' }));
    },
  },
  'session-not-bound': {
    eras: ['legacy'],
    shows: async () => {
      const { alice, bob } = people.legacy;
      const intruder = callerInSession(urlOf(lab, 'legacy'), bob.token, alice.sessionId ?? '');
      const answer = await ownOrders(intruder);
      return answer.status === 200 && orderIds(answer)[0] === '1001';
    },
  },
  'tools-listed-to-everyone': {
    shows: async (era) => {
      const { bob } = people[era];
      expect(isAllowed(await bob.callTool('update_inventory', stock))).toBe(false);
      return (await listed(bob, 'tools')).includes('update_inventory');
    },
  },
  'data-in-refusal': {
    shows: async (era) => {
      const answer = await people[era].bob.callTool('get_order', { orderId: '1001' });
      expect(resultOf(answer).isError).toBe(true);
      return answer.text.includes('card ending in 4242');
    },
  },
  'existence-oracle': {
    shows: async (era) => {
      const { bob } = people[era];
      const answers = await Promise.all([
        bob.callTool('get_order', { orderId: '1001' }),
        bob.callTool('get_order', { orderId: '9999' }),
        bob.read('commerce://orders/1001'),
        bob.read('commerce://orders/9999'),
      ]);
      expect(answers.map(isAllowed)).toEqual([false, false, false, false]);
      const [foreign, missing, foreignRead, missingRead] = answers.map(({ body }) =>
        JSON.stringify(body).replaceAll(/1001|9999/g, '…'),
      );
      return allOrNone([foreign !== missing, foreignRead !== missingRead]);
    },
  },
  'cache-shared': {
    shows: async (era) => {
      const { alice, bob } = people[era];
      // A refusal is not remembered, so whoever may see the order still does.
      expect(isAllowed(await bob.callTool('get_order', { orderId: '1002' }))).toBe(false);
      const hers = await Promise.all([
        ownOrders(alice),
        alice.read('commerce://account'),
        alice.callTool('get_order', { orderId: '1002' }),
        alice.read('commerce://orders/1002'),
      ]);
      expect(hers.map(isAllowed)).toEqual([true, true, true, true]);
      const his = await Promise.all([
        ownOrders(bob),
        bob.read('commerce://account'),
        bob.callTool('get_order', { orderId: '1002' }),
        bob.read('commerce://orders/1002'),
      ]);
      const same = his.map((answer, index) => sameContent(answer.body, hers[index]?.body));
      return allOrNone(same);
    },
  },
  'cache-scope-wrong': {
    eras: ['modern'],
    shows: async () => {
      const { alice } = people.modern;
      const answers = await Promise.all([
        alice.request('tools/list'),
        alice.request('resources/list'),
        alice.read('commerce://account'),
        alice.read('commerce://orders/1001'),
      ]);
      return allOrNone(answers.map((answer) => resultOf(answer).cacheScope === 'public'));
    },
  },
  'caller-mixed-up': {
    shows: async (era) => {
      const { alice, bob } = people[era];
      // One after the other everybody is right, with the fault as well.
      for (const [caller, ids] of [
        [alice, ['1001', '1002']],
        [bob, ['2001', '2002']],
      ] as const) {
        expect(orderIds(await ownOrders(caller))).toEqual(ids);
        const account = await caller.read('commerce://account');
        expect(account.text).toContain(JSON.stringify(JSON.stringify(ids)).slice(1, -1));
      }
      const [hers, his] = await Promise.all([ownOrders(alice), ownOrders(bob)]);
      return orderIds(hers)[0] !== '1001' || orderIds(his)[0] !== '2001';
    },
  },
};

test('every fault of permissions and answers has a symptom here, and nothing else has', () => {
  const ids = [...PERMISSION_FAULTS, ...ANSWER_FAULTS].map(({ id }) => id);
  expect(Object.keys(SYMPTOMS).toSorted()).toEqual(ids.toSorted());
});

const cases = Object.entries(SYMPTOMS).flatMap(([id, { eras = ERAS, shows }]) =>
  eras.map((era) => ({ id, era, shows })),
);

test.each(cases)('$id, $era: on, the wire shows it; off, it is gone', async ({ id, era, shows }) => {
  await meetBothWays(lab, id, () => shows(era));
});

test('what a shared cache remembered is forgotten with the fault', async () => {
  const { alice, bob } = people.modern;
  lab.setFault('cache-shared', true);
  await ownOrders(alice);
  lab.setFault('cache-shared', false);
  expect(isAllowed(await bob.callTool('search_products'))).toBe(true);
  lab.setFault('cache-shared', true);
  expect(orderIds(await ownOrders(bob))).toEqual(['2001', '2002']);
  lab.setFault('cache-shared', false);
});

test('faults add up: who checks neither scope nor role lets a customer set the stock', async () => {
  const { bob } = people.modern;
  const little = await signIn(lab, { as: 'bob', scope: 'orders:read' });
  const url = urlOf(lab, 'modern');
  for (const id of ['scope-not-checked', 'admin-not-checked', 'alg-none-accepted']) lab.setFault(id, true);
  const unsigned = callerWith(url, withoutSignature(little.accessToken));
  expect(isAllowed(await unsigned.callTool('update_inventory', stock))).toBe(true);
  for (const id of lab.activeFaults()) lab.setFault(id, false);
  expect((await unsigned.callTool('update_inventory', stock)).status).toBe(401);
  expect((await bob.callTool('update_inventory', stock)).status).toBe(403);
});

/** Numbers of the orders that `list_orders` lists. */
function orderIds(answer: McpAnswer): string[] {
  const { orders } = resultOf(answer).structuredContent as { orders: { id: string }[] };
  return orders.map(({ id }) => id);
}

function sameContent(one: unknown, other: unknown): boolean {
  const contentOf = (body: unknown) => {
    const { result, error } = body as { result?: { content?: unknown; contents?: unknown }; error?: unknown };
    return JSON.stringify(result?.content ?? result?.contents ?? error);
  };
  return contentOf(one) === contentOf(other);
}
