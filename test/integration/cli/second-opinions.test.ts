// `keyhole flow` tells what other clients make of the answers, and where they disagree with it.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { FlowDocument } from '../../../electron/cli/flow/flow-document.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import { runTerminal } from '../../support/terminal.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const ALICE = ['--as', 'alice', '--login', 'auto'];
const flow = (...options: readonly string[]) =>
  runTerminal(['flow', lab.mcp['modern'] ?? '', ...ALICE, ...options]);

function fault(id: string): void {
  lab.setFault(id, true);
  onTestFinished(() => lab.setFault(id, false));
}

test('--json has three opinions on each answer that they read', async () => {
  fault('as-issuer-mismatch');
  const { stdout, stderr } = await flow('--json');
  expect(stderr).toBe('');
  const document = JSON.parse(stdout) as FlowDocument;
  const exchanges = document.stages.flatMap((stage) => stage.exchanges);
  const metadata = exchanges.find(({ step }) => step === 'as-oauth-root');
  expect(metadata?.secondOpinions).toEqual([
    {
      by: 'oauth4webapi',
      version: '3.8.8',
      verdict: 'refuses',
      words: '"response" body "issuer" property does not match the expected value',
      code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
      asked: 'processDiscoveryResponse',
      differences: [],
      relation: 'same',
      rules: ['server-metadata/issuer-matches'],
      sentence:
        "oauth4webapi refuses this document; Keyhole's rule server-metadata/issuer-matches says the same.",
      disagrees: false,
    },
    {
      by: 'sdk-1',
      version: '1.32.2',
      verdict: 'accepts',
      words: 'It takes the document.',
      code: null,
      asked: 'discoverAuthorizationServerMetadata, startAuthorization',
      differences: [],
      relation: 'keyhole-only',
      rules: ['server-metadata/issuer-matches'],
      sentence:
        "SDK 1.x would have accepted this document, against Keyhole's rule server-metadata/issuer-matches: it does not compare the issuer.",
      disagrees: true,
    },
    {
      by: 'sdk-2',
      version: '2.4.0',
      verdict: 'refuses',
      words: expect.stringMatching(/^Issuer mismatch in authorization server metadata/),
      code: 'IssuerMismatchError',
      asked: 'discoverAuthorizationServerMetadata, startAuthorization',
      differences: [],
      relation: 'same',
      rules: ['server-metadata/issuer-matches'],
      sentence: "SDK 2.x refuses this document; Keyhole's rule server-metadata/issuer-matches says the same.",
      disagrees: false,
    },
  ]);
});

test('--json masks what a library repeats, and leaves out what nobody reads', async () => {
  const { stdout } = await flow('--json');
  const document = JSON.parse(stdout) as FlowDocument;
  const exchanges = document.stages.flatMap((stage) => stage.exchanges);
  expect(exchanges.filter(({ secondOpinions }) => secondOpinions).map(({ step }) => step)).toEqual([
    'mcp-probe',
    'prm-from-challenge',
    'as-oauth-root',
    'register',
    'callback',
    'token-code',
  ]);
  for (const { secondOpinions = [] } of exchanges)
    expect(secondOpinions.filter(({ verdict, disagrees }) => verdict === 'refuses' || disagrees)).toEqual([]);
});

test('the account mentions a disagreement in one line, and an agreement in none', async () => {
  const honest = await flow();
  expect(honest.stdout).not.toContain('second opinion');
  fault('as-issuer-mismatch');
  const { stdout } = await flow();
  const lines = stdout.split('\n').filter((line) => line.includes('second opinion'));
  expect(lines).toEqual([
    `  second opinion on GET ${lab.issuer}/.well-known/oauth-authorization-server: SDK 1.x would have accepted this document, against Keyhole's rule server-metadata/issuer-matches: it does not compare the issuer.`,
  ]);
});
