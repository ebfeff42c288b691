import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { SHOP_TOOLS } from '../../../electron/lab/shop/tools.ts';
import { signIn, urlOf } from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const TOOL_NAMES = SHOP_TOOLS.map(({ name }) => name);
const INFO = { name: 'lab-test', version: '1' };

test.each(['modern', 'dual', 'open', 'opaque', 'short'])(
  '%s: the official 2.x client lists and calls tools of 2026-07-28',
  async (variant) => {
    const { accessToken } = await signIn(lab, { variant });
    const client = new ModernClient(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    const requestInit = { headers: { authorization: `Bearer ${accessToken}` } };
    await client.connect(new ModernTransport(new URL(urlOf(lab, variant)), { requestInit }));
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
    expect(await client.callTool({ name: 'get_order', arguments: { orderId: '1001' } })).toMatchObject({
      structuredContent: { id: '1001', status: 'delivered' },
    });
    await client.close();
  },
);

test.each(['legacy', 'dual', '2025-06-18', '2025-03-26'])(
  '%s: the official 1.x client initializes, lists and calls tools',
  async (variant) => {
    const { accessToken } = await signIn(lab, { variant });
    const client = new LegacyClient(INFO);
    const requestInit = { headers: { authorization: `Bearer ${accessToken}` } };
    const transport = new LegacyTransport(new URL(urlOf(lab, variant)), { requestInit });
    await client.connect(transport);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
    expect((await client.listPrompts()).prompts).toHaveLength(2);
    expect(await client.readResource({ uri: 'commerce://catalog' })).toMatchObject({
      contents: [{ mimeType: 'application/json' }],
    });
    expect(await client.callTool({ name: 'get_order', arguments: { orderId: '2001' } })).toMatchObject({
      isError: true,
    });
    if (variant !== 'dual') await transport.terminateSession();
    await client.close();
  },
);
