import { describe, expect, onTestFinished, test } from 'vitest';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import type { Route, AServer } from './a-server.ts';
import { RIGHT, startServer } from './a-server.ts';
import type { AFlow } from './a-flow.ts';
import { failedRules, failures, lastOf, runFlow, sent, steps } from './a-flow.ts';

async function serve(changed: Readonly<Record<string, Route>> = {}): Promise<AServer> {
  const server = await startServer(changed);
  onTestFinished(() => server.close());
  return server;
}

async function run(target: string, settings: Partial<FlowSettings> = {}): Promise<AFlow> {
  const flow = await runFlow(target, { settings: { extraAuthorizationParameters: {}, ...settings } });
  onTestFinished(() => flow.close());
  return flow;
}

const challenge =
  (parameters: (origin: string) => string): Route =>
  (request, origin) =>
    request.headers.authorization === undefined
      ? { status: 401, headers: { 'www-authenticate': `Bearer ${parameters(origin)}` } }
      : (RIGHT['/mcp']?.(request, origin) ?? {});

const PRM = '/.well-known/oauth-protected-resource';
const ASM = '/.well-known/oauth-authorization-server';
const pointer = (origin: string): string => `resource_metadata="${origin}${PRM}/mcp"`;

/** The right document with some members changed; `undefined` takes a member away. */
const changedDocument =
  (path: string, change: (origin: string) => object): Route =>
  (request, origin) => ({ json: { ...(RIGHT[path]?.(request, origin).json as object), ...change(origin) } });

test('the server of these tests is right', async () => {
  const { target } = await serve();
  const flow = await run(target);
  expect(failures(flow)).toEqual([]);
  expect(flow.session.completed).toBe(true);
});

describe('which scope is asked for', () => {
  const prmWithScopes = changedDocument(`${PRM}/mcp`, () => ({ scopes_supported: ['a', 'b'] }));

  test.each([
    [
      'the one of the challenge',
      challenge((origin) => `${pointer(origin)}, scope="b c"`),
      prmWithScopes,
      {},
      'b c',
    ],
    ['else all that the resource metadata lists', challenge(pointer), prmWithScopes, {}, 'a b'],
    ['else none', challenge(pointer), RIGHT[`${PRM}/mcp`] as Route, {}, null],
    [
      'the one the person forces, before all',
      challenge((origin) => `${pointer(origin)}, scope="b c"`),
      prmWithScopes,
      { scope: 'x' },
      'x',
    ],
  ] as const)('%s', async (_title, mcp, prm, settings, expected) => {
    const { target } = await serve({ '/mcp': mcp, [`${PRM}/mcp`]: prm });
    const flow = await run(target, settings);
    expect(sent(lastOf(flow, 'authorize-hop')).get('scope')).toBe(expected);
  });

  test('offline_access is added only where the authorization server lists it', async () => {
    const { target } = await serve({
      '/mcp': challenge((origin) => `${pointer(origin)}, scope="a"`),
      [ASM]: changedDocument(ASM, () => ({ scopes_supported: ['a', 'offline_access'] })),
    });
    const flow = await run(target, { revision: '2026-07-28' });
    expect(sent(lastOf(flow, 'authorize-hop')).get('scope')).toBe('a offline_access');
  });
});

describe('the resource', () => {
  test('is sent byte for byte as the metadata writes it, in both requests', async () => {
    // At the root, an identifier with and one without the slash name the same resource.
    const root: Record<string, Route> = {
      '/': (request, origin) =>
        request.headers.authorization === undefined
          ? { status: 401, headers: { 'www-authenticate': 'Bearer' } }
          : (RIGHT['/mcp']?.(request, origin) ?? {}),
      [PRM]: (_request, origin) => ({ json: { resource: origin, authorization_servers: [origin] } }),
    };
    const { origin } = await serve(root);
    const flow = await run(`${origin}/`);
    expect(flow.session.completed).toBe(true);
    expect(sent(lastOf(flow, 'authorize-hop')).get('resource')).toBe(origin);
    expect(sent(lastOf(flow, 'token-code')).get('resource')).toBe(origin);
  });

  test('a document for a part of the same origin is a warning, and another path is refused', async () => {
    const wider = await serve({
      [`${PRM}/mcp`]: changedDocument(`${PRM}/mcp`, (origin) => ({ resource: `${origin}/` })),
    });
    const tolerated = await run(wider.target);
    expect(failures(tolerated)).toMatchObject([
      { ruleId: 'resource-metadata/resource-matches', severity: 'warning' },
    ]);
    expect(tolerated.session.completed).toBe(true);
    const other = await serve({
      [`${PRM}/mcp`]: changedDocument(`${PRM}/mcp`, (origin) => ({ resource: `${origin}/mc` })),
    });
    const refused = await run(other.target);
    expect(refused.session.stop).toMatchObject({
      kind: 'refused',
      event: { ruleId: 'resource-metadata/resource-matches' },
    });
  });
});

