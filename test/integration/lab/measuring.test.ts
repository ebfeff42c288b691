// A lab as large as a measurement wants: more tools and more customers, all of them as honest as the others.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { ERAS, callerWith, isAllowed, listed, startCaller } from './a-caller.ts';
import { resultOf, signIn, urlOf } from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ tools: 200, customers: 8 });
});
afterAll(() => lab.close());

test.each(ERAS)('%s: two hundred tools are listed beside the eight, and say who asked', async (variant) => {
  const names = new Set<string>();
  for (const who of ['customer-1', 'customer-8']) {
    const caller = await startCaller(lab, who, { variant });
    const tools = (await listed(caller, 'tools')).filter((name) => name.startsWith('get_figure_'));
    expect(tools).toHaveLength(200);
    for (const name of tools) names.add(name);
    const answer = await caller.callTool('get_figure_200');
    expect(resultOf(answer).structuredContent).toEqual({ figure: 200, of: who });
  }
  expect(names.size).toBe(200);
});

test('a figure needs a token, and one with the scope of orders', async () => {
  const nobody = callerWith(urlOf(lab, 'open'), undefined);
  expect((await nobody.callTool('get_figure_001')).status).toBe(401);
  const { accessToken } = await signIn(lab, { scope: 'profile:write' });
  const withoutScope = callerWith(urlOf(lab, 'modern'), accessToken);
  expect((await withoutScope.callTool('get_figure_001')).status).toBe(403);
});

test('each customer has two orders that nobody else may see', async () => {
  expect(lab.identities).toHaveLength(4 + 8);
  const seventh = await startCaller(lab, 'customer-7');
  const eighth = await startCaller(lab, 'customer-8');
  const ids: string[] = [];
  for (const caller of [seventh, eighth]) {
    const { structuredContent } = resultOf(await caller.callTool('list_orders'));
    ids.push(...(structuredContent as { orders: { id: string }[] }).orders.map(({ id }) => id));
  }
  expect(new Set(ids).size).toBe(4);
  for (const [index, orderId] of ids.entries()) {
    expect(isAllowed(await seventh.callTool('get_order', { orderId }))).toBe(index < 2);
    expect(isAllowed(await eighth.callTool('get_order', { orderId }))).toBe(index >= 2);
  }
});

test('a lab of the usual size has neither', async () => {
  const usual = await startLab();
  expect(usual.identities.map(({ id }) => id)).toEqual(['alice', 'bob', 'lina', 'admin']);
  const alice = await startCaller(usual, 'alice');
  expect(await listed(alice, 'tools')).toHaveLength(6);
  await usual.close();
});
