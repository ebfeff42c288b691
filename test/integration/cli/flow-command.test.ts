import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FlowDocument } from '../../../electron/cli/flow/flow-document.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { STAGES } from '../../../shared/trace/event.ts';
import { parseTraceFile } from '../../../shared/trace/file.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { runTerminal, startTerminal } from '../../support/terminal.ts';

let lab: Lab;
let modern: string;
let folder: string;
beforeAll(async () => {
  lab = await startLab();
  modern = lab.mcp['modern'] ?? '';
  folder = mkdtempSync(join(tmpdir(), 'keyhole-cli-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await lab.close();
});

const ALICE = ['--as', 'alice', '--login', 'auto'];

/** The one document on stdout: any second one would not parse. */
const documentOf = (stdout: string): FlowDocument => JSON.parse(stdout) as FlowDocument;

function fault(id: string): void {
  lab.setFault(id, true);
  onTestFinished(() => lab.setFault(id, false));
}

/** What looks like a secret: signed tokens, and the opaque strings of the lab's provider where a token may stand. */
const SECRETS = [
  /eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/,
  /"(access|refresh|id)_token"\s*:\s*"(?!⟦)[^"]+"/,
  /\\"(access|refresh|id)_token\\"\s*:\s*\\"(?!⟦)[^"]+"/,
  /Bearer (?!⟦)[\w.-]{20,}/,
  /[?&"](code|code_verifier|refresh_token)=(?!⟦)[\w.-]{8,}/,
];

function expectNoSecrets(text: string): void {
  for (const secret of SECRETS) expect(secret.exec(text)?.[0]).toBeUndefined();
}

describe('--json', () => {
  test('is one document with every part that is promised; exit 0', async () => {
    const { code, stdout, stderr } = await runTerminal([
      'flow',
      modern,
      ...ALICE,
      '--json',
      '--call',
      'get_order',
      '--args',
      '{"orderId":"1001"}',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = documentOf(stdout);
    expect(document).toMatchObject({
      outcome: 'completed',
      message: null,
      stoppedAt: null,
      revision: '2026-07-28',
      registration: 'dcr',
      findings: [],
      call: {
        tool: 'get_order',
        status: 200,
        isError: false,
        error: null,
        structuredContent: { id: '1001' },
      },
      notDone: [],
    });
    expect(document.stages.map(({ id }) => id)).toEqual([...STAGES]);
    expect(document.stages.find(({ id }) => id === 'token')).toMatchObject({
      status: 'done',
      exchanges: [{ step: 'token-code', method: 'POST', status: 200 }],
    });
    expect(document.tools).toHaveLength(6);
    expectNoSecrets(stdout);
  });

  test('a refusal names stage, rule, evidence and source; exit 1', async () => {
    fault('as-issuer-mismatch');
    const { code, stdout } = await runTerminal(['flow', modern, ...ALICE, '--json']);
    expect(code).toBe(1);
    const document = documentOf(stdout);
    expect(document).toMatchObject({ outcome: 'refused', stoppedAt: 'server-metadata', call: null });
    expect(document.findings).toMatchObject([
      {
        ruleId: 'server-metadata/issuer-matches',
        severity: 'error',
        stage: 'server-metadata',
        expected: lab.issuer,
        actual: 'https://login.example.net',
        evidence: [{ at: { in: 'response-body', path: '/issuer' } }],
        source: [{ label: 'RFC 8414 §3.3' }, {}],
      },
    ]);
    expect(document.findings[0]?.evidence[0]?.of).toContain('/.well-known/oauth-authorization-server → 200');
  });

  test('an error finding without a refusal completes, with exit 1', async () => {
    fault('challenge-wrong-status');
    const { code, stdout } = await runTerminal(['flow', modern, ...ALICE, '--json']);
    expect(documentOf(stdout)).toMatchObject({
      outcome: 'completed',
      findings: [{ ruleId: 'challenge/status-401' }],
    });
    expect(code).toBe(1);
  });

  test('an override leads past a refusal and leaves its finding', async () => {
    fault('as-no-pkce');
    const { code, stdout } = await runTerminal([
      'flow',
      modern,
      ...ALICE,
      '--json',
      '--override',
      'server-metadata/pkce-advertised',
    ]);
    expect(documentOf(stdout)).toMatchObject({
      outcome: 'completed',
      findings: [{ ruleId: 'server-metadata/pkce-advertised' }],
    });
    expect(code).toBe(1);
  });

  test('--all-findings shows what passed, too', async () => {
    const { code, stdout } = await runTerminal(['flow', modern, ...ALICE, '--json', '--all-findings']);
    const verdicts = new Set(documentOf(stdout).findings.map(({ verdict }) => verdict));
    expect(verdicts).toContain('pass');
    expect(verdicts).not.toContain('fail');
    expect(code).toBe(0);
  });

  test('a transport failure keeps what was seen; exit 3', async () => {
    const { code, stdout } = await runTerminal(['flow', 'http://127.0.0.1:1/mcp', '--json']);
    expect(code).toBe(3);
    expect(documentOf(stdout)).toMatchObject({
      outcome: 'failed',
      stoppedAt: 'challenge',
      message: expect.stringMatching(/\w/),
      stages: expect.arrayContaining([
        expect.objectContaining({ id: 'challenge', exchanges: [expect.objectContaining({ status: null })] }),
      ]),
    });
  });

  test('a tool that says no is told in the call, not in the exit code', async () => {
    const { code, stdout } = await runTerminal([
      'flow',
      modern,
      ...ALICE,
      '--json',
      '--call',
      'get_order',
      '--args',
      '{"orderId":"2001"}',
    ]);
    expect(documentOf(stdout).call).toMatchObject({ status: 200, isError: true });
    expect(code).toBe(0);
  });

  test('a call that needs more scope gets it', async () => {
    const { stdout } = await runTerminal([
      'flow',
      modern,
      ...ALICE,
      '--json',
      '--call',
      'create_return',
      '--args',
      '{"orderId":"1001","reason":"too loud"}',
    ]);
    const { call, stages } = documentOf(stdout);
    expect(call).toMatchObject({ status: 200, isError: false });
    expect(stages.find(({ id }) => id === 'step-up')?.status).toBe('done');
  });

  test.each([
    ['refresh-not-rotated', 'refresh/rotated', 'modern', '--refresh'],
    ['refresh-invalid-grant', 'refresh/succeeded', 'modern', '--refresh'],
    ['revoked-token-still-accepted', 'revocation/effective', 'opaque', '--revoke'],
  ])('%s is found by asking the live session (%s)', async (id, rule, variant, option) => {
    fault(id);
    const { stdout } = await runTerminal(['flow', lab.mcp[variant] ?? '', ...ALICE, '--json', option]);
    expect(documentOf(stdout).findings.map(({ ruleId }) => ruleId)).toEqual([rule]);
  });

  test('a client secret comes from the environment and is nowhere in the output', async () => {
    const client = lab.clients.find(({ clientId }) => clientId === 'keyhole-service');
    const secret = client?.clientSecret ?? '';
    const trace = join(folder, 'service.keyhole');
    const { code, stdout } = await runTerminal(
      [
        'flow',
        modern,
        '--grant',
        'client_credentials',
        '--client-id',
        'keyhole-service',
        '--json',
        '--header',
        'X-Api-Key: an-api-key-of-the-person',
        '--trace',
        trace,
      ],
      { env: { KEYHOLE_CLIENT_SECRET: secret } },
    );
    expect(code).toBe(0);
    expect(documentOf(stdout).registration).toBe('preregistered');
    for (const text of [stdout, readFileSync(trace, 'utf8')]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(btoa(`keyhole-service:${secret}`));
      expect(text).not.toContain('an-api-key-of-the-person');
      expectNoSecrets(text);
    }
  });

  test('a private key is read from its file', async () => {
    const client = lab.clients.find(({ clientId }) => clientId === 'keyhole-service-jwt');
    const key = join(folder, 'key.json');
    writeFileSync(key, JSON.stringify(client?.privateJwk));
    const { code, stdout } = await runTerminal([
      'flow',
      modern,
      '--grant',
      'client_credentials',
      '--client-id',
      'keyhole-service-jwt',
      '--client-auth',
      'private_key_jwt',
      '--private-key',
      key,
      '--json',
    ]);
    expect({ code, outcome: documentOf(stdout).outcome }).toEqual({ code: 0, outcome: 'completed' });
    expect(stdout).not.toContain(String(client?.privateJwk?.['d']));
  });
});

describe('--trace', () => {
  test.each([
    ['a completed flow', undefined, 0],
    ['a refused one', 'callback-iss-wrong', 1],
    ['a failed one', 'token-html', 1],
  ])('saves %s so that it opens again, without a secret', async (title, id, expected) => {
    if (id !== undefined) fault(id);
    const file = join(folder, `${title.replaceAll(' ', '-')}.keyhole`);
    const { code } = await runTerminal(['flow', modern, ...ALICE, '--trace', file]);
    expect(code).toBe(expected);
    const text = readFileSync(file, 'utf8');
    expectNoSecrets(text);
    const { header, events, bodies, cut } = parseTraceFile(text, file);
    expect({ header, cut }).toMatchObject({ header: { target: modern, masked: true }, cut: false });
    const session = foldTrace(events).session();
    expect(session.stop?.kind).toBe(id === undefined ? undefined : 'refused');
    expect(session.exchanges.length).toBeGreaterThan(3);
    for (const { response } of session.exchanges)
      if (response?.body) expect(bodies.has(response.body.hash)).toBe(true);
  });
});

describe('the account', () => {
  test('tells stages, exchanges, what fails and what to do', async () => {
    fault('as-no-pkce');
    const { code, stdout } = await runTerminal(['flow', modern, ...ALICE]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}server-metadata$/m);
    expect(stdout).toMatch(/GET \S+\/\.well-known\/oauth-authorization-server → 200 \(\d+ ms\)/);
    for (const word of ['expected', 'seen', 'where', 'fix', 'source'])
      expect(stdout).toMatch(new RegExp(`^ {6}${word} `, 'm'));
    expect(stdout).toContain('Refused at server-metadata');
    expect(stdout).toContain('--override server-metadata/pkce-advertised');
    expect(stdout).not.toContain('\u001B[');
  });

  test('offers no override where none can help', async () => {
    fault('token-invalid-grant');
    const { stdout } = await runTerminal(['flow', modern, ...ALICE]);
    expect(stdout).toContain('Refused at token');
    expect(stdout).not.toContain('--override');
  });

  test('tells the tools and the result of a call, and no secret', async () => {
    const { code, stdout } = await runTerminal(['flow', modern, ...ALICE, '--call', 'list_orders']);
    expect(code).toBe(0);
    expect(stdout).toContain('search_products');
    expect(stdout).toContain('2 order(s).');
    expect(stdout).toContain('Completed with revision 2026-07-28.');
    expectNoSecrets(stdout);
  });

  test('is coloured only when asked for', async () => {
    const { stdout } = await runTerminal(['flow', 'http://127.0.0.1:1/mcp'], {
      env: { FORCE_COLOR: '1' },
    });
    expect(stdout).toContain('\u001B[');
  });
});

describe('--login', () => {
  /** A browser that is signed in already: goes where it is sent, and back to the redirect URI. */
  const answerOf = async (url: string): Promise<string> =>
    (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';

  test('print shows the address, waits for the browser, and goes on', async () => {
    const terminal = startTerminal(['flow', modern, '--as', 'alice', '--login', 'print', '--json']);
    const [url] = await terminal.saw('stderr', /http:\S+\/authorize\?\S+/);
    expect((await fetch(await answerOf(url))).status).toBe(200);
    const { code, stdout } = await terminal.finished;
    expect(code).toBe(0);
    expect(documentOf(stdout).outcome).toBe('completed');
  });

  test('print takes the address of the last page from stdin, and says when it is none', async () => {
    const terminal = startTerminal(['flow', modern, '--as', 'alice', '--login', 'print'], { typing: true });
    const [url] = await terminal.saw('stdout', /http:\S+\/authorize\?\S+/);
    terminal.child.stdin?.write('nonsense\n');
    await terminal.saw('stdout', /This is not a URL/);
    terminal.child.stdin?.write(`${await answerOf(url)}\n`);
    const { code, stdout } = await terminal.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('(pasted: code, state, iss)');
  });

  test('browser shows the address where no browser can be opened', async () => {
    const terminal = startTerminal(['flow', modern, '--as', 'alice']);
    const [url] = await terminal.saw('stdout', /http:\S+\/authorize\?\S+/);
    await fetch(await answerOf(url));
    expect((await terminal.finished).code).toBe(0);
  });

  test('Ctrl+C while waiting ends it, with the document and the trace', async () => {
    const file = join(folder, 'interrupted.keyhole');
    const terminal = startTerminal(['flow', modern, '--login', 'print', '--json', '--trace', file]);
    await terminal.saw('stderr', /Waiting for the browser/);
    terminal.child.kill('SIGINT');
    const { code, stdout } = await terminal.finished;
    expect(code).toBe(130);
    expect(documentOf(stdout)).toMatchObject({ outcome: 'failed', stoppedAt: 'authorization-response' });
    expect(parseTraceFile(readFileSync(file, 'utf8'), file).events.length).toBeGreaterThan(10);
  });
});

describe('--grant', () => {
  test('none asks without a token and stops where one is wanted', async () => {
    const { code, stdout } = await runTerminal(['flow', modern, '--grant', 'none', '--json']);
    expect(code).toBe(0);
    const document = documentOf(stdout);
    expect(document).toMatchObject({ outcome: 'completed', findings: [] });
    expect(document.stages.flatMap(({ exchanges }) => exchanges)).toMatchObject([
      { step: 'mcp-probe', status: 401 },
    ]);
  });

  test('token uses the one of the environment, and says when the server refuses it', async () => {
    const run = (token: string) =>
      runTerminal(['flow', modern, '--grant', 'token', '--json'], { env: { KEYHOLE_ACCESS_TOKEN: token } });
    expect((await run('')).stderr).toContain('set the environment variable KEYHOLE_ACCESS_TOKEN');
    const refused = await run('not-a-token-of-this-server');
    expect(refused.code).toBe(3);
    expect(refused.stdout).not.toContain('not-a-token-of-this-server');
    expect(documentOf(refused.stdout)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('refuses the token that was given') as unknown,
      findings: [],
    });
  });
});
