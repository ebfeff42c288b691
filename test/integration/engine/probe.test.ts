import { afterEach, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../../electron/engine/engine.ts';
import { startLab, type Lab } from '../../../electron/lab/lab.ts';
import type { Notice, ProbeReport } from '../../../shared/contract.ts';
import { httpResponse, startRawServer, type RawRequest, type RawServer } from '../../support/raw-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function anEngine(): Engine {
  const engine = createEngine({
    version: 'test',
    openExternal: async () => undefined,
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
  });
  closing.push(() => engine.close());
  return engine;
}

async function aLab(): Promise<Lab> {
  const lab = await startLab();
  closing.push(() => lab.close());
  return lab;
}

/** Answers by path; whatever is not in the table gets `otherwise`. */
async function scripted(
  answers: (origin: string) => Readonly<Record<string, string>>,
  otherwise = httpResponse('', 'HTTP/1.1 404 Not Found'),
): Promise<RawServer> {
  const server = await startRawServer((request, socket) => {
    const body = answers(server.origin)[pathOf(request)];
    socket.write(
      body === undefined
        ? otherwise
        : httpResponse(body, 'HTTP/1.1 200 OK\r\nContent-Type: application/json'),
    );
  });
  closing.push(() => server.close());
  return server;
}

const pathOf = ({ line }: RawRequest): string => line.split(' ')[1] ?? '';
const rows = ({ results }: ProbeReport): string[] =>
  results.map(
    ({ location, status, mark, use }) => `${location.kind} ${status ?? '-'} ${mark} ${use?.used ?? '-'}`,
  );
const probe = (engine: Engine, target: string, rest: object = {}) =>
  engine.call('metadata.probe', { probe: 'p', target, ...rest });

test('the lab: one resource document, both documents of the named issuer, its keys, nothing at the own origin', async () => {
  const lab = await aLab();
  const report = await probe(anEngine(), lab.mcp['modern'] ?? '');
  expect(report).toMatchObject({ revision: '2026-07-28', cancelled: false, omitted: [] });
  const named = report.results.filter(({ location }) => location.issuer !== undefined);
  expect(rows({ ...report, results: report.results.filter((row) => !named.includes(row)) })).toEqual([
    'resource-path 200 good true',
    'resource-root 404 absent false',
    'resource-suffix 404 absent false',
  ]);
  const good = named.filter(({ mark }) => mark === 'good').map(({ location }) => location.kind);
  expect(good.filter((kind) => kind.startsWith('oauth'))).not.toEqual([]);
  expect(good.filter((kind) => kind.startsWith('openid'))).not.toEqual([]);
  expect(good).toContain('jwks');
  expect(named.filter(({ use }) => use?.used)).toHaveLength(1);
});

test('a catch-all HTML page is seen at every location', async () => {
  const server = await scripted(
    () => ({}),
    httpResponse('<!doctype html><title>App</title>', 'HTTP/1.1 200 OK\r\nContent-Type: text/html'),
  );
  const { results } = await probe(anEngine(), `${server.origin}/mcp`);
  expect(results).toHaveLength(5);
  for (const { verdict } of results) expect(verdict).toContain('200 HTML page');
});

test('a suffix-style document is shown, its issuer asked, and no client would use it', async () => {
  const server = await scripted((origin) => ({
    '/mcp/.well-known/oauth-protected-resource': JSON.stringify({
      resource: `${origin}/mcp`,
      authorization_servers: [`${origin}/login`],
    }),
    '/login/.well-known/oauth-authorization-server': JSON.stringify({ issuer: `${origin}/login` }),
  }));
  const report = await probe(anEngine(), `${server.origin}/mcp`);
  const found = report.results.filter(({ document }) => document);
  expect(rows({ ...report, results: found })).toEqual([
    'resource-suffix 200 bad false',
    'oauth-suffix 200 bad false',
  ]);
  for (const { verdict } of found) expect(verdict).toContain('Suffix-style path');
});

