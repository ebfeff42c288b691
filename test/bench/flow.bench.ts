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
import type { Judge } from '../../shared/rules/judge.ts';
import { foldTrace } from '../../shared/trace/fold.ts';
import { SETTINGS } from '../support/arbitrary-trace.ts';
import { median, type Measurement } from './measurement.ts';

const RUNS = 41;
const WARM_UP = 8;
/** Rounds with every engine once. A few percent are to be told apart, so that they are many. */
const ROUNDS = 750;
/** Until the engine's code is compiled and no longer changes its speed: about a thousand flows. */
const SETTLING = 500;
/** The first rounds: nearer to what somebody meets who runs a few flows and goes. */
const FIRST = 100;
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
  const nobody: Judge = { request: () => [], gate: () => [], answer: () => [] };
  const blind = createEngine({ ...options, judge: nobody });
  const blindToo = createEngine({ ...options, judge: nobody });
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
  const judged: number[] = [];
  const unjudged: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < SETTLING + ROUNDS; round += 1) {
    const turns = [
      async () => void judged.push((await keyhole(target, engine)).milliseconds),
      async () => void unjudged.push((await keyhole(target, blind)).milliseconds),
      async () => void again.push((await keyhole(target, blindToo)).milliseconds),
    ];
    // Everybody is first, second and last as often as the others, and after each of them.
    const turned = [...turns.slice(round % 3), ...turns.slice(0, round % 3)];
    for (const work of round % 2 === 0 ? turned : turned.toReversed()) await work();
  }
  const ratio = (these: readonly number[], those: readonly number[], from: number, to?: number): number =>
    median(these.slice(from, to).map((milliseconds, run) => milliseconds / (those[from + run] ?? 0)));
  await engine.close();
  await blind.close();
  await blindToo.close();
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
      measured: `the same flow, its verdicts recorded and masked with everything else, median of ${ROUNDS} pairs after ${SETTLING} that nobody counts`,
      against: `the same without a rule, alternating; that against itself ${ratio(again, unjudged, SETTLING).toFixed(3)} ×`,
      value: ratio(judged, unjudged, SETTLING),
      limit: 1.05,
      unit: '×',
      absolute: `${median(judged.slice(SETTLING)).toFixed(1)} ms / ${median(unjudged.slice(SETTLING)).toFixed(1)} ms`,
    },
    {
      name: 'the same before the code is compiled',
      measured: `the first ${FIRST} pairs of them`,
      against: `the same without a rule, alternating; that against itself ${ratio(again, unjudged, 0, FIRST).toFixed(3)} ×`,
      value: ratio(judged, unjudged, 0, FIRST),
      limit: Infinity,
      unit: '×',
      absolute: `${median(judged.slice(0, FIRST)).toFixed(1)} ms / ${median(unjudged.slice(0, FIRST)).toFixed(1)} ms`,
    },
  ];
}
