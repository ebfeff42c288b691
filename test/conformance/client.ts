// Keyhole's own engine as the client under test of the conformance suite, which runs this file with the server's URL as
// the last argument. What the suite says about the client (its identifier, its keys) becomes settings, as a person
// would enter them; what a scenario wants done in the live session becomes actions. The engine knows of neither.

import type { SignInQuestion } from '../../electron/cli/flow/run-flow.ts';
import { runFlow } from '../../electron/cli/flow/run-flow.ts';
import { flowSettings } from '../../shared/contract.ts';
import { text } from '../../shared/protocol/json.ts';
import type { FlowSettings, TraceEvent } from '../../shared/trace/event.ts';
import { actionsFor } from './actions.ts';

/** The document behind it is the suite's own; its authorization server knows it without fetching. */
const CLIENT_METADATA_URL = 'https://conformance-test.local/client-metadata.json';

const target = process.argv.at(-1) ?? '';
const scenario = process.env['MCP_CONFORMANCE_SCENARIO'] ?? '';
const context: unknown = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}');

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What happened, for whoever reads the suite's `stdout.txt` after a failure. */
function account(event: TraceEvent): void {
  if (event.kind === 'exchange') {
    const answer = event.response?.status ?? event.failure?.message ?? '';
    print(`${event.stage}: ${event.request.method} ${event.request.url} → ${answer}`);
  } else if (event.kind === 'finding' && event.verdict === 'fail') {
    print(`${event.ruleId}: ${event.message} Expected ${event.expected}, seen ${event.actual}.`);
  } else if (event.kind === 'failed') print(`failed: ${event.message}`);
}

const given = {
  revision: process.env['MCP_CONFORMANCE_PROTOCOL_VERSION'] ?? 'auto',
  grant: scenario.startsWith('auth/client-credentials') ? 'client_credentials' : 'authorization_code',
  clientId: text(context, 'client_id'),
  clientIssuer: text(context, 'issuer'),
  clientMetadataUrl: CLIENT_METADATA_URL,
  // A server of 2025-03-26 is met under a later revision, too: going on without its metadata is asked for in advance.
  overrides: ['challenge/metadata-discoverable', 'server-metadata/found'],
  login: 'auto',
  timeout: 10_000,
};
// Absent members stay absent: JSON drops what is undefined.
const settings = flowSettings.parse(JSON.parse(JSON.stringify(given))) as FlowSettings;
const secrets = JSON.parse(
  JSON.stringify({
    clientSecret: text(context, 'client_secret'),
    privateKey: text(context, 'private_key_pem'),
    signingAlgorithm: text(context, 'signing_algorithm'),
  }),
) as Record<string, string>;

const { session, fault, notDone } = await runFlow(
  { target, settings, secrets, nextAction: actionsFor(scenario, context) },
  {
    openExternal: () => Promise.reject(new Error('a conformance run opens no browser')),
    askToSignIn: ({ url }: SignInQuestion) => {
      throw new Error(`nobody is here to sign in at ${url}`);
    },
    onEvent: account,
  },
);
for (const { why } of notDone) print(`not done: ${why}`);
if (fault) print(fault.message);
process.exitCode = session.completed && !session.stop && !fault ? 0 : 1;
