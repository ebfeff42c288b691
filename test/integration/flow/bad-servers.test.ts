import { expect, onTestFinished, test } from 'vitest';
import { httpResponse, startRawServer } from '../../support/raw-server.ts';
import { runFlow, startFlow } from './a-flow.ts';

type Answering = Parameters<typeof startRawServer>[0];

const MIB = 1024 * 1024;

async function meet(answer: Answering, settings = {}) {
  const server = await startRawServer(answer);
  onTestFinished(() => server.close());
  const flow = await runFlow(`${server.origin}/mcp`, { settings });
  onTestFinished(() => flow.close());
  const { stop } = flow.session;
  return { flow, server, stop, message: stop?.kind === 'failed' ? stop.event.message : '' };
}

const sends =
  (body: string | Uint8Array, head?: string): Answering =>
  (_request, socket) => {
    socket.write(httpResponse(body, head));
  };

test('a web page: says that it is one, and which path to try', async () => {
  const { message } = await meet(
    sends('<!doctype html><p>Shop</p>', 'HTTP/1.1 200 OK\r\nContent-Type: text/html'),
  );
  expect(message).toMatch(/web page/);
  expect(message).toMatch(/\/mcp/);
});

test.each([
  [404, /nothing at/],
  [405, /POST/],
  [500, /failed with HTTP 500/],
  [418, /HTTP 418/],
])('HTTP %i on the first request: says what it means', async (status, words) => {
  const { message, stop } = await meet(sends('no', `HTTP/1.1 ${status} X\r\nContent-Type: text/plain`));
  expect(stop?.event.stage).toBe('challenge');
  expect(message).toMatch(words);
});

test('a body of 20 MiB is cut at the limit, counted, and does not fill the memory', async () => {
  const { flow, message } = await meet(
    sends(Buffer.alloc(20 * MIB, 'a'), 'HTTP/1.1 200 OK\r\nContent-Type: text/plain'),
  );
  const body = flow.session.exchanges[0]?.response?.body;
  expect(body?.cut).toBe(true);
  expect(body?.length).toBeLessThanOrEqual(5 * MIB);
  expect(message).toMatch(/\w/);
});

test('a header of 1 MiB ends the exchange with a sentence', async () => {
  const { flow, message } = await meet(sends('', `HTTP/1.1 401 Unauthorized\r\nX-Large: ${'a'.repeat(MIB)}`));
  expect(flow.session.exchanges[0]?.failure?.code).toBe('too-large-headers');
  expect(message).toMatch(/header/i);
});

test('a server that never answers is given up after the timeout, and the flow can be retried', async () => {
  const { flow, message } = await meet(() => {}, { timeout: 300 });
  expect(flow.session.exchanges[0]?.failure?.code).toBe('timeout');
  expect(message).toMatch(/\w/);
  await flow.runner.retryStage();
  expect(flow.session.draft?.event.step).toBe('mcp-probe');
});

test('a server that hangs up is told apart from one that is not there', async () => {
  const { flow } = await meet((_request, socket) => void socket.destroy());
  expect(['reset', 'protocol']).toContain(flow.session.exchanges[0]?.failure?.code);

  const gone = await startRawServer(() => {});
  await gone.close();
  const nobody = await runFlow(`${gone.origin}/mcp`);
  onTestFinished(() => nobody.close());
  expect(nobody.session.exchanges[0]?.failure?.code).toBe('refused');
  expect(nobody.session.stop).toMatchObject({ kind: 'failed', event: { stage: 'challenge' } });
});

test('an answer that is not HTTP ends with a sentence', async () => {
  const { flow, message } = await meet((_request, socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  expect(flow.session.exchanges[0]?.failure).toBeDefined();
  expect(message).toMatch(/\w/);
});

test('a cancelled wait keeps the exchange as aborted', async () => {
  const server = await startRawServer(() => {});
  onTestFinished(() => server.close());
  const flow = await startFlow(`${server.origin}/mcp`);
  onTestFinished(() => flow.close());
  const run = flow.runner.run({ kind: 'end' });
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  flow.runner.cancel();
  await run;
  expect(flow.session.exchanges[0]?.failure?.code).toBe('aborted');
});
