// Each fault in what answers contain: on, the wire shows exactly what was planted for it; off, nothing is left of it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEAK_FAULTS } from '../../../electron/lab/faults/leaks.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { PLANTED, PLANTED_ADDRESSES, SHOP_SECRETS } from '../../../electron/lab/shop/planted.ts';
import type { PlantedKind } from '../../../electron/lab/shop/planted.ts';
import { ERAS, callerWith, startCaller } from './a-caller.ts';
import type { ACaller, Era } from './a-caller.ts';
import { allOrNone, meetBothWays, withFault } from './both-ways.ts';
import type { McpAnswer } from './lab-client.ts';
import { callModern, resultOf, textOf, urlOf } from './lab-client.ts';

let lab: Lab;
const people = {} as Record<Era, Record<'alice' | 'admin', ACaller>>;
beforeAll(async () => {
  lab = await startLab();
  for (const variant of ERAS) {
    people[variant] = {
      alice: await startCaller(lab, 'alice', { variant }),
      admin: await startCaller(lab, 'admin', { variant }),
    };
  }
});
afterAll(() => lab.close());

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly annotations?: { readonly audience: readonly string[] };
  readonly resource?: { readonly annotations?: unknown };
}

const getOrder = (caller: ACaller) => caller.callTool('get_order', { orderId: '1001' });
const blocksOf = (answer: McpAnswer) => resultOf(answer).content as readonly Block[];
const structuredOf = (answer: McpAnswer) => JSON.stringify(resultOf(answer).structuredContent ?? null);
/** What a host that honours audience would show to the one or the other. */
const shownTo = (answer: McpAnswer, whom: 'user' | 'assistant') =>
  JSON.stringify(blocksOf(answer).filter(({ annotations }) => annotations?.audience.includes(whom) ?? true));

const secretOf = (kind: PlantedKind, of: string): string => {
  const planted = PLANTED.find((each) => each.kind === kind && each.of === of);
  if (!planted) throw new Error(`nothing of the kind ${kind} is planted for ${of}`);
  return planted.value;
};

/** A secret in the order: in the text for the model and in the structured content. Whether the person sees it, too. */
const inOrder = (secret: () => string, seenByPerson: boolean) => async (era: Era) => {
  const answer = await getOrder(people[era].alice);
  const [forModel, forPerson, structured] = [
    shownTo(answer, 'assistant').includes(secret()),
    shownTo(answer, 'user').includes(secret()),
    structuredOf(answer).includes(secret()),
  ];
  expect(structured).toBe(forModel);
  expect(forPerson).toBe(forModel && seenByPerson);
  return forModel;
};

/** True when the defect is there. */
const SYMPTOMS: Readonly<Record<string, (era: Era) => Promise<boolean>>> = {
  'leaks-password-hash': inOrder(() => secretOf('password-hash', 'alice'), false),
  'leaks-payment-credential': inOrder(() => SHOP_SECRETS.gatewayKey, false),
  'leaks-card-number': inOrder(() => secretOf('card-number', 'alice'), true),
  'leaks-identity-number': inOrder(() => secretOf('identity-number', 'alice'), false),
  'leaks-other-address': inOrder(() => PLANTED_ADDRESSES.bob?.street ?? '', false),
  'leaks-secret-in-url': inOrder(() => `access_token=${SHOP_SECRETS.trackingToken}`, false),
  'leaks-cost-price': async (era) => {
    const found = await people[era].alice.callTool('search_products', { query: 'kettle' });
    const open = await callerWith(urlOf(lab, 'open'), undefined).read('commerce://catalog');
    const says = (text: string) => [
      text.includes(secretOf('cost-price', 'kettle')),
      text.includes(secretOf('margin', 'kettle')),
    ];
    return allOrNone([
      ...says(shownTo(found, 'assistant')),
      ...says(structuredOf(found)),
      ...says(open.text),
    ]);
  },
  'leaks-secret-in-error': async (era) => {
    const { alice } = people[era];
    const [foreign, missing] = await Promise.all(
      ['2001', '9999'].map((orderId) => alice.callTool('get_order', { orderId })),
    );
    if (!foreign || !missing) throw new Error('both calls are answered');
    expect(resultOf(foreign).isError).toBe(true);
    expect(textOf(foreign).replace('2001', '')).toBe(textOf(missing).replace('9999', ''));
    return textOf(foreign).includes(SHOP_SECRETS.databaseUrl);
  },
  'leaks-secret-in-log': async (era) => {
    const answer = await people[era].alice.callTool('list_orders');
    expect(JSON.stringify(answer.body)).not.toContain(SHOP_SECRETS.databaseUrl);
    const logged = answer.text
      .split('\n')
      .filter((line) => line.includes('"notifications/message"'))
      .join('\n');
    const secrets = [SHOP_SECRETS.databaseUrl, secretOf('password-hash', 'alice')];
    return allOrNone(secrets.map((secret) => logged.includes(secret)));
  },
  'leaks-in-structured-only': async (era) => {
    const answer = await getOrder(people[era].alice);
    const secret = secretOf('card-number', 'alice');
    expect(JSON.stringify(blocksOf(answer))).not.toContain(secret);
    return structuredOf(answer).includes(secret);
  },
  'leaks-secret-in-description': async (era) =>
    (await people[era].alice.request('tools/list')).text.includes(SHOP_SECRETS.gatewayKey),
  'leaks-secret-in-meta': async (era) => {
    const result = resultOf(await getOrder(people[era].alice));
    const { _meta: meta, ...rest } = result;
    expect(JSON.stringify(rest)).not.toContain(SHOP_SECRETS.upstreamToken);
    return JSON.stringify(meta ?? null).includes(SHOP_SECRETS.upstreamToken);
  },
  'leaks-assistant-only': async (era) => {
    const answer = await getOrder(people[era].alice);
    return shownTo(answer, 'user') === '[]' && shownTo(answer, 'assistant').includes('9.00 EUR');
  },
};

