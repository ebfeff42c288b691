import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
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

/** What a customer is shown. */
const TOOL_NAMES = SHOP_TOOLS.filter(({ level }) => level !== 'admin').map(({ name }) => name);
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

/** What the official client needs of its host: memory, and somebody who signs in. */
function createHost(as: string, clientMetadataUrl?: string) {
  let information: StoredOAuthClientInformation | undefined;
  let tokens: StoredOAuthTokens | undefined;
  let discovered: OAuthDiscoveryState | undefined;
  let verifier = '';
  const callbacks: URL[] = [];
  const provider: OAuthClientProvider = {
    redirectUrl: 'http://127.0.0.1:40126/callback',
    ...(clientMetadataUrl === undefined ? {} : { clientMetadataUrl }),
    clientMetadata: { client_name: 'SDK', redirect_uris: ['http://127.0.0.1:40126/callback'] },
    clientInformation: () => information,
    saveClientInformation: (next) => {
      information = next;
    },
    tokens: () => tokens,
    saveTokens: (next) => {
      tokens = next;
    },
    discoveryState: () => discovered,
    saveDiscoveryState: (next) => {
      discovered = next;
    },
    codeVerifier: () => verifier,
    saveCodeVerifier: (next) => {
      verifier = next;
    },
    redirectToAuthorization: async (url) => {
      url.searchParams.set('login_hint', as);
      const response = await fetch(url, { redirect: 'manual' });
      callbacks.push(new URL(response.headers.get('location') ?? ''));
    },
  };
  return { provider, callbacks, clientId: () => information?.client_id, scope: () => tokens?.scope };
}

test.each(['registers itself', 'names its metadata document'])(
  'the official 2.x client %s, signs in and steps up by its own code',
  async (how) => {
    const host = createHost('alice', how === 'registers itself' ? undefined : lab.clientMetadataUrl);
    const url = new URL(urlOf(lab, 'modern'));
    const open = () => ({
      client: new ModernClient(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
      transport: new ModernTransport(url, { authProvider: host.provider }),
    });
    const first = open();
    await expect(first.client.connect(first.transport)).rejects.toBeInstanceOf(UnauthorizedError);
    await first.transport.finishAuth(host.callbacks[0]?.searchParams ?? new URLSearchParams());
    expect(host.scope()).toBe('orders:read');
    expect(host.clientId() === lab.clientMetadataUrl).toBe(how !== 'registers itself');

    const second = open();
    await second.client.connect(second.transport);
    const change = { name: 'update_profile', arguments: { city: 'Lisbon' } };
    await expect(second.client.callTool(change)).rejects.toThrow();
    await second.transport.finishAuth(host.callbacks[1]?.searchParams ?? new URLSearchParams());
    expect(host.scope()).toBe('orders:read profile:write');
    expect(await second.client.callTool(change)).toMatchObject({ structuredContent: { city: 'Lisbon' } });
    await second.client.close();
  },
);
