import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import { runTerminal, startTerminal } from '../../support/terminal.ts';

let folder: string;
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhole-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('keyhole', () => {
  test('tells its version and its commands', async () => {
    expect(await runTerminal(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const { code, stdout } = await runTerminal(['--help']);
    expect(code).toBe(0);
    for (const command of ['serve', 'lab', 'flow', 'probe', 'compat', 'privacy', 'rules', 'client-metadata'])
      expect(stdout).toContain(`  ${command} `);
  });

  test.each(['serve', 'lab', 'flow', 'probe', 'compat', 'privacy', 'rules', 'client-metadata'])(
    '%s explains itself',
    async (command) => {
      const { code, stdout } = await runTerminal([command, '--help']);
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`keyhole ${command}`),
      });
    },
  );

  test.each([
    [['dance']],
    [['flow']],
    [['lab', '--loud']],
    [['client-metadata']],
    [['serve', '--port', '70000']],
  ])('keyhole %j is bad usage', async (args) => {
    const { code, stdout, stderr } = await runTerminal(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
  });
});

describe('keyhole flow: what is wrong with the command line is said in one sentence, before anything is sent', () => {
  const url = 'http://127.0.0.1:1/mcp';
  const cases = (): readonly (readonly [readonly string[], RegExp])[] => [
    [['not a url'], /"not a url" is not a URL/],
    [['ftp://example.com/mcp'], /ftp:/],
    [['http://user:pass@127.0.0.1/mcp'], /user name/],
    [[url, '--revision', '2020-01-01'], /2026-07-28/],
    [[url, '--call', 'x', '--args', '{nope'], /--args is not JSON/],
    [[url, '--call', 'x', '--args', '[1]'], /JSON object/],
    [[url, '--args', '{}'], /--call/],
    [[url, '--private-key', join(folder, 'absent.pem')], /--private-key.*absent\.pem.*ENOENT/],
    [[url, '--private-key', file('bad.pem', 'no key')], /PKCS#8/],
    [[url, '--ca', file('bad-ca.pem', 'no certificate')], /--ca.*certificate/],
    [[url, '--trace', join(folder, 'no', 'such', 'place')], /--trace.*ENOENT/],
    [[url, '--override', 'no/such-rule'], /no\/such-rule.*pkce-advertised/],
    [[url, '--param', 'novalue'], /name=value/],
    [[url, '--header', 'no colon'], /Name: value/],
    [[url, '--timeout', '5'], /100/],
    [[url, '--redirect-path', 'callback'], /begins with \//],
    [[url, '--registration', 'preregistered'], /--client-id/],
    [[url, '--registration', 'cimd'], /--client-metadata-url/],
    [[url, '--client-metadata-url', 'http://example.com/c.json'], /https/],
    [[url, '--client-id', 'x', '--client-auth', 'client_secret_basic'], /KEYHOLE_CLIENT_SECRET/],
    [[url, '--client-auth', 'private_key_jwt'], /--private-key/],
  ];
  test.each(Array.from({ length: 21 }, (_, index) => index))('case %i', async (index) => {
    const [args, sentence] = cases()[index] ?? [[], /never/];
    const { code, stdout, stderr } = await runTerminal(['flow', ...args]);
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('the table above is whole', () => {
    expect(cases()).toHaveLength(21);
  });
});

describe('keyhole lab', () => {
  test('its first line with --json says where everything is, and a signal ends it', async () => {
    const terminal = startTerminal(['lab', '--fault', 'as-no-pkce', '--json']);
    const [line] = await terminal.saw('stdout', /^.*\n/);
    const started: unknown = JSON.parse(line);
    expect(started).toMatchObject({
      issuer: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      mcp: { modern: expect.stringMatching(/\/modern\/mcp$/), '2025-03-26': expect.any(String) },
      identities: [{ id: 'alice' }, { id: 'bob' }, { id: 'lina' }, { id: 'admin' }],
      faults: ['as-no-pkce'],
    });
    const mcp = isJsonObject(started) && isJsonObject(started['mcp']) ? started['mcp'] : {};
    const { code, stdout } = await runTerminal([
      'flow',
      String(mcp['modern']),
      '--as',
      'bob',
      '--login',
      'auto',
      '--json',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ ruleId: 'server-metadata/pkce-advertised' }] });
    terminal.child.kill('SIGTERM');
    expect(await terminal.finished).toMatchObject({ code: 0, stdout: line });
  });

  test('a fault it does not have is bad usage, and the sentence names those it has', async () => {
    const { code, stderr } = await runTerminal(['lab', '--fault', 'gremlins']);
    expect(code).toBe(2);
    expect(stderr).toContain('gremlins');
    for (const { id } of LAB_FAULTS) expect(stderr).toContain(id);
  });

  test('--list tells every fault and starts nothing', async () => {
    const plain = await runTerminal(['lab', '--list']);
    expect(plain.code).toBe(0);
    for (const { id, description, stage, trips } of LAB_FAULTS) {
      for (const word of [id, description, stage, ...trips]) expect(plain.stdout).toContain(word);
    }
    const json = await runTerminal(['lab', '--list', '--json']);
    expect(JSON.parse(json.stdout)).toEqual(LAB_FAULTS);
  });
});

describe('keyhole client-metadata', () => {
  const url = 'https://example.com/keyhole.json';

  test('prints the document of a native client with loopback redirects', async () => {
    const { code, stdout } = await runTerminal(['client-metadata', '--url', url]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      client_id: url,
      client_name: 'Keyhole',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    });
  });

  test('takes a name, redirect URIs and public keys', async () => {
    const jwks = file('public.json', JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }));
    const { stdout } = await runTerminal([
      'client-metadata',
      '--url',
      url,
      '--name',
      'Mine',
      '--jwks',
      jwks,
      '--redirect-uri',
      'http://127.0.0.1/a',
      '--redirect-uri',
      'http://127.0.0.1/b',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      client_name: 'Mine',
      token_endpoint_auth_method: 'private_key_jwt',
      redirect_uris: ['http://127.0.0.1/a', 'http://127.0.0.1/b'],
      jwks: { keys: [{ kty: 'EC' }] },
    });
  });

  test.each([
    'http://example.com/c.json',
    'https://example.com',
    'https://example.com/c.json#part',
    'https://me@example.com/c.json',
    'https://example.com/a/../c.json',
    'c.json',
  ])('%s cannot be a client identifier', async (wrong) => {
    const { code, stdout, stderr } = await runTerminal(['client-metadata', '--url', wrong]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(wrong);
  });

  test('a private key is kept out of a public document', async () => {
    const jwks = file(
      'private.json',
      JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'private-part' }] }),
    );
    const { code, stdout, stderr } = await runTerminal(['client-metadata', '--url', url, '--jwks', jwks]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/private key/);
    expect(stderr).not.toContain('private-part');
  });
});
