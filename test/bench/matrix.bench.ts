// A large matrix through the engine, everything recorded, judged and masked, against the same calls sent bare.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent, request } from 'undici';
import { foldMatrix } from '../../shared/matrix/fold.ts';
import type { RequestContent } from '../../shared/trace/event.ts';
import { startLargeMatrix, type LargeMatrix } from './large-matrix.ts';
import { median, type Measurement } from './measurement.ts';

const RUNS = 5;
const WARM_UP = 1;
const TOOLS = 200;
const CUSTOMERS = 10;
const CONCURRENCY = 8;

interface Run {
  readonly milliseconds: number;
  /** The requests of the cells, tokens masked. */
  readonly requests: readonly RequestContent[];
}

/** Every figure as every customer, with confirmations and judgement, as a screen asks for it. */
async function matrix({ engine, session, policy, names }: LargeMatrix): Promise<Run> {
  const { matrix: id } = await engine.call('matrix.open', { session, policy });
  await engine.call('matrix.discover', { matrix: id });
  const before = foldMatrix((await engine.call('session.events', { session: id })).events);
  const rows = (before.plan?.rows ?? []).filter(({ name }) => name.startsWith('get_figure_'));
  const cells = rows.flatMap((row) => names.map((identity) => ({ row: row.id, identity })));
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
  const large = await startLargeMatrix({ tools: TOOLS, customers: CUSTOMERS, concurrency: CONCURRENCY });
  const { engine, session } = large;
  const { identities } = await engine.call('identity.list', { session });
  const tokens = new Map<string, string>();
  for (const { token } of identities) {
    if (token !== undefined)
      tokens.set(token, (await engine.call('secret.reveal', { session, label: token })).text);
  }

  const ours: number[] = [];
  const theirs: number[] = [];
  const first = await matrix(large);
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    // Alternating, and whoever goes first goes second the next time.
    const pair = [
      async () => void ours.push((await matrix(large)).milliseconds),
      async () => void theirs.push(await bare(first.requests, tokens)),
    ];
    for (const work of run % 2 === 0 ? pair : pair.toReversed()) await work();
  }
  const [own, other] = [median(ours.slice(WARM_UP)), median(theirs.slice(WARM_UP))];

  const gc = collect();
  await matrix(large);
  const after = await held(gc);
  await matrix(large);
  const again = await held(gc);
  await large.stop();
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
