import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Capture } from '../../../electron/engine/capture/capture.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { KeyFinder } from '../../../electron/engine/tokens/key-finder.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { MethodInput } from '../../../shared/contract.ts';
import type { TokenReport } from '../../../shared/token/report.ts';
import type { CheckVerdict, TokenCheck } from '../../../shared/token/token.ts';
import { asAlice } from '../flow/a-flow.ts';

let lab: Lab;
let engine: Engine;
beforeAll(async () => {
  lab = await startLab();
  engine = createEngine({
    openExternal: async () => {},
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: 'test',
  });
});
afterAll(async () => {
  await engine.close();
  await lab.close();
});

async function signedIn(variant: string): Promise<string> {
  const { session } = await engine.call('session.open', {
    target: lab.mcp[variant] ?? '',
    settings: JSON.parse(JSON.stringify(asAlice())) as MethodInput<'session.open'>['settings'],
  });
  await engine.call('session.step', { session, until: { kind: 'end' } });
  return session;
}

const ACCESS = { label: 'access token A' } as const;
const verdicts = ({ checks }: TokenReport): Record<string, CheckVerdict> =>
  Object.fromEntries(checks.map(({ check, verdict }) => [check, verdict]));
const check = (report: TokenReport, name: TokenCheck['check']) =>
  report.checks.find((one) => one.check === name);
const plainOf = async (session: string): Promise<string> =>
  (await engine.call('secret.reveal', { session, label: ACCESS.label })).text;

