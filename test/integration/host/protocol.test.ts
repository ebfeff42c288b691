import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../../electron/host/engine-socket.ts';
import { lazyEngine } from '../../../electron/host/lazy-engine.ts';
import type { Notice } from '../../../shared/contract.ts';
import { Client, INFO, runHost, signedIn, SpeakingPort, TOKEN, type RunningHost } from './a-host.ts';

let host: RunningHost;
beforeAll(async () => {
  host = await runHost();
});
afterAll(() => host.close());

const NOTICE: Notice = {
  topic: 'lab',
  lab: { running: false, variants: [], identities: [], faults: [] },
};

const connect = () => Client.connect(host.port, signedIn(host.port));

describe('a call', () => {
  test('is answered under its own id', async () => {
    const client = await connect();
    client.send({ id: 'a', method: 'app.info', input: { from: 'test' } });
    expect(await client.next()).toEqual({ id: 'a', output: INFO });
    client.send({ id: 2, method: 'app.info' });
    expect(await client.next()).toEqual({ id: 2, output: INFO });
    expect(host.engine.inputs).toEqual([{ from: 'test' }, {}]);
    client.socket.terminate();
  });

  test('that the engine refuses is answered with the error as data', async () => {
    const client = await connect();
    client.send({ id: 1, method: 'session.list', input: {} });
    expect(await client.next()).toEqual({
      id: 1,
      error: { code: 'not-now', message: 'The list is being written.', data: { wait: 1 } },
    });
    client.socket.terminate();
  });

  test('that meets a fault of ours is answered with a report', async () => {
    const client = await connect();
    client.send({ id: 1, method: 'session.step', input: {} });
    expect(await client.next()).toMatchObject({
      id: 1,
      error: { code: 'internal', message: 'a fault of ours', data: { name: 'TypeError' } },
    });
    client.socket.terminate();
  });

  test.each([
    ['text that is not JSON', '{', null],
    ['a list', '[]', null],
    ['null', 'null', null],
    ['no id', '{"method":"app.info"}', null],
    ['an id that is an object', '{"id":{},"method":"app.info"}', null],
    ['no method', '{"id":1}', 1],
    ['an unknown method', '{"id":1,"method":"app.quit"}', 1],
    ['a name of the prototype', '{"id":1,"method":"constructor"}', 1],
  ])('made of %s is answered as bad input, and the connection lives on', async (_title, text, id) => {
    const client = await connect();
    client.send(text);
    expect(await client.next()).toMatchObject({ id, error: { code: 'bad-input' } });
    client.send({ id: 9, method: 'app.info' });
    expect(await client.next()).toMatchObject({ id: 9, output: INFO });
    client.socket.terminate();
  });

  test('made of bytes is answered as bad input', async () => {
    const client = await connect();
    client.socket.send(Buffer.from('{"id":1,"method":"app.info"}'), { binary: true });
    expect(await client.next()).toMatchObject({ id: null, error: { code: 'bad-input' } });
    client.socket.terminate();
  });
});

describe('clients', () => {
  test('two at once get their own answers and the same notices', async () => {
    const [first, second] = [await connect(), await connect()];
    first.send({ id: 'first', method: 'app.info' });
    second.send({ id: 'second', method: 'app.info' });
    expect(await first.next()).toMatchObject({ id: 'first' });
    expect(await second.next()).toMatchObject({ id: 'second' });
    host.engine.tell(NOTICE);
    expect(await first.next()).toEqual({ notice: NOTICE });
    expect(await second.next()).toEqual({ notice: NOTICE });
    first.socket.terminate();
    second.socket.terminate();
  });

  test('get what is large in parts, in order with everything else', async () => {
    const client = await connect();
    const title = '李娜 😀 '.repeat(200_000);
    const large: Notice = {
      topic: 'lab',
      lab: {
        ...NOTICE.lab,
        variants: [{ id: 'v', title, description: '', revisions: [], url: 'http://127.0.0.1/mcp' }],
      },
    };
    host.engine.tell(large);
    host.engine.tell(NOTICE);
    expect(await client.next()).toEqual({ notice: large });
    expect(await client.next()).toEqual({ notice: NOTICE });
    expect(Math.max(...client.frames)).toBeLessThan(3 * 1024 * 1024);
    expect(client.frames.length).toBeGreaterThan(3);
    client.socket.terminate();
  });

  test('one that reloads finds the same engine and hears its notices', async () => {
    const before = await connect();
    before.socket.close();
    await before.closed();
    const after = await connect();
    after.send({ id: 1, method: 'app.info' });
    expect(await after.next()).toMatchObject({ output: INFO });
    host.engine.tell(NOTICE);
    expect(await after.next()).toEqual({ notice: NOTICE });
    expect(host.engine.listeners.size).toBe(1);
    after.socket.terminate();
  });

  test('are told when the host stops', async () => {
    const stopping = await runHost();
    const client = await Client.connect(stopping.port, signedIn(stopping.port));
    const closed = client.closed();
    await stopping.close();
    expect(await closed).toBe(1001);
    expect(stopping.engine.listeners.size).toBe(0);
  });
});

test('a frame that announces more than the limit ends the connection before its bytes are taken', async () => {
  const socket = createConnection(host.port, '127.0.0.1');
  const received = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
  socket.write(
    [
      'GET /engine HTTP/1.1',
      `Host: 127.0.0.1:${host.port}`,
      `Cookie: keyhole-${host.port}=${TOKEN}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n'),
  );
  // A masked text frame with a 64-bit length (RFC 6455 §5.2), and none of its payload.
  const frame = Buffer.alloc(14);
  frame[0] = 0x81;
  frame[1] = 0xff;
  frame.writeBigUInt64BE(BigInt(MAX_MESSAGE_BYTES) + 1n, 2);
  socket.write(frame);
  const bytes = await received;
  const frames = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
  // A close frame with status 1009, message too big (§7.4.1).
  expect(frames[0]).toBe(0x88);
  expect(frames.readUInt16BE(2)).toBe(1009);
});

describe('an engine that is loaded late', () => {
  test('is loaded once, at the first call, and its notices reach who listened before', async () => {
    const port = new SpeakingPort();
    let loads = 0;
    let closed = 0;
    const engine = lazyEngine(async () => {
      loads += 1;
      return Object.assign(port, { close: async () => void (closed += 1) });
    });
    const heard: Notice[] = [];
    engine.subscribe((notice) => heard.push(notice));
    expect(loads).toBe(0);
    await Promise.all([engine.call('app.info', {}), engine.call('app.info', {})]);
    port.tell(NOTICE);
    await engine.close();
    expect({ loads, closed, heard }).toEqual({ loads: 1, closed: 1, heard: [NOTICE] });
  });

  test('that failed to load is tried again, and closing one never loaded loads nothing', async () => {
    let loads = 0;
    const engine = lazyEngine(async () => {
      loads += 1;
      throw new Error('no engine yet');
    });
    await engine.close();
    expect(loads).toBe(0);
    await expect(engine.call('app.info', {})).rejects.toThrow('no engine yet');
    await expect(engine.call('app.info', {})).rejects.toThrow('no engine yet');
    expect(loads).toBe(2);
  });
});
