import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { Connection, Transport } from '../../../renderer/transport/transport.ts';
import { connectWebSocket } from '../../../renderer/transport/websocket-transport.ts';
import type { Notice } from '../../../shared/contract.ts';
import { partsOf } from '../../../shared/message-parts.ts';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: (request: Request, socket: ServerSocket) => void, port = 0) {
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => answer(JSON.parse(data.toString('utf8')) as Request, socket));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of server.clients) socket.terminate();
      server.close(() => resolve());
    });
  closing.push(close);
  return { server, close, port: (server.address() as AddressInfo).port };
}

function connect(port: number, onReconnected?: () => void): Transport {
  const transport = connectWebSocket(`ws://127.0.0.1:${port}/engine`, {
    backoff: () => 20,
    ...(onReconnected ? { onReconnected } : {}),
  });
  closing.push(() => transport.close());
  return transport;
}

const until = (transport: Transport, kind: Connection['kind']) =>
  new Promise<void>((resolve) => {
    if (transport.connection().kind === kind) resolve();
    const stop = transport.onConnection((connection) => {
      if (connection.kind !== kind) return;
      stop();
      resolve();
    });
  });

describe('the WebSocket transport', () => {
  it('pairs answers with calls, in whatever order they come', async () => {
    const waiting: Request[] = [];
    const { port } = await serve((request, socket) => {
      waiting.push(request);
      if (waiting.length < 2) return;
      for (const { id, method } of waiting.toReversed()) {
        socket.send(JSON.stringify({ id, output: { answered: method } }));
      }
    });
    const transport = connect(port);
    const both = await Promise.all([transport.call('lab.state', {}), transport.call('session.list', {})]);
    expect(both).toEqual([{ answered: 'lab.state' }, { answered: 'session.list' }]);
    expect(waiting.map(({ input }) => input)).toEqual([{}, {}]);
  });

  it('takes answers that come in parts', async () => {
    const { port } = await serve(({ id }, socket) => {
      for (const part of partsOf(JSON.stringify({ id, output: { text: 'a 😀'.repeat(50) } }), 64))
        socket.send(part);
    });
    expect(await connect(port).call('secret.reveal', { session: 's', label: 'l' })).toEqual({
      text: 'a 😀'.repeat(50),
    });
  });

  it('throws the error that the engine answered, with its code and data', async () => {
    const { port } = await serve(({ id }, socket) => {
      const error = { code: 'bad-input', message: 'The target is not a URL.', data: { at: 'target' } };
      socket.send(JSON.stringify({ id, error }));
    });
    await expect(connect(port).call('lab.state', {})).rejects.toMatchObject({
      name: 'KeyholeError',
      code: 'bad-input',
      message: 'The target is not a URL.',
      data: { at: 'target' },
    });
  });

  it('hands notices to every listener until it ends its subscription', async () => {
    const { port, server } = await serve(() => undefined);
    const transport = connect(port);
    const heard: Notice[] = [];
    const stop = transport.subscribe((notice) => heard.push(notice));
    const other = new Promise<Notice>((resolve) => transport.subscribe(resolve));
    await until(transport, 'open');
    const notice = { topic: 'events', session: 's', events: [] };
    for (const socket of server.clients) socket.send(JSON.stringify({ notice }));
    expect(await other).toEqual(notice);
    expect(heard).toEqual([notice]);
    stop();
  });

  it('sends what was asked before the socket was open', async () => {
    const { port, close } = await serve(() => undefined);
    await close();
    const transport = connect(port);
    await until(transport, 'reconnecting');
    const asked = transport.call('lab.state', {});
    await serve(({ id }, socket) => socket.send(JSON.stringify({ id, output: 'late but here' })), port);
    expect(await asked).toBe('late but here');
  });

  it('fails a call that was sent when the socket broke, and never sends it twice', async () => {
    const seen: string[] = [];
    const { port } = await serve(({ method }, socket) => {
      seen.push(method);
      if (method === 'session.step') socket.terminate();
    });
    const transport = connect(port);
    const step = transport.call('session.step', { session: 's', until: { kind: 'step' } });
    await expect(step).rejects.toMatchObject({ code: 'not-now' });
    await until(transport, 'open');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual(['session.step']);
  });

  it('says that it reconnects, counts the attempts, and tells when it is back', async () => {
    const { port, close } = await serve(() => undefined);
    const states: Connection[] = [];
    let back = 0;
    const transport = connect(port, () => {
      back += 1;
    });
    await until(transport, 'open');
    transport.onConnection((connection) => states.push(connection));
    await close();
    while (states.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(states.slice(0, 3)).toEqual(
      [1, 2, 3].map((attempt) => ({ kind: 'reconnecting', attempt, retryIn: 20 })),
    );
    expect(back).toBe(0);
    await serve(() => undefined, port);
    await until(transport, 'open');
    expect(back).toBe(1);
  });

  it('refuses calls after it was closed, and those still waiting', async () => {
    const { port } = await serve(() => undefined);
    const transport = connect(port);
    await until(transport, 'open');
    const waiting = transport.call('lab.state', {});
    transport.close();
    await expect(waiting).rejects.toMatchObject({ code: 'not-now' });
    await expect(transport.call('lab.state', {})).rejects.toMatchObject({ code: 'not-now' });
  });
});
