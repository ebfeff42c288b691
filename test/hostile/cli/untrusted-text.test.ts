// What a server under test may try against the terminal and the files of the person who inspects it.

import { expect, onTestFinished, test } from 'vitest';
import type { Route } from '../../integration/flow/a-server.ts';
import { RIGHT, startServer } from '../../integration/flow/a-server.ts';
import { httpResponse, startRawServer } from '../../support/raw-server.ts';
import { runTerminal } from '../../support/terminal.ts';

/** Clears the screen, writes a line over the one above, sets the window's title; and turns the rest of a line round. */
const ATTACK = 'fine\u001B[2J\u001B[1A\u001B]0;owned\u0007\u009B31m\u202Etxt.exe';
const RAW = /(?!\n)[\p{Cc}\u202E]/u;

async function serve(changed: Readonly<Record<string, Route>>): Promise<string> {
  const server = await startServer(changed);
  onTestFinished(() => server.close());
  return server.target;
}

const withTools: Route = (request, origin) => {
  const answer = RIGHT['/mcp']?.(request, origin) ?? {};
  const { id, method } = JSON.parse(request.body) as { id: number; method: string };
  if (answer.status === 401 || method === 'server/discover') return answer;
  const value =
    method === 'tools/list'
      ? { tools: [{ name: ATTACK, inputSchema: { type: 'object' } }] }
      : { content: [{ type: 'text', text: ATTACK }], structuredContent: { text: ATTACK } };
  return { json: { jsonrpc: '2.0', id, result: { resultType: 'complete', ...value } } };
};

test.each([[[]], [['--json']]])(
  'escape sequences in names, results and errors reach no terminal (%j)',
  async (options) => {
    const target = await serve({ '/mcp': withTools });
    const { code, stdout } = await runTerminal([
      'flow',
      target,
      '--login',
      'auto',
      '--call',
      ATTACK,
      ...options,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('fine');
    expect(RAW.exec(stdout)).toBeNull();

    const refusing = await serve({
      '/token': () => ({ status: 400, json: { error: 'invalid_grant', error_description: ATTACK } }),
    });
    const refused = await runTerminal(['flow', refusing, '--login', 'auto', ...options]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('invalid_grant');
    expect(RAW.exec(refused.stdout)).toBeNull();
  },
);

test('a token that a server repeats in other places is masked there, too', async () => {
  const target = await serve({
    '/mcp': (request, origin) => {
      const answer = withTools(request, origin);
      return request.headers.authorization === undefined
        ? answer
        : {
            json: JSON.parse(
              JSON.stringify(answer.json).replaceAll('fine', 'you sent the-access-token'),
            ) as unknown,
          };
    },
  });
  for (const options of [[], ['--json']]) {
    const { stdout } = await runTerminal(['flow', target, '--login', 'auto', '--call', 'x', ...options]);
    expect(stdout).toContain('you sent ⟦access token A⟧');
    expect(stdout).not.toContain('the-access-token');
  }
});

const TOO_MUCH: readonly (readonly [string, Parameters<typeof startRawServer>[0], RegExp])[] = [
  [
    'a body of 20 MiB',
    (_request, socket) =>
      void socket.write(
        httpResponse(Buffer.alloc(20 * 1024 * 1024, 'a'), 'HTTP/1.1 200 OK\r\nContent-Type: text/plain'),
      ),
    /\w/,
  ],
  [
    'a header of 1 MiB',
    (_request, socket) =>
      void socket.write(httpResponse('', `HTTP/1.1 401 No\r\nX-Large: ${'a'.repeat(1024 * 1024)}`)),
    /header/i,
  ],
  ['a server that never answers', () => {}, /answer|time/i],
  [
    'a web page',
    (_request, socket) =>
      void socket.write(
        httpResponse('<!doctype html><p>Shop</p>', 'HTTP/1.1 200 OK\r\nContent-Type: text/html'),
      ),
    /web page/,
  ],
  [
    'a redirect loop',
    (_request, socket) => void socket.write(httpResponse('', 'HTTP/1.1 307 X\r\nLocation: /mcp')),
    /redirect/i,
  ],
];

test.each(TOO_MUCH)('%s ends with a sentence and exit 3', async (_title, answer, sentence) => {
  const server = await startRawServer(answer);
  onTestFinished(() => server.close());
  const { code, stdout } = await runTerminal([
    'flow',
    `${server.origin}/mcp`,
    '--login',
    'auto',
    '--timeout',
    '500',
    '--json',
  ]);
  expect(code).toBe(3);
  const document = JSON.parse(stdout) as { message: string; outcome: string; stoppedAt: string };
  expect(document).toMatchObject({ outcome: 'failed', stoppedAt: 'challenge' });
  expect(document.message).toMatch(sentence);
  expect(document.message.length).toBeLessThan(500);
});

test('a login_hint that is no name of an identity reaches the server as it is', async () => {
  const server = await startServer();
  onTestFinished(() => server.close());
  await runTerminal(['flow', server.target, '--login', 'auto', '--as', 'a&scope=admin']);
  const asked = server.asked.find(({ path }) => path === '/authorize');
  expect(asked?.query.get('login_hint')).toBe('a&scope=admin');
  expect(asked?.query.has('scope')).toBe(false);
});