describe('where metadata is looked for', () => {
  test('a challenge that names a document is followed, and nothing else is tried', async () => {
    const { target, asked } = await serve();
    await run(target);
    expect(asked.filter(({ path }) => path.startsWith(PRM)).map(({ path }) => path)).toEqual([`${PRM}/mcp`]);
  });

  test('without a pointer the path comes first, then the root', async () => {
    const { target, asked } = await serve({
      '/mcp': challenge(() => 'realm="x"'),
      [`${PRM}/mcp`]: () => ({ status: 404 }),
      [PRM]: (_request, origin) => ({ json: { resource: origin, authorization_servers: [origin] } }),
    });
    const flow = await run(target);
    expect(asked.filter(({ path }) => path.startsWith(PRM)).map(({ path }) => path)).toEqual([
      `${PRM}/mcp`,
      PRM,
    ]);
    expect(flow.session.completed).toBe(true);
  });

  test('an issuer with a path is asked at its three places and never at the root', async () => {
    const { target, asked } = await serve({
      [`${PRM}/mcp`]: changedDocument(`${PRM}/mcp`, (origin) => ({
        authorization_servers: [`${origin}/tenant`],
      })),
      '/tenant/.well-known/openid-configuration': changedDocument(ASM, (origin) => ({
        issuer: `${origin}/tenant`,
      })),
    });
    const flow = await run(target);
    expect(flow.session.completed).toBe(true);
    expect(asked.map(({ path }) => path).filter((path) => /openid|oauth-authorization/.test(path))).toEqual([
      `${ASM}/tenant`,
      '/.well-known/openid-configuration/tenant',
      '/tenant/.well-known/openid-configuration',
    ]);
  });

  test('a Bearer challenge in odd writing behind another scheme is found', async () => {
    const { target } = await serve({
      '/mcp': (request, origin) =>
        request.headers.authorization === undefined
          ? {
              status: 401,
              headers: {
                'www-authenticate': `Basic realm="x, Bearer y", bearer realm="a, \\"b\\"" , RESOURCE_METADATA = "${origin}${PRM}/mcp"`,
              },
            }
          : (RIGHT['/mcp']?.(request, origin) ?? {}),
    });
    const flow = await run(target);
    expect(flow.session.completed).toBe(true);
    expect(lastOf(flow, 'prm-from-challenge').response?.status).toBe(200);
  });
});

describe('several authorization servers', () => {
  const two = changedDocument(`${PRM}/mcp`, (origin) => ({
    authorization_servers: ['https://login.example.net', origin],
  }));

  test('the person is asked, and only one of those named will do', async () => {
    const { target, origin } = await serve({ [`${PRM}/mcp`]: two });
    const flow = await run(target);
    expect(flow.session.question?.question).toEqual({
      kind: 'choose-authorization-server',
      issuers: ['https://login.example.net', origin],
    });
    await expect(flow.runner.chooseAuthorizationServer('https://evil.example')).rejects.toMatchObject({
      code: 'bad-input',
    });
    await flow.runner.chooseAuthorizationServer(origin);
    await flow.runner.run({ kind: 'end' });
    expect(flow.session.completed).toBe(true);
  });

  test('the settings may have chosen already, and wrongly', async () => {
    const { target, origin } = await serve({ [`${PRM}/mcp`]: two });
    expect((await run(target, { authorizationServer: origin })).session.completed).toBe(true);
    const { stop } = (await run(target, { authorizationServer: 'https://other.example' })).session;
    expect(stop?.kind === 'failed' && stop.event.message).toContain('https://login.example.net');
  });
});

