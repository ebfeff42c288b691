// A running host for the tests of this folder: a small built interface in a temporary folder, and an engine port that
// answers `app.info` and can be told to fail or to speak. The host itself is the real one, on a real socket.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { cookieName } from '../../../electron/host/cookie.ts';
import { startHost, type Host } from '../../../electron/host/host.ts';
import { KeyholeError, type AppInfo, type EnginePort, type Notice } from '../../../shared/contract.ts';
import { MessageParts } from '../../../shared/message-parts.ts';

export const TOKEN = 'test-token-of-one-run';
export const SECRET_FILE = 'this lies outside of the interface';

export const INFO: AppInfo = {
  version: '0.0.0',
  node: process.version,
  capabilities: {
    host: 'browser',
    encryptedSecrets: false,
    nativeDialogs: false,
    deepLinks: false,
    browserProfiles: 'not-here',
  },
};

/** An engine port without an engine. `session.list` fails as ours do, `session.step` as a fault does. */
export class SpeakingPort implements EnginePort {
  readonly listeners = new Set<(notice: Notice) => void>();
  readonly inputs: unknown[] = [];

  call: EnginePort['call'] = async (method, input) => {
    this.inputs.push(input);
    if (method === 'session.list')
      throw new KeyholeError('not-now', 'The list is being written.', { wait: 1 });
    if (method === 'session.step') throw new TypeError('a fault of ours');
    // The port's generic output cannot be narrowed by a method name; the tests ask for nothing else.
    return INFO as never;
  };

  subscribe(listener: (notice: Notice) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(notice: Notice): void {
    for (const listener of this.listeners) listener(notice);
  }
}

export interface RunningHost extends Host {
  readonly engine: SpeakingPort;
  readonly folder: string;
}

export async function runHost({ built = true } = {}): Promise<RunningHost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyhole-host-'));
  const rendererDir = path.join(folder, 'renderer');
  await mkdir(path.join(rendererDir, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'secret.js'), SECRET_FILE);
  if (built) {
    await writeFile(
      path.join(rendererDir, 'index.html'),
      '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
    );
    await writeFile(path.join(rendererDir, 'assets', 'main-AbCd1234.js'), 'export {};');
    await writeFile(path.join(rendererDir, 'assets', 'main-AbCd1234.js.br'), 'compressed');
    await writeFile(path.join(rendererDir, 'keyhole.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await symlink(path.join(folder, 'secret.js'), path.join(rendererDir, 'link.js'));
  }
  const engine = new SpeakingPort();
  const host = await startHost({ engine, rendererDir, token: TOKEN });
  return {
    ...host,
    engine,
    folder,
    async close() {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The headers of a browser that holds the token. */
export function signedIn(port: number): Record<string, string> {
  return { host: `127.0.0.1:${port}`, cookie: `${cookieName(port)}=${TOKEN}` };
}

/** One request, exactly as given: nothing is normalised and no header is added. */
export function ask(
  port: number,
  target: string,
  headers: Record<string, string | string[]>,
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path: target, method, headers, setHost: false, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** A client of the protocol that keeps what it receives. */
export class Client {
  readonly socket: WebSocket;
  /** Bytes of each frame that came. */
  readonly frames: number[] = [];
  readonly #parts = new MessageParts();
  readonly #received: unknown[] = [];
  readonly #waiting: ((message: unknown) => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.frames.push(data.length);
      const text = Buffer.isBuffer(data) ? this.#parts.add(data.toString()) : undefined;
      if (text === undefined) return;
      const message: unknown = JSON.parse(text);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(message);
      else this.#received.push(message);
    });
  }

  /** Resolves once connected; rejects with the HTTP status of a refusal. */
  static connect(port: number, headers: Record<string, string>, target = '/engine'): Promise<Client> {
    return new Promise((resolve, reject) => {
      const client = new Client(new WebSocket(`ws://127.0.0.1:${port}${target}`, { headers }));
      client.socket.once('open', () => resolve(client));
      client.socket.once('unexpected-response', (_request, response) => {
        response.resume();
        reject(new Error(`refused with ${response.statusCode}`));
      });
    });
  }

  next(): Promise<unknown> {
    if (this.#received.length > 0) return Promise.resolve(this.#received.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves to the close code. */
  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once('close', (code) => resolve(code)));
  }
}