/** The same token with another subject, and the signature it had. */
function forge(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  claims['sub'] = 'mallory';
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

describe('a token of a session', () => {
  test('is named by its label, verified with the discovered keys, and never leaves the engine', async () => {
    const session = await signedIn('modern');
    const before = await engine.call('token.inspect', { session, token: ACCESS });
    expect(before).toMatchObject({ kind: 'access-token', form: 'jws', keys: { from: 'none' } });
    expect(check(before, 'signature')?.verdict).toBe('cannot-tell');

    const report = await engine.call('token.inspect', { session, token: ACCESS, fetchKeys: true });
    expect(report.keys).toMatchObject({ from: 'fetched', count: 1, requests: [{ status: 200 }] });
    expect(verdicts(report)).toMatchObject({
      signature: 'pass',
      algorithm: 'pass',
      type: 'pass',
      issuer: 'pass',
      audience: 'pass',
      expiry: 'pass',
      scope: 'pass',
      client: 'pass',
      subject: 'pass',
    });
    expect(report.verdict.verdict).toBe('pass');
    const plain = await plainOf(session);
    const told = JSON.stringify(report);
    for (const part of plain.split('.')) expect(told).not.toContain(part);

    const again = await engine.call('token.inspect', { session, token: ACCESS });
    expect(check(again, 'signature')?.verdict).toBe('pass');
  });

  test('a forged one is refused by its signature', async () => {
    const session = await signedIn('modern');
    const text = forge(await plainOf(session));
    const report = await engine.call('token.inspect', { session, token: { text }, fetchKeys: true });
    expect(report.claims).toMatchObject({ sub: 'mallory' });
    expect(report.verdict).toMatchObject({ verdict: 'fail', sentence: expect.stringContaining('signature') });
  });

  test('an opaque one is judged by what the server says of it', async () => {
    const session = await signedIn('opaque');
    const before = await engine.call('token.inspect', { session, token: ACCESS });
    expect(before).toMatchObject({ form: 'opaque', claimsFrom: 'none' });
    await engine.call('session.act', { session, action: { kind: 'introspect', token: 'access_token' } });
    const after = await engine.call('token.inspect', { session, token: ACCESS });
    expect(after).toMatchObject({ form: 'opaque', claimsFrom: 'introspection', claims: { active: true } });
    expect(check(after, 'audience')?.verdict).toBe('pass');
  });

  test.each(['modern', 'opaque'])('one of %s that was revoked is not called good', async (variant) => {
    const session = await signedIn(variant);
    await engine.call('session.act', { session, action: { kind: 'revoke', token: 'access_token' } });
    const report = await engine.call('token.inspect', { session, token: ACCESS });
    expect(report.verdict).toMatchObject({ verdict: 'fail', sentence: expect.stringContaining('revoked') });
    const other = await engine.call('token.inspect', { session, token: { label: 'refresh token A' } });
    expect(check(other, 'expiry')?.verdict).toBe('cannot-tell');
  });

  test('two are compared claim by claim, before and after a refresh', async () => {
    const session = await signedIn('modern');
    await engine.call('session.act', { session, action: { kind: 'refresh' } });
    const { differences } = await engine.call('token.compare', {
      session,
      a: ACCESS,
      b: { label: 'access token B' },
    });
    const change = (name: string) => differences.find((one) => one.name === name)?.change;
    expect(change('jti')).toBe('changed');
    expect(change('aud')).toBe('same');
  });

  test('a refused call is diagnosed, with secrets by name', async () => {
    lab.setFault('token-wrong-audience', true);
    onTestFinished(() => lab.setFault('token-wrong-audience', false));
    const session = await signedIn('modern');
    const { diagnosis } = await engine.call('token.diagnose', { session });
    expect(diagnosis).toMatchObject({ cause: 'wrong-audience', status: 401 });
    const report = await engine.call('token.inspect', { session, token: ACCESS });
    expect(check(report, 'audience')).toMatchObject({ verdict: 'fail', expected: lab.mcp['modern'] });
  });

  test('of a saved session, is only a name', async () => {
    const session = await signedIn('modern');
    const { name, text } = await engine.call('trace.export', { session });
    const { session: saved } = await engine.call('trace.import', { name, text });
    await expect(engine.call('token.inspect', { session: saved, token: ACCESS })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await engine.call('token.diagnose', { session: saved })).toEqual({ diagnosis: null });
  });
});

describe('a pasted token', () => {
  test('with a server URL is held against what that server says of itself', async () => {
    const text = await plainOf(await signedIn('modern'));
    const report = await engine.call('token.inspect', {
      token: { text },
      targetUrl: lab.mcp['modern'] ?? '',
      fetchKeys: true,
    });
    expect(report.expected).toMatchObject({ issuer: lab.issuer, resource: lab.mcp['modern'] });
    expect(verdicts(report)).toMatchObject({ signature: 'pass', issuer: 'pass', audience: 'pass' });
    const other = await engine.call('token.inspect', {
      token: { text },
      targetUrl: lab.mcp['legacy'] ?? '',
      fetchKeys: true,
    });
    expect(verdicts(other)).toMatchObject({ signature: 'pass', audience: 'fail' });
  });

  test('alone is read and not believed: an address inside this network is not opened on its word', async () => {
    const text = await plainOf(await signedIn('modern'));
    const report = await engine.call('token.inspect', { token: { text }, fetchKeys: true });
    expect(report.keys).toMatchObject({ from: 'fetched', count: 0 });
    expect(
      report.keys.requests.every(
        ({ status, fault }) => status === undefined && /private network/.test(fault ?? ''),
      ),
    ).toBe(true);
    expect(check(report, 'signature')?.verdict).toBe('cannot-tell');
    expect(check(report, 'audience')?.verdict).toBe('cannot-tell');
  });

  test('a server on the internet cannot point to keys on this machine', async () => {
    const capture = new Capture();
    onTestFinished(() => capture.close());
    const found = await new KeyFinder(capture, undefined).find({
      jwksUri: `${lab.issuer}/jwks`,
      target: 'https://shop.example/mcp',
    });
    expect(found.document).toBeUndefined();
    expect(found.requests).toEqual([
      { url: `${lab.issuer}/jwks`, fault: expect.stringContaining('private network') },
    ]);
  });

  test('with pasted keys sends nothing', async () => {
    const text = await plainOf(await signedIn('modern'));
    const jwks = await (await fetch(`${lab.issuer}/jwks`)).text();
    const report = await engine.call('token.inspect', { token: { text }, keys: jwks });
    expect(report.keys).toEqual({ from: 'pasted', count: 1, requests: [] });
    expect(check(report, 'signature')?.verdict).toBe('pass');
  });

  test.each(['', 'x', 'a.b.c', 'eyJ', 'A'.repeat(300_000), '{"a":1}'])(
    '%.20s is told in a sentence',
    async (text) => {
      const report = await engine.call('token.inspect', { token: { text } });
      expect(report.verdict.sentence).toMatch(/\w+ \w+/);
    },
  );
});
