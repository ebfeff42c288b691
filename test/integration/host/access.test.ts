import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, Client, runHost, signedIn, TOKEN, type RunningHost } from './a-host.ts';

let host: RunningHost;
beforeAll(async () => {
  host = await runHost();
});
afterAll(() => host.close());

const REMEDY = 'Open the address that Keyhole printed';

describe('the token', () => {
  test('a host makes its own, 32 bytes long and different in each run', async () => {
    const { startHost } = await import('../../../electron/host/host.ts');
    const both = await Promise.all(
      [1, 2].map(() => startHost({ engine: host.engine, rendererDir: host.folder })),
    );
    const tokens = both.map(({ url }) => new URL(url).searchParams.get('token') ?? '');
    await Promise.all(both.map((each) => each.close()));
    expect(tokens.map((token) => Buffer.from(token, 'base64url').length)).toEqual([32, 32]);
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  test('the printed address exchanges it for a cookie of this port and leaves it out of the address bar', async () => {
    const target = host.url.slice(new URL(host.url).origin.length);
    const answer = await ask(host.port, target, { host: `127.0.0.1:${host.port}` });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([
      `keyhole-${host.port}=${TOKEN}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
  });

  test.each(['/?token=wrong', '/?token=', `/?token=${TOKEN}x`, `/?token=wrong&token=${TOKEN}`])(
    'a wrong one sets no cookie and says what to do: %s',
    async (target) => {
      const answer = await ask(host.port, target, { host: `127.0.0.1:${host.port}` });
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.text).toContain(REMEDY);
      expect(answer.text).not.toContain(TOKEN);
    },
  );
});

describe('the cookie', () => {
  test.each(['/', '/assets/main-AbCd1234.js', '/keyhole.svg', '/nothing'])(
    'is asked for by every address: %s',
    async (target) => {
      const answer = await ask(host.port, target, { host: `127.0.0.1:${host.port}` });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain(REMEDY);
    },
  );

  test.each([
    ['of another port', (port: number) => `keyhole-${port + 1}=${TOKEN}`],
    ['with another value', (port: number) => `keyhole-${port}=wrong`],
    ['with a value that only begins right', (port: number) => `keyhole-${port}=${TOKEN}x`],
    ['that is empty', (port: number) => `keyhole-${port}=`],
  ])('%s is refused', async (_title, cookie) => {
    const headers = { host: `127.0.0.1:${host.port}`, cookie: cookie(host.port) };
    expect((await ask(host.port, '/', headers)).status).toBe(403);
  });

  test('is found among those of other programs on 127.0.0.1', async () => {
    const cookie = `a=b; keyhole-1=old; keyhole-${host.port}=${TOKEN}; c=d`;
    expect((await ask(host.port, '/', { host: `127.0.0.1:${host.port}`, cookie })).status).toBe(200);
  });

  test('opens the page again after a reload, without the token', async () => {
    const first = await ask(host.port, '/', signedIn(host.port));
    const second = await ask(host.port, '/', signedIn(host.port));
    expect([first.status, second.status]).toEqual([200, 200]);
  });
});

describe('Host, Origin and Sec-Fetch-Site', () => {
  const cases: readonly [string, (port: number) => Record<string, string>, number][] = [
    ['localhost is this host too', (port) => ({ host: `localhost:${port}` }), 200],
    ['its own origin is welcome', (port) => ({ origin: `http://127.0.0.1:${port}` }), 200],
    ['a typed address is welcome', () => ({ 'sec-fetch-site': 'none' }), 200],
    ['its own requests are welcome', () => ({ 'sec-fetch-site': 'same-origin' }), 200],
    ['a rebound name is refused', (port) => ({ host: `rebound.example:${port}` }), 403],
    ['a host without the port is refused', () => ({ host: '127.0.0.1' }), 403],
    ['another port is refused', (port) => ({ host: `127.0.0.1:${port + 1}` }), 403],
    ['a host that only begins right is refused', (port) => ({ host: `127.0.0.1:${port}.example` }), 403],
    ['a host with an empty port is refused', () => ({ host: '127.0.0.1:' }), 403],
    ['another origin is refused', () => ({ origin: 'https://site.example' }), 403],
    ['an opaque origin is refused', () => ({ origin: 'null' }), 403],
    ['the other loopback name is another origin', (port) => ({ origin: `http://localhost:${port}` }), 403],
    ['https is another origin', (port) => ({ origin: `https://127.0.0.1:${port}` }), 403],
    ['a link from another site is refused', () => ({ 'sec-fetch-site': 'cross-site' }), 403],
    ['another port of this machine is refused', () => ({ 'sec-fetch-site': 'same-site' }), 403],
  ];

  test.each(cases)('%s', async (_title, headers, status) => {
    const answer = await ask(host.port, '/', { ...signedIn(host.port), ...headers(host.port) });
    expect(answer.status).toBe(status);
  });

  test.each(cases)('on an upgrade: %s', async (_title, headers, status) => {
    const connecting = Client.connect(host.port, { ...signedIn(host.port), ...headers(host.port) });
    if (status === 200) (await connecting).socket.terminate();
    else await expect(connecting).rejects.toThrow('refused with 403');
  });

  test('two Host lines are refused', async () => {
    const { createConnection } = await import('node:net');
    const own = `127.0.0.1:${host.port}`;
    const text = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(host.port, '127.0.0.1');
      let received = '';
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(received));
      socket.end(
        `GET / HTTP/1.1\r\nHost: ${own}\r\nHost: rebound.example\r\nCookie: keyhole-${host.port}=${TOKEN}\r\nConnection: close\r\n\r\n`,
      );
    });
    expect(text).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test('the token does not open the door to another host', async () => {
    const answer = await ask(host.port, `/?token=${TOKEN}`, { host: `rebound.example:${host.port}` });
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('a forged upgrade', () => {
  test('without the cookie is refused', async () => {
    await expect(Client.connect(host.port, {})).rejects.toThrow('refused with 403');
  });

  test('with the token in the address instead of the cookie is refused', async () => {
    await expect(Client.connect(host.port, {}, `/engine?token=${TOKEN}`)).rejects.toThrow('refused with 403');
  });

  test('to another address is refused', async () => {
    await expect(Client.connect(host.port, signedIn(host.port), '/other')).rejects.toThrow(
      'refused with 404',
    );
  });
});
