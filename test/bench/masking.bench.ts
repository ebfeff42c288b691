// What a large result costs the engine: masking it, and how long nobody else is answered meanwhile.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEngine } from '../../electron/engine/engine.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { median, type Measurement } from './measurement.ts';

const LARGE = 20 * 1024 * 1024;
const ROUNDS = 3;
const PARSES = 5;
const SENTENCE = 'Likes quiet rooms and late deliveries, and pays within a week. ';

/** Milliseconds of this thread's own processor: other programs do not count. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** An answer of a shop; `sensitive` gives every row an address and a number of its own. */
function answer(sensitive: boolean): string {
  const rows: string[] = [];
  for (let id = 0, size = 0; size < LARGE; id += 1) {
    const row = JSON.stringify({
      id,
      name: `Customer ${id}`,
      status: 'shipped',
      price: 12.5 + id,
      ...(sensitive
        ? {
            email: `customer.${id}@mail.example.org`,
            phone: `+86 138${String(id).padStart(8, '0')}`,
            note: SENTENCE,
          }
        : { note: SENTENCE.repeat(2) }),
    });
    size += row.length + 1;
    rows.push(row);
  }
  const content = '[{"type":"text","text":"Done."}]';
  return `"result":{"resultType":"complete","content":${content},"structuredContent":{"rows":[${rows.join(',')}]}}}`;
}

/** Milliseconds that `JSON.parse` takes for a text. */
function parseTime(text: string): number {
  const times = Array.from({ length: PARSES }, () => {
    const started = processorTime();
    JSON.parse(text);
    return processorTime() - started;
  });
  return median(times.slice(1));
}

function maskingTime(name: string, result: string, limit: number): Measurement {
  const text = `{"jsonrpc":"2.0","id":1,${result}`;
  const parse = parseTime(text);
  const times = Array.from({ length: ROUNDS }, () => {
    const masker = new Masker();
    const started = processorTime();
    masker.maskContent(text);
    return processorTime() - started;
  });
  return {
    name,
    measured: `the body of a result of ${(text.length / 1e6).toFixed(0)} MB, median of ${ROUNDS}`,
    against: 'JSON.parse of the same text',
    value: median(times) / parse,
    limit,
    unit: '×',
    absolute: `${median(times).toFixed(0)} ms / ${parse.toFixed(0)} ms`,
  };
}

/** An MCP server that needs no token and answers every call with the same result. */
async function startServer(result: Buffer): Promise<{ target: string; close(): void }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { id, method } = JSON.parse(body === '' ? '{}' : body) as { id?: number; method?: string };
      response.writeHead(method === undefined ? 404 : 200, { 'content-type': 'application/json' });
      if (method === 'tools/call') {
        response.write(`{"jsonrpc":"2.0","id":${id},`);
        response.end(result);
        return;
      }
      const said =
        method === 'tools/list'
          ? { tools: [] }
          : { supportedVersions: ['2026-07-28'], capabilities: {}, serverInfo: { name: 's', version: '1' } };
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...said } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: `http://127.0.0.1:${port}/mcp`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The longest turn of the loop, and how many there were, until it is asked. */
function watchTurns(): () => { readonly longest: number; readonly count: number } {
  let longest = 0;
  let count = 0;
  let before = processorTime();
  // Not in every turn: that would keep the processor from the thread that masks.
  const timer = setInterval(() => {
    const now = processorTime();
    longest = Math.max(longest, now - before);
    count += 1;
    before = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return { longest, count };
  };
}

/** The longest turn of the engine's loop while a large result is received, told, and looked at. */
async function longestTurn(result: string): Promise<Measurement> {
  const server = await startServer(Buffer.from(result));
  const engine = createEngine({
    openExternal: () => Promise.resolve(),
    capabilities: { host: 'browser', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: '1.0.0',
  });
  // As a host would send them.
  engine.subscribe((notice, asJson = () => JSON.stringify(notice)) => `{"notice":${asJson()}}`);
  const settings = { grant: 'none', bodyLimit: 64 * 1024 * 1024, timeout: 120_000 } as const;
  const { session } = await engine.call('session.open', { target: server.target, settings });
  await engine.call('session.step', { session, until: { kind: 'end' } });
  const parse = parseTime(`{${result}`);
  const stop = watchTurns();
  await engine.call('session.act', { session, action: { kind: 'call-tool', name: 'all', arguments: {} } });
  const { events } = await engine.call('session.events', { session, after: 0 });
  const call = events.findLast((event) => event.kind === 'exchange' && event.step === 'mcp-call-tool');
  const hash = call?.kind === 'exchange' ? call.response?.body?.hash : undefined;
  if (hash === undefined) throw new Error('the call was not answered');
  JSON.stringify(await engine.call('body.read', { session, hash }));
  await new Promise((go) => setTimeout(go, 50));
  const { longest, count } = stop();
  await engine.close();
  server.close();
  return {
    name: 'longest time the engine is held',
    measured: `a result of ${(result.length / 1e6).toFixed(0)} MB full of personal data is received, masked, told, and its body read; ${count} turns`,
    against: 'JSON.parse of the same text',
    value: longest / parse,
    limit: 8,
    unit: '×',
    absolute: `${longest.toFixed(0)} ms / ${parse.toFixed(0)} ms`,
  };
}

export async function measure(): Promise<readonly Measurement[]> {
  const [plain, personal] = [answer(false), answer(true)];
  return [
    maskingTime('masking what is not sensitive', plain, 25),
    maskingTime('masking two secrets a row', personal, 100),
    await longestTurn(personal),
  ];
}
