// Servers that know nothing of Keyhole's lab, with a policy written for each: what they do is what is said of them.

import { describe, expect, onTestFinished, test } from 'vitest';
import type { MatrixFold } from '../../../shared/matrix/fold.ts';
import { startBetterAuth } from '../rules/better-auth-server.ts';
import { startSdk1, startSdk2 } from '../rules/independent-servers.ts';
import { matrixOf } from './a-matrix.ts';

const SPOILED = (from: string): string =>
  ['malformed', 'flipped-signature', 'alg-none', 'wrong-issuer', 'query-token']
    .map((how) => `  ${how}: { source: simulated, from: ${from}, how: ${how} }`)
    .join('\n');

/** What is said by each rule, with the reason where nothing could be told. */
function said(fold: MatrixFold): Record<string, string> {
  return Object.fromEntries(
    fold.findings.map(({ ruleId, verdict, message }) => {
      const why = /HTTP 500|opaque/.exec(message)?.[0];
      return [ruleId, why === undefined ? verdict : `${verdict}: ${why}`];
    }),
  );
}

/** For a server whose one tool reads the notes of whoever has signed in. */
const NOTES_POLICY = `
keyhole: 1
revision: 2026-07-28
identities:
  nobody: { source: nobody }
  carol: { source: sign-in, scope: notes:read }
${SPOILED('carol')}
lists: { tools/list: login }
tools:
  read_notes: { level: login, scope: notes:read, consent: true, with: {} }
`;

describe('SDK 1.x, simpleStreamableHttp --oauth', () => {
  const policy = `
keyhole: 1
revision: 2025-11-25
identities:
  nobody: { source: nobody }
  demo: { source: sign-in }
${SPOILED('demo')}
lists: { tools/list: login, resources/list: login, prompts/list: login }
tools:
  greet: { level: login, with: { name: Ada }, consent: true }
resources:
  https://example.com/greetings/default: login
prompts:
  greeting-template: { level: login, with: { name: Ada } }
`;

  test('refuses nobody and every spoiled token, and lets its person in', async () => {
    const server = await startSdk1();
    onTestFinished(() => server.close());
    const { fold, cells, failed } = await matrixOf(server.url, policy);
    expect(cells('over-permissive')).toEqual([]);
    expect(cells('over-restrictive')).toEqual([]);
    expect(failed).toEqual([]);
    expect(said(fold)).toEqual({
      'roles/over-restrictive': 'pass',
      'roles/token-required': 'pass',
      // Its tokens are opaque, and its verifier throws at one that it does not know.
      'roles/malformed-token-refused': 'cannot-tell: HTTP 500',
      'roles/signature-checked': 'cannot-tell: HTTP 500',
      'roles/alg-none-refused': 'cannot-tell: opaque',
      'roles/issuer-checked': 'cannot-tell: opaque',
      'roles/query-token-refused': 'pass',
    });
    // Tools without annotations may destroy: only what the policy agrees to was called.
    expect(fold.cell('tool:greet', 'demo')).toMatchObject({ verdict: 'match' });
    expect(fold.cell('tool:list-files', 'demo')?.answer?.outcome).toMatchObject({ why: 'needs-consent' });
  });
});

describe('SDK 2.x, requireBearerAuth and a plain oidc-provider', () => {
  test('refuses nobody and every spoiled token, and lets its person in', async () => {
    const server = await startSdk2();
    onTestFinished(() => server.close());
    const { fold, cells, failed } = await matrixOf(server.url, NOTES_POLICY);
    expect(cells('over-permissive')).toEqual([]);
    expect(cells('over-restrictive')).toEqual([]);
    expect(failed).toEqual([]);
    expect(said(fold)).toEqual({
      'roles/over-restrictive': 'pass',
      'roles/token-required': 'pass',
      // The verifier of the example lets the exception of its library through, and the SDK makes it a 500.
      'roles/malformed-token-refused': 'cannot-tell: HTTP 500',
      'roles/signature-checked': 'cannot-tell: HTTP 500',
      'roles/alg-none-refused': 'cannot-tell: HTTP 500',
      'roles/issuer-checked': 'cannot-tell: HTTP 500',
      'roles/query-token-refused': 'pass',
    });
  });
});

describe('Better Auth with its MCP plugin', () => {
  test('refuses nobody and every spoiled token, and lets its person in', async () => {
    const server = await startBetterAuth();
    onTestFinished(() => server.close());
    const { fold, cells, failed } = await matrixOf(server.url, NOTES_POLICY);
    expect(cells('over-permissive')).toEqual([]);
    expect(cells('over-restrictive')).toEqual([]);
    expect(failed).toEqual([]);
    expect(said(fold)).toEqual({
      'roles/over-restrictive': 'pass',
      'roles/token-required': 'pass',
      'roles/malformed-token-refused': 'pass',
      'roles/signature-checked': 'pass',
      'roles/alg-none-refused': 'pass',
      // Only the issuer can sign such a token: the signature may be why it was refused.
      'roles/issuer-checked': 'cannot-tell',
      'roles/query-token-refused': 'pass',
    });
  });
});