describe('redirects', () => {
  test('a metadata request follows one inside the origin, hop by hop on record', async () => {
    const { target } = await serve({
      [`${PRM}/mcp`]: () => ({ status: 302, headers: { location: '/moved' } }),
      '/moved': (request, origin) => RIGHT[`${PRM}/mcp`]?.(request, origin) ?? {},
    });
    const flow = await run(target);
    expect(flow.session.completed).toBe(true);
    expect(steps(flow).slice(1, 3)).toEqual(['prm-from-challenge:302', 'prm-from-challenge:200']);
    const [, first, second] = flow.session.exchanges;
    expect(second?.redirectOf).toBe(first?.id);
  });

  test('an MCP request is repeated inside the origin and never taken to another', async () => {
    const inside = await serve({
      '/old': () => ({ status: 307, headers: { location: '/mcp' } }),
      [`${PRM}/mcp`]: changedDocument(`${PRM}/mcp`, (origin) => ({ resource: `${origin}/old` })),
    });
    expect((await run(`${inside.origin}/old`)).session.completed).toBe(true);

    const elsewhere = await serve();
    const away = await serve({ '/mcp': () => ({ status: 307, headers: { location: elsewhere.target } }) });
    const flow = await run(away.target);
    expect(elsewhere.asked).toEqual([]);
    expect(flow.session.stop).toMatchObject({ kind: 'failed', event: { stage: 'challenge' } });
    expect(flow.session.stop?.kind === 'failed' && flow.session.stop.event.message).toContain(
      `another origin, ${elsewhere.target}`,
    );
  });

  test('an MCP request whose redirect would turn it into a GET is not sent on, and the flow says what to do', async () => {
    const { target, asked } = await serve({ '/old': () => ({ status: 302, headers: { location: '/mcp' } }) });
    const { origin } = new URL(target);
    const { stop } = (await run(`${origin}/old`)).session;
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /old']);
    expect(stop?.kind === 'failed' && stop.event.message).toMatch(/HTTP 302.*Redirect with 307 or 308/);
  });

  test('a token request never leaves its endpoint', async () => {
    const elsewhere = await serve();
    const { target } = await serve({
      '/token': () => ({ status: 307, headers: { location: `${elsewhere.origin}/token` } }),
    });
    const flow = await run(target);
    expect(elsewhere.asked).toEqual([]);
    expect(failedRules(flow)).toEqual(['token/succeeded']);
  });

  test('a loop is given up with a sentence', async () => {
    const { target } = await serve({
      [`${PRM}/mcp`]: () => ({ status: 302, headers: { location: `${PRM}/mcp` } }),
    });
    const { stop } = (await run(target)).session;
    expect(stop?.kind === 'failed' && stop.event.message).toMatch(/redirect/i);
  });

  test('a sign-in that redirects without end is given up with a sentence', async () => {
    const { target } = await serve({
      '/authorize': ({ url }) => ({ status: 302, headers: { location: url } }),
    });
    const { stop } = (await run(target)).session;
    expect(stop?.kind === 'failed' && stop.event.message).toMatch(/20 times/);
  });
});

describe('addresses from metadata', () => {
  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'vbscript:x', 'not a url'])(
    '%s is refused for every endpoint and never asked for',
    async (url) => {
      for (const endpoint of ['authorization_endpoint', 'token_endpoint', 'registration_endpoint']) {
        const { target } = await serve({ [ASM]: changedDocument(ASM, () => ({ [endpoint]: url })) });
        const flow = await run(target);
        expect(failures(flow)).toMatchObject([{ ruleId: 'server-metadata/safe-urls', actual: url }]);
        expect(flow.session.stop).toMatchObject({ kind: 'refused', event: { final: true } });
        expect(flow.session.exchanges.at(-1)?.step).toBe('as-oauth-root');
      }
    },
  );
});

test('a server of 2025-03-26 under `auto` is known by its own metadata', async () => {
  const { target } = await serve({
    '/mcp': (request) => {
      if (request.headers.authorization === undefined)
        return { status: 401, headers: { 'www-authenticate': 'Bearer realm="s"' } };
      const { id, method } = JSON.parse(request.body) as { id?: number; method: string };
      if (id === undefined) return { status: 202 };
      const value =
        method === 'initialize'
          ? { protocolVersion: '2025-03-26', capabilities: {}, serverInfo: { name: 's', version: '1' } }
          : { tools: [] };
      return { json: { jsonrpc: '2.0', id, result: value } };
    },
    [`${PRM}/mcp`]: () => ({ status: 404 }),
  });
  const flow = await run(target);
  expect(failures(flow)).toEqual([]);
  expect(flow.session.completed).toBe(true);
  expect(sent(lastOf(flow, 'token-code')).has('resource')).toBe(false);
});
