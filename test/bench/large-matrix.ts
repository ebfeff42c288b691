// A lab with many tools in a process of its own, and an engine in which its customers are signed in.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { signInCallers } from '../../electron/cli/matrix/run-matrix.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { createEngine } from '../../electron/engine/engine.ts';

export interface LargeMatrix {
  readonly engine: Engine;
  /** The session whose identities are the customers. */
  readonly session: string;
  readonly policy: string;
  /** Names of the customers. */
  readonly names: readonly string[];
  stop(): Promise<void>;
}

/** Starts it; `tools` and `customers` are those besides the ones of every lab. */
export async function startLargeMatrix({
  tools,
  customers,
  concurrency,
}: {
  readonly tools: number;
  readonly customers: number;
  readonly concurrency: number;
}): Promise<LargeMatrix> {
  const names = Array.from({ length: customers }, (_, index) => `customer-${index + 1}`);
  const policy = `keyhole: 1
revision: 2026-07-28
identities:
${names.map((name) => `  ${name}: { source: sign-in, login_hint: ${name}, scope: orders:read }`).join('\n')}
run: { concurrency: ${concurrency} }
`;
  const lab = fork(path.join(import.meta.dirname, 'lab-process.ts'), [String(tools), String(customers)], {
    execPath: process.execPath,
  });
  const [{ mcp: target }] = (await once(lab, 'message')) as [{ mcp: string }];
  const engine = createEngine({
    openExternal: async () => {},
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    version: 'bench',
  });
  const session = await signInCallers(engine, {
    policy,
    file: 'bench.keyhole.yaml',
    target,
    settings: { login: 'auto' },
    variable: () => undefined,
    allowChanges: false,
  });
  return {
    engine,
    session,
    policy,
    names,
    async stop() {
      await engine.close();
      lab.disconnect();
    },
  };
}
