import type { MethodInput, MethodName, MethodOutput, Notice } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/keyhole-error.ts';
import { MessageParts } from '../../shared/message-parts.ts';
import { errorFrom } from './answer.ts';
import type { Connection, Transport } from './transport.ts';

export interface WebSocketTransportOptions {
  /** Milliseconds before attempt `n` (from 1) to connect again; doubling from 250 up to 8000 unless told. */
  readonly backoff?: (attempt: number) => number;
  /** Told after each reconnection, before anything that was waiting is sent. */
  readonly onReconnected?: () => void;
}

interface Call {
  readonly frame: string;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: KeyholeError) => void;
  sent: boolean;
}

interface Frame {
  readonly id?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly notice?: unknown;
}

const doubling = (attempt: number) => Math.min(250 * 2 ** (attempt - 1), 8000);

/**
 * The engine of the browser host, over one WebSocket: `{id, method, input}` is answered by `{id, output}` or
 * `{id, error}`, and `{notice}` comes unasked; large ones come in parts. The host knows the page by its cookie, so nothing secret is sent here.
 *
 * Calls made while the socket is away wait for it. A call that was sent and not answered when the socket broke fails:
 * sending it twice could step the flow twice.
 */
export function connectWebSocket(url: string, options: WebSocketTransportOptions = {}): Transport {
  const backoff = options.backoff ?? doubling;
  const calls = new Map<number, Call>();
  const listeners = new Set<(notice: Notice) => void>();
  const parts = new MessageParts();
  const watchers = new Set<(connection: Connection) => void>();
  let connection: Connection = { kind: 'connecting' };
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;
  let attempt = 0;
  let opened = false;
  let closed = false;

  const become = (next: Connection) => {
    connection = next;
    for (const watcher of watchers) watcher(next);
  };

  const sendWaiting = () => {
    for (const call of calls.values()) {
      if (call.sent || socket?.readyState !== WebSocket.OPEN) continue;
      call.sent = true;
      socket.send(call.frame);
    }
  };

  const receive = (text: unknown) => {
    const message = typeof text === 'string' ? parts.add(text) : undefined;
    if (message === undefined) return;
    const frame = JSON.parse(message) as Frame;
    if (frame.notice !== undefined) {
      for (const listener of listeners) listener(frame.notice as Notice);
      return;
    }
    if (typeof frame.id !== 'number') return;
    const call = calls.get(frame.id);
    calls.delete(frame.id);
    if (frame.error === undefined) call?.resolve(frame.output);
    else call?.reject(errorFrom(frame.error));
  };

  const lose = () => {
    if (closed) return;
    socket = undefined;
    parts.clear();
    for (const [id, call] of calls) {
      if (!call.sent) continue;
      calls.delete(id);
      call.reject(
        new KeyholeError(
          'not-now',
          'The connection to Keyhole broke before it answered. Look at the flow, then try again.',
        ),
      );
    }
    attempt += 1;
    const retryIn = backoff(attempt);
    become({ kind: 'reconnecting', attempt, retryIn });
    timer = setTimeout(connect, retryIn);
  };

  function connect(): void {
    const fresh = new WebSocket(url);
    socket = fresh;
    fresh.addEventListener('open', () => {
      attempt = 0;
      become({ kind: 'open' });
      if (opened) options.onReconnected?.();
      opened = true;
      sendWaiting();
    });
    fresh.addEventListener('message', (event) => receive(event.data));
    // `close` follows every error, so one listener is enough.
    fresh.addEventListener('close', lose, { once: true });
  }
  connect();

  return {
    call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]> {
      if (closed)
        return Promise.reject(new KeyholeError('not-now', 'This page has closed its connection. Reload it.'));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        calls.set(id, {
          frame: JSON.stringify({ id, method, input }),
          resolve: (output) => resolve(output as MethodOutput[M]),
          reject,
          sent: false,
        });
        sendWaiting();
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connection: () => connection,
    onConnection(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const call of calls.values()) {
        call.reject(new KeyholeError('not-now', 'This page has closed its connection. Reload it.'));
      }
      calls.clear();
      socket?.close();
    },
  };
}
