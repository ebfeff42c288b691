// No false alarm on servers of others. What they do violate was read by hand, and stands here with its clause.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { failures } from '../flow/a-flow.ts';
import type { Walk } from './a-walk.ts';
import { json, tripped, walk } from './a-walk.ts';
import { startBetterAuth } from './better-auth-server.ts';
import type { IndependentServer } from './independent-servers.ts';
import { startSdk1, startSdk2 } from './independent-servers.ts';

interface Told {
  readonly start: () => Promise<IndependentServer>;
  readonly runs: readonly {
    readonly revision: FlowSettings['revision'];
    readonly edits?: Walk['edits'];
    /** Asked of the session besides the list of its tools. */
    readonly actions?: Walk['actions'];
    /** The rule by which the flow cannot go on. */
    readonly stops?: string;
    /** Warnings that are true, each with the clause it rests on. */
    readonly true: Readonly<Record<string, string>>;
  }[];
}

const CIMD_LEFT_OUT =
  'MCP 2025-11-25, Client ID Metadata Documents: authorization servers SHOULD support them. Better Auth has them in a plugin of its own, which this server leaves out.';
/** A token is renewed, used, and given back. */
const RENEWED: Walk['actions'] = [
  { kind: 'refresh' },
  { kind: 'list-tools' },
  { kind: 'revoke', token: 'refresh_token' },
];
/** What a client that knows itself says; revisions before 2026-07-28 do not ask for it. */
const AS_NATIVE: Walk['edits'] = {
  register: json((body) => {
    body['application_type'] = 'native';
  }),
};

const SERVERS: Readonly<Record<string, Told>> = {
  'SDK 1.x mcpAuthRouter and requireBearerAuth': {
    start: startSdk1,
    runs: [
      { revision: 'auto', true: {} },
      { revision: '2025-06-18', true: {} },
      {
        revision: '2025-11-25',
        true: {
          'challenge/scope-present':
            'MCP 2025-11-25, Protected Resource Metadata Discovery Requirements, and 2026-07-28, Scope Selection Strategy: servers SHOULD include `scope`. requireBearerAuth sends one only when it is given requiredScopes.',
          'server-metadata/cimd-advertised':
            'MCP 2025-11-25, Client ID Metadata Documents: authorization servers SHOULD support them. mcpAuthRouter knows dynamic registration only.',
        },
      },
    ],
  },
  'SDK 2.x requireBearerAuth and a plain oidc-provider': {
    start: startSdk2,
    runs: [
      { revision: 'auto', true: {} },
      { revision: '2025-06-18', true: {} },
      {
        revision: '2025-11-25',
        true: {
          'server-metadata/cimd-advertised':
            'MCP 2025-11-25, Client ID Metadata Documents: authorization servers SHOULD support them. oidc-provider leaves the feature off.',
        },
      },
      {
        revision: '2026-07-28',
        true: {
          'server-metadata/cimd-advertised':
            'MCP 2025-11-25, Client ID Metadata Documents: authorization servers SHOULD support them. oidc-provider leaves the feature off.',
        },
      },
    ],
  },
  'Better Auth with its MCP plugin': {
    start: startBetterAuth,
    runs: [
      { revision: 'auto', true: {}, actions: RENEWED },
      {
        revision: '2026-07-28',
        true: { 'server-metadata/cimd-advertised': CIMD_LEFT_OUT },
        actions: RENEWED,
      },
      {
        revision: '2025-11-25',
        edits: AS_NATIVE,
        true: { 'server-metadata/cimd-advertised': CIMD_LEFT_OUT },
      },
      { revision: '2025-06-18', edits: AS_NATIVE, true: {} },
      {
        revision: '2025-11-25',
        stops: 'registration/succeeded',
        true: {
          'server-metadata/cimd-advertised': CIMD_LEFT_OUT,
          'registration/succeeded':
            'OpenID Connect Dynamic Client Registration 1.0 §2: application_type defaults to web, and web clients MUST use https redirects and not localhost. Better Auth is right to refuse; the flow ends all the same.',
        },
      },
    ],
  },
};

describe.each(Object.entries(SERVERS))('%s', (_name, { start, runs }) => {
  let server: IndependentServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  test.each(runs)('in $revision: no error, and only true warnings', async (run) => {
    const { revision, edits = {}, actions = [], stops, true: known } = run;
    const flow = await walk(server.url, {
      settings: { revision },
      edits,
      actions: [{ kind: 'list-tools' }, ...actions],
    });
    onTestFinished(() => flow.close());
    const { stop, completed } = flow.session;
    expect(stop?.kind === 'refused' ? stop.event.ruleId : stop).toBe(stops);
    expect(completed).toBe(stops === undefined);
    expect(failures(flow).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(tripped(flow, 'warning').toSorted()).toEqual(Object.keys(known).toSorted());
  });
});