test('asks with GET only, and each address once, however many issuers share it', async () => {
  const server = await scripted((origin) => ({
    '/.well-known/oauth-protected-resource/mcp': JSON.stringify({
      resource: `${origin}/mcp`,
      authorization_servers: [`${origin}/a`, `${origin}/b`],
    }),
  }));
  await probe(anEngine(), `${server.origin}/mcp`);
  const asked = server.requests.map(({ line }) => line);
  expect(asked.every((line) => line.startsWith('GET '))).toBe(true);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.some((line) => line.includes('jwks'))).toBe(false);
});

test('addresses that a document may not lead to are shown and not asked', async () => {
  const server = await scripted((origin) => ({
    '/.well-known/oauth-protected-resource': JSON.stringify({
      resource: origin,
      authorization_servers: [
        'javascript:alert(1)',
        'http://plain.example',
        'not a url',
        'https://a:b@h.example',
      ],
    }),
  }));
  const { results } = await probe(anEngine(), `${server.origin}/`);
  const refused = results.filter(({ notSent }) => notSent);
  expect(new Set(refused.map(({ location }) => location.issuer)).size).toBe(4);
  for (const { verdict } of refused) expect(verdict).toMatch(/^Not asked: .*\.$/);
});

test('a redirect is followed where a client may follow it, and shown', async () => {
  const server = await startRawServer((request, socket) => {
    const path = pathOf(request);
    if (path === '/moved')
      socket.write(
        httpResponse(
          JSON.stringify({ resource: server.origin }),
          'HTTP/1.1 200 OK\r\nContent-Type: application/json',
        ),
      );
    else if (path.endsWith('/oauth-protected-resource'))
      socket.write(httpResponse('', 'HTTP/1.1 302 Found\r\nLocation: /moved'));
    else socket.write(httpResponse('', 'HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd'));
  });
  closing.push(() => server.close());
  const { results } = await probe(anEngine(), server.origin);
  expect(results[0]).toMatchObject({ mark: 'good', redirects: [`${server.origin}/moved`] });
  expect(results[1]?.verdict).toContain('does not open');
});

test('tells of each result as it comes, and ends where the person cancels', async () => {
  const server = await startRawServer((request, socket) => {
    // The path answers, the root never does.
    if (pathOf(request).endsWith('/mcp')) socket.write(httpResponse('', 'HTTP/1.1 404 Not Found'));
  });
  closing.push(() => server.close());
  const engine = anEngine();
  const told: Notice[] = [];
  engine.subscribe((notice) => {
    told.push(notice);
    if (notice.topic === 'probe') void engine.call('metadata.cancel-probe', { probe: notice.probe });
  });
  const report = await probe(engine, `${server.origin}/mcp`);
  expect(report.cancelled).toBe(true);
  expect(rows(report)).toEqual(['resource-path 404 absent false']);
  expect(told.filter(({ topic }) => topic === 'probe')).toHaveLength(1);
});

test('of a session uses what the session knows, and leaves its trace alone', async () => {
  const lab = await aLab();
  const engine = anEngine();
  const target = lab.mcp['modern'] ?? '';
  const { session } = await engine.call('session.open', {
    target,
    settings: { login: 'auto', extraAuthorizationParameters: { login_hint: 'alice' } },
  });
  await engine.call('session.step', { session, until: { kind: 'end' } });
  const before = await engine.call('session.events', { session });
  const report = await engine.call('metadata.probe', { probe: 'p', session });
  expect(report.results[0]?.location.kind).toBe('resource-challenge');
  expect(report.results[0]?.use?.used).toBe(true);
  const after = await engine.call('session.events', { session });
  expect(after.events).toHaveLength(before.events.length);
});

test('a secret in the address is sent and never shown', async () => {
  const server = await scripted(() => ({}));
  const engine = anEngine();
  const told: Notice[] = [];
  engine.subscribe((notice) => told.push(notice));
  const report = await probe(engine, `${server.origin}/mcp?access_token=s3cr3t-value`);
  expect(server.requests.some(({ line }) => line.includes('s3cr3t-value'))).toBe(true);
  expect(told.length).toBeGreaterThan(0);
  expect(JSON.stringify([report, told])).not.toContain('s3cr3t-value');
});

test('names what is wrong with the question', async () => {
  const engine = anEngine();
  await expect(engine.call('metadata.probe', { probe: 'p' })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(probe(engine, 'ftp://x.example')).rejects.toMatchObject({ code: 'bad-input' });
});
