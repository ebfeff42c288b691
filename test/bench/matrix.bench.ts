// A large matrix through the engine, everything recorded, judged and masked, against the same calls sent bare.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent, request } from 'undici';
import { signInCallers } from '../../electron/cli/matrix/run-matrix.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { foldMatrix } from '../../shared/matrix/fold.ts';
import type { RequestContent } from '../../shared/trace/event.ts';
import { median, type Measurement } from './measurement.ts';

const RUNS = 5;
const WARM_UP = 1;
const TOOLS = 200;
const CUSTOMERS = 10;
const CONCURRENCY = 8;

const NAMES = Array.from({ length: CUSTOMERS }, (_, index) => `customer-${index + 1}`);

const POLICY = `keyhole: 1
revision: 2026-07-28
identities:
${NAMES.map((name) => `  ${name}: { source: sign-in, login_hint: ${name}, scope: orders:read }`).join('\n')}
run: { concurrency: ${CONCURRENCY} }
`;

interface Run {
  readonly milliseconds: number;
  /** The requests of the cells, tokens masked. */
  readonly requests: readonly RequestContent[];
}

/** Every figure as every customer, with confirmations and judgement, as a screen asks for it. */
async function matrix(engine: Engine, session: string): Promise<Run> {
  const { matrix: id } = await engine.call('matrix.open', { session, policy: POLICY });
  await engine.call('matrix.discover', { matrix: id });
  const before = foldMatrix((await engine.call('session.events', { session: id })).events);
  const rows = (before.plan?.rows ?? []).filter(({ name }) => name.startsWith('get_figure_'));
  const cells = rows.flatMap((row) => NAMES.map((identity) => ({ row: row.id, identity })));
  if (cells.length !== TOOLS * CUSTOMERS) throw new Error(`the matrix has ${cells.length} cells`);
  const seen = (await engine.call('session.events', { session: id })).events.length;
  const started = performance.now();
  await engine.call('matrix.run', { matrix: id, cells });
  const milliseconds = performance.now() - started;
  const { events } = await engine.call('session.events', { session: id, after: seen });
  const fold = foldMatrix((await engine.call('session.events', { session: id })).events);
  const allowed = cells.filter(
    ({ row, identity }) => fold.cell(row, identity)?.answer?.outcome.kind === 'allowed',
  );
  if (allowed.length !== cells.length) throw new Error(`${allowed.length} cells were allowed`);
  await engine.call('session.close', { session: id });
  const requests = events.flatMap((event) => (event.kind === 'exchange' ? [event.request] : []));
  return { milliseconds, requests: requests.slice(0, cells.length) };
}

/** The same requests, byte for byte, with nothing but undici. */
async function bare(
  requests: readonly RequestContent[],
  tokens: ReadonlyMap<string, string>,
): Promise<number> {
  const agent = new Agent({ connections: CONCURRENCY, pipelining: 1 });
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let one = requests[next]; one; one = requests[next]) {
      next += 1;
      const headers = one.headers.map(([name, value]) => [
        name,
        value.replace(/⟦([^⟧]+)⟧/, (_mask, label: string) => tokens.get(label) ?? ''),
      ]);
      const { statusCode, body } = await request(one.url, {
        method: 'POST',
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: one.body ?? '',
        dispatcher: agent,
      });
      await body.text();
      if (statusCode !== 200) throw new Error(`bare undici was answered ${statusCode}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, hand));
  const milliseconds = performance.now() - started;
  await agent.close();
  return milliseconds;
}

function collect(): () => void {
  setFlagsFromString('--expose_gc');
  return runInNewContext('gc') as () => void;
}

/** Bytes of the heap that are held, after everything else was thrown away. */
async function held(gc: () => void): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    gc();
  }
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

export async function measure(): Promise<readonly Measurement[]> {
  const lab = fork(path.join(import.meta.dirname, 'lab-process.ts'), [String(TOOLS), String(CUSTOMERS)], {
    execPath: process.execPath,
  });
  const [{ mcp: target }] = (await once(lab, 'message')) as [{ mcp: string }];
  const engine = createEngine({
    openExternal: async () => {},
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: 'bench',
  });
  const session = await signInCallers(engine, {
    policy: POLICY,
    file: 'bench.keyhole.yaml',
    target,
    settings: { login: 'auto' },
    variable: () => undefined,
    allowChanges: false,
  });
  const { identities } = await engine.call('identity.list', { session });
  const tokens = new Map<string, string>();
  for (const { token } of identities) {
    if (token !== undefined)
      tokens.set(token, (await engine.call('secret.reveal', { session, label: token })).text);
  }

  const ours: number[] = [];
  const theirs: number[] = [];
  const first = await matrix(engine, session);
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    // Alternating, and whoever goes first goes second the next time.
    const pair = [
      async () => void ours.push((await matrix(engine, session)).milliseconds),
      async () => void theirs.push(await bare(first.requests, tokens)),
    ];
    for (const work of run % 2 === 0 ? pair : pair.toReversed()) await work();
  }
  const [own, other] = [median(ours.slice(WARM_UP)), median(theirs.slice(WARM_UP))];

  const gc = collect();
  await matrix(engine, session);
  const after = await held(gc);
  await matrix(engine, session);
  const again = await held(gc);
  await engine.close();
  lab.disconnect();
  const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  return [
    {
      name: 'matrix of 200 tools by 10 callers',
      measured: `${TOOLS * CUSTOMERS} calls, ${CONCURRENCY} at once, recorded, masked, confirmed and judged; lab in another process, median of ${RUNS}`,
      against: 'the same requests by bare undici, as many at once, alternating',
      value: own / other,
      limit: 1.3,
      unit: '×',
      absolute: `${own.toFixed(0)} ms / ${other.toFixed(0)} ms`,
    },
    {
      name: 'memory after a second such run',
      measured: 'heap and buffers held after a run was closed, once more after another',
      against: 'after the run before it',
      value: again / after,
      limit: 1.05,
      unit: '×',
      absolute: `${mib(again)} MiB / ${mib(after)} MiB`,
    },
  ];
}
