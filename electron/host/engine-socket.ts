// The protocol over WebSocket. Client: `{id, method, input}`. Host: `{id, output}`, `{id, error}` or `{notice}`, the large
// ones in parts.
// Sessions live in the engine, so a client that reloads or reconnects loses nothing.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { methods } from '../../shared/contract.ts';
import type { EnginePort, ErrorData, MethodInput, MethodName } from '../../shared/contract.ts';
import { partsOf } from '../../shared/message-parts.ts';
import { errorData } from './error-data.ts';

/** The largest message a client may send: an imported trace is the only big one. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Unread notices after which a client is let go; it reconnects and asks for what it missed. */
const SLOW_CONSUMER_BYTES = 128 * 1024 * 1024;
/** A client that leaves a ping unanswered for this long is gone, or does not read. */
const PING_INTERVAL = 30_000;
const CLOSE_PATIENCE = 250;

/** Speaks for one engine with any number of clients. */
export class EngineSocket {
  readonly #engine: EnginePort;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  readonly #answered = new WeakSet<WebSocket>();
  readonly #unsubscribe: () => void;
  readonly #pings: NodeJS.Timeout;

  constructor(engine: EnginePort) {
    this.#engine = engine;
    this.#unsubscribe = engine.subscribe((notice, asJson = () => JSON.stringify(notice)) => {
      if (this.#server.clients.size === 0) return;
      const text = `{"notice":${asJson()}}`;
      for (const client of this.#server.clients) {
        if (client.bufferedAmount > SLOW_CONSUMER_BYTES) client.terminate();
        else send(client, text);
      }
    });
    this.#pings = setInterval(() => this.#ping(), PING_INTERVAL);
    this.#pings.unref();
  }

  /** Takes over a connection that was already judged. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (client) => {
      this.#answered.add(client);
      client.on('pong', () => this.#answered.add(client));
      // Oversize and malformed frames: ws closes the connection with the right code.
      client.on('error', () => {});
      client.on('message', (data, isBinary) => {
        if (isBinary || !Buffer.isBuffer(data)) {
          reject(client, null, 'Messages to the engine are JSON text, and this one was binary.');
        } else {
          void this.#answer(client, data.toString());
        }
      });
    });
  }

  /** Says goodbye to every client. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    this.#unsubscribe();
    const gone = [...this.#server.clients].map(
      (client) =>
        new Promise<void>((resolve) => {
          client.once('close', () => resolve());
          client.close(1001, 'Keyhole was stopped');
          setTimeout(() => client.terminate(), CLOSE_PATIENCE).unref();
        }),
    );
    await Promise.all(gone);
    this.#server.close();
  }

  #ping(): void {
    for (const client of this.#server.clients) {
      if (!this.#answered.delete(client)) client.terminate();
      else client.ping();
    }
  }

  async #answer(client: WebSocket, text: string): Promise<void> {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return reject(client, null, 'Messages to the engine are JSON, and this one was not.');
    }
    if (!isRecord(message) || !isId(message['id'])) {
      return reject(
        client,
        null,
        'A message to the engine is {id, method, input} with a number or text as its id.',
      );
    }
    const { id, method, input } = message;
    if (!isMethod(method)) return reject(client, id, `The engine has no method ${JSON.stringify(method)}.`);
    try {
      // The engine checks the input against its schema; here it is still whatever the client sent.
      const output = await this.#engine.call(method, (input ?? {}) as MethodInput<MethodName>);
      send(client, JSON.stringify({ id, output }));
    } catch (error) {
      send(client, JSON.stringify({ id, error: errorData(error) }));
    }
  }
}

type MessageId = string | number;

function isRecord(value: unknown): value is Record<string, unknown> & { id?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is MessageId {
  return typeof value === 'string' || typeof value === 'number';
}

function isMethod(value: unknown): value is MethodName {
  return typeof value === 'string' && Object.hasOwn(methods, value);
}

function reject(client: WebSocket, id: unknown, message: string): void {
  const error: ErrorData = { code: 'bad-input', message };
  send(client, JSON.stringify({ id, error }));
}

function send(client: WebSocket, text: string): void {
  for (const part of partsOf(text)) if (client.readyState === client.OPEN) client.send(part, () => {});
}