/** Those that only the newest revision has. */
const MODERN_SYMPTOMS: Readonly<Record<string, () => Promise<boolean>>> = {
  'annotations-misplaced': async () => {
    const embedded = blocksOf(await getOrder(people.modern.alice)).filter(({ type }) => type === 'resource');
    expect(embedded.map(({ annotations }) => annotations)).toEqual(embedded.map(() => undefined));
    return embedded.length === 1 && embedded[0]?.resource?.annotations !== undefined;
  },
  'asks-card-by-form': async () => {
    const answer = await getOrder(people.modern.alice);
    const { inputRequests } = resultOf(answer) as { inputRequests?: Record<string, { method: string }> };
    return inputRequests?.card?.method === 'elicitation/create' && answer.text.includes('cardNumber');
  },
};

test('every fault in what answers contain has a symptom here, and nothing else has', () => {
  const ids = LEAK_FAULTS.map(({ id }) => id);
  expect([...Object.keys(SYMPTOMS), ...Object.keys(MODERN_SYMPTOMS)].toSorted()).toEqual(ids.toSorted());
});

const cases = [
  ...Object.entries(SYMPTOMS).flatMap(([id, shows]) => ERAS.map((era) => ({ id, era, shows }))),
  ...Object.entries(MODERN_SYMPTOMS).map(([id, shows]) => ({ id, era: 'modern' as const, shows })),
];

test.each(cases)('$id, $era: on, the wire shows it; off, it is gone', async ({ id, era, shows }) => {
  await meetBothWays(lab, id, () => shows(era));
});

test('with what was typed into the form the order comes, and the older era is asked nothing', async () => {
  await withFault(lab, 'asks-card-by-form', async () => {
    const { alice } = people.modern;
    expect(resultOf(await alice.callTool('get_order', { orderId: '2001' })).isError).toBe(true);
    const retried = await callModern(urlOf(lab, 'modern'), alice.token, 'tools/call', {
      name: 'get_order',
      arguments: { orderId: '1001' },
      inputResponses: { card: { action: 'accept', content: { cardNumber: '4242', cvv: '735' } } },
    });
    expect(resultOf(retried).structuredContent).toMatchObject({ id: '1001' });
    const older = await getOrder(people.legacy.alice);
    expect(resultOf(older).structuredContent).toMatchObject({ id: '1001' });
  });
});

test('an order leaks what belongs to its owner, whoever reads it, as a resource too', async () => {
  await withFault(lab, 'leaks-identity-number', async () => {
    for (const era of ERAS) {
      const { admin } = people[era];
      const order = await admin.callTool('get_order', { orderId: '3001' });
      expect(structuredOf(order)).toContain(secretOf('identity-number', 'lina'));
      expect((await admin.read('commerce://orders/3001')).text).toContain(
        secretOf('identity-number', 'lina'),
      );
    }
  });
});
