// A whole flow through the engine, everything captured and judged, against the official client on the same lab, and
// against itself without a rule.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import type { Engine } from '../../electron/engine/engine.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { foldTrace } from '../../shared/trace/fold.ts';
import { SETTINGS } from '../support/arbitrary-trace.ts';
import { median, type Measurement } from './measurement.ts';

const RUNS = 41;
const WARM_UP = 8;
const PAIRS = 201;
const TOOLS = 6;

interface Run {
  readonly milliseconds: number;
  /** `METHOD path` of each request, in order. */
  readonly requests: readonly string[];
}

const line = (method: string, url: string): string => `${method} ${new URL(url).pathname}`;

/**
 * Discovery, registration, authorization as alice, token, `server/discover`, `tools/list`, through the door that every
 * host uses: every byte kept, judged and masked.
 */
async function keyhole(target: string, engine: Engine): Promise<Run> {
  const started = performance.now();
  const { session } = await engine.call('session.open', {
    target,
    settings: {
      ...SETTINGS,
      revision: '2026-07-28',
      registration: 'dcr',
      extraAuthorizationParameters: { login_hint: 'alice' },
      extraHeaders: [],
      overrides: [],
    },
  });
  await engine.call('session.step', { session, until: { kind: 'end' } });
  const { events } = await engine.call('session.events', { session });
  const milliseconds = performance.now() - started;
  const { completed, exchanges, values } = foldTrace(events).session();
  const tools = values.get('tools')?.at(-1)?.value;
  if (!completed || !Array.isArray(tools) || tools.length !== TOOLS)
    throw new Error('the flow did not complete');
  await engine.call('session.close', { session });
  return { milliseconds, requests: exchanges.map(({ request }) => line(request.method, request.url)) };
}

/** The same with the official client, its own OAuth and a provider in memory. */
async function officialClient(target: string): Promise<Run> {
  const started = performance.now();
  const requests: string[] = [];
  const fetching: typeof fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    requests.push(line(init?.method ?? 'GET', url));
    return fetch(input, init);
  };
  let information: StoredOAuthClientInformation | undefined;
  let tokens: StoredOAuthTokens | undefined;
  let discovered: OAuthDiscoveryState | undefined;
  let verifier = '';
  let callback = new URL('http://127.0.0.1/');
  const authProvider: OAuthClientProvider = {
    redirectUrl: 'http://127.0.0.1:40126/callback',
    clientMetadata: { client_name: 'SDK', redirect_uris: ['http://127.0.0.1:40126/callback'] },
    clientInformation: () => information,
    saveClientInformation: (next) => void (information = next),
    tokens: () => tokens,
    saveTokens: (next) => void (tokens = next),
    // Without it the client discovers everything twice.
    discoveryState: () => discovered,
    saveDiscoveryState: (next) => void (discovered = next),
    codeVerifier: () => verifier,
    saveCodeVerifier: (next) => void (verifier = next),
    redirectToAuthorization: async (url) => {
      url.searchParams.set('login_hint', 'alice');
      const response = await fetching(url, { redirect: 'manual' });
      callback = new URL(response.headers.get('location') ?? '');
    },
  };
  const open = () => ({
    client: new Client(
      { name: 'bench', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    ),
    transport: new StreamableHTTPClientTransport(new URL(target), { authProvider, fetch: fetching }),
  });
  const first = open();
  try {
    await first.client.connect(first.transport);
    throw new Error('the lab asked for no authorization');
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
  }
  await first.transport.finishAuth(callback.searchParams);
  const { client, transport } = open();
  await client.connect(transport);
  const { tools } = await client.listTools();
  const milliseconds = performance.now() - started;
  await client.close();
  if (tools.length !== TOOLS) throw new Error('the official client did not complete');
  return { milliseconds, requests };
}

export async function measure(): Promise<readonly Measurement[]> {
  const lab = fork(path.join(import.meta.dirname, 'lab-process.ts'), { execPath: process.execPath });
  const [{ mcp: target }] = (await once(lab, 'message')) as [{ mcp: string }];
  const options = {
    openExternal: async () => {},
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: 'bench',
  } as const;
  const engine = createEngine(options);
  const blind = createEngine({ ...options, judge: { request: () => [], answer: () => [] } });
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    // Alternating, and whoever goes first goes second the next time.
    const pair = [
      async () => void ours.push(await keyhole(target, engine)),
      async () => void theirs.push(await officialClient(target)),
    ];
    for (const work of run % 2 === 0 ? pair : pair.toReversed()) await work();
  }
  const judged: Run[] = [];
  const unjudged: Run[] = [];
  // A few percent are to be told apart: more runs, and each compared with its neighbour.
  for (let run = 0; run < PAIRS; run += 1) {
    const pair = [
      async () => void judged.push(await keyhole(target, engine)),
      async () => void unjudged.push(await keyhole(target, blind)),
    ];
    for (const work of run % 2 === 0 ? pair : pair.toReversed()) await work();
  }
  const ratios = judged.map(({ milliseconds }, run) => milliseconds / (unjudged[run]?.milliseconds ?? 0));
  await engine.close();
  await blind.close();
  lab.disconnect();
  const middle = (runs: readonly Run[]): number =>
    median(runs.slice(WARM_UP).map(({ milliseconds }) => milliseconds));
  const [own, other] = [middle(ours), middle(theirs)];
  const count = (runs: readonly Run[]): number => runs.at(-1)?.requests.length ?? 0;
  return [
    {
      name: 'full flow, captured, judged and masked',
      measured: `discovery, registration, authorization, token, discover, tools/list on the lab's "modern" in another process, median of ${RUNS}; ${count(ours)} requests`,
      against: `the official client 2.4.0 doing the same, alternating; ${count(theirs)} requests`,
      value: own / other,
      limit: 1.25,
      unit: '×',
      absolute: `${own.toFixed(1)} ms / ${other.toFixed(1)} ms`,
    },
    {
      name: 'what judging adds to the flow',
      measured: `the same flow, its verdicts recorded and masked with everything else, median of ${PAIRS} pairs`,
      against: 'the same without a rule, alternating',
      value: median(ratios),
      limit: 1.05,
      unit: '×',
      absolute: `${middle(judged).toFixed(1)} ms / ${middle(unjudged).toFixed(1)} ms`,
    },
  ];
}
