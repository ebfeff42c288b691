// The loopback listener takes one kind of request and nothing else.

import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CallbackListener } from '../../../electron/engine/flow/callback-listener.ts';
import { listenForCallback } from '../../../electron/engine/flow/callback-listener.ts';
import { KeyholeError } from '../../../shared/contract.ts';

async function listening(
  path = '/callback',
  port = 0,
): Promise<{ listener: CallbackListener; received: string[] }> {
  const received: string[] = [];
  const listener = await listenForCallback(port, path, (url) => received.push(url));
  onTestFinished(() => listener.close());
  return { listener, received };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

function ask(port: number, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    request({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the listener', () => {
  test('hands over the whole URL of an answer, and its page shows nothing of it', async () => {
    const { listener, received } = await listening();
    expect(listener.redirectUri).toBe(`http://127.0.0.1:${listener.port}/callback`);
    const answer = await ask(listener.port, '/callback?code=S3CRET&state=%3Cscript%3E');
    expect(received).toEqual([`${listener.redirectUri}?code=S3CRET&state=%3Cscript%3E`]);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/S3CRET|<script/);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      connection: 'close',
    });
  });

  test.each<[name: string, path: string, options: { method?: string; host?: string }, status: number]>([
    ['another path', '/', {}, 404],
    ['a path below', '/callback/x?code=1', {}, 404],
    ['a path in another case', '/Callback?code=1', {}, 404],
    ['a favicon', '/favicon.ico', {}, 404],
    ['POST', '/callback?code=1', { method: 'POST' }, 405],
    ['HEAD', '/callback?code=1', { method: 'HEAD' }, 405],
    ['OPTIONS', '/callback', { method: 'OPTIONS' }, 405],
    ['a foreign host (DNS rebinding)', '/callback?code=1', { host: 'evil.example' }, 421],
    ['the right host without its port', '/callback?code=1', { host: '127.0.0.1' }, 421],
    ['the right host with another port', '/callback?code=1', { host: '127.0.0.1:1' }, 421],
  ])('takes nothing from %s', async (_name, path, options, status) => {
    const { listener, received } = await listening();
    const answer = await ask(listener.port, path, options);
    expect(answer.status).toBe(status);
    expect(received).toEqual([]);
    if (status === 405) expect(answer.headers['allow']).toBe('GET');
  });

  test('answers a target that is no path with a refusal, and lives on', async () => {
    const { listener, received } = await listening();
    for (const path of ['//', '*', 'http://[', '//[']) await ask(listener.port, path).catch(() => undefined);
    await ask(listener.port, '/callback?code=1');
    expect(received).toHaveLength(1);
  });

  test('takes the name localhost as well, and says which was used', async () => {
    const { listener, received } = await listening();
    await ask(listener.port, '/callback?x=1', { host: `localhost:${listener.port}` });
    expect(received).toEqual([`http://localhost:${listener.port}/callback?x=1`]);
  });

  test('listens where it is told: path, fixed port, and on this machine only', async () => {
    const free = await listening();
    const { port } = free.listener;
    free.listener.close();
    const { listener, received } = await listening('/cb', port);
    expect(listener.redirectUri).toBe(`http://127.0.0.1:${port}/cb`);
    expect((await ask(port, '/callback')).status).toBe(404);
    await ask(port, '/cb?ok');
    expect(received).toHaveLength(1);
  });

  test('says in a sentence that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const error: unknown = await listenForCallback(port, '/', () => {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KeyholeError);
    expect(error).toMatchObject({
      code: 'bad-input',
      message: `The redirect port ${port} is in use by another program. Choose another one, or 0 for a free port, and restart the flow.`,
    });
  });

  test('is gone once it is closed', async () => {
    const { listener } = await listening();
    listener.close();
    await expect(ask(listener.port, '/callback')).rejects.toThrow('ECONNREFUSED');
  });
});
