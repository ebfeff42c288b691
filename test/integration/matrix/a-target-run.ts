// A run against a target whose callers come with tokens of their own.

import { onTestFinished } from 'vitest';
import { signInCallers } from '../../../electron/cli/matrix/run-matrix.ts';
import { foldMatrix } from '../../../shared/matrix/fold.ts';
import type { MatrixFold } from '../../../shared/matrix/fold.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { startEngine } from '../engine/an-engine.ts';
import type { ATarget } from './a-target.ts';
import { startTarget, targetPolicy, targetVariables } from './a-target.ts';

/** Who calls the target. */
const PEOPLE = ['alice', 'bob', 'carol'];

/** A target that ends with the test. */
export async function target(tools: number, milliseconds?: number): Promise<ATarget> {
  const started = await startTarget(tools, milliseconds);
  onTestFinished(() => started.close());
  return started;
}

/** A run on the target that has listed and not yet called. */
export async function prepared(to: ATarget, run?: string) {
  const engine = startEngine();
  const variables = targetVariables(PEOPLE);
  const policy = targetPolicy(PEOPLE, run);
  const session = await signInCallers(engine, {
    policy,
    file: 'target.keyhole.yaml',
    target: to.url,
    settings: { timeout: 1_000 },
    variable: (name) => variables[name],
    allowChanges: false,
  });
  const { matrix } = await engine.call('matrix.open', { session, policy });
  await engine.call('matrix.discover', { matrix });
  return { engine, matrix };
}

/** How a run stands. */
export async function folded(engine: TestEngine, matrix: string): Promise<MatrixFold> {
  return foldMatrix((await engine.call('session.events', { session: matrix })).events);
}

/** Outcomes of the cells of tools, counted. */
export function outcomes(fold: MatrixFold): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { row, answer } of fold.cells()) {
    if (row.kind !== 'tool') continue;
    const outcome = answer?.outcome;
    const kind = outcome?.kind === 'not-run' ? `not-run: ${outcome.why}` : (outcome?.kind ?? 'never');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
