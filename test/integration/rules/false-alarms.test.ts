// No false alarm on servers of others. What they do violate was read by hand, and stands here with its clause.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { failures } from '../flow/a-flow.ts';
import { tripped, walk } from './a-walk.ts';
import type { IndependentServer } from './independent-servers.ts';
import { startSdk1, startSdk2 } from './independent-servers.ts';

interface Told {
  readonly start: () => Promise<IndependentServer>;
  readonly runs: readonly {
    readonly revision: FlowSettings['revision'];
    /** Warnings that are true, each with the clause it rests on. */
    readonly true: Readonly<Record<string, string>>;
  }[];
}

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
};

describe.each(Object.entries(SERVERS))('%s', (_name, { start, runs }) => {
  let server: IndependentServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  test.each(runs)('in $revision: no error, and only true warnings', async ({ revision, true: known }) => {
    const flow = await walk(server.url, {
      settings: { revision },
      actions: [{ kind: 'list-tools' }],
    });
    onTestFinished(() => flow.close());
    expect(flow.session.stop).toBeUndefined();
    expect(flow.session.completed).toBe(true);
    expect(failures(flow).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(tripped(flow, 'warning').toSorted()).toEqual(Object.keys(known).toSorted());
  });
});
