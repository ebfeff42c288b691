// A policy run against a server, through the engine as a host holds it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { MatrixResult } from '../../../electron/cli/matrix/run-matrix.ts';
import { runMatrix } from '../../../electron/cli/matrix/run-matrix.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import type { CellVerdict } from '../../../shared/matrix/matrix.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { startEngine } from '../engine/an-engine.ts';

/** The documented policy of the lab's shop. */
export const SHOP_POLICY = readFileSync(
  path.join(import.meta.dirname, '../../fixtures/policies/shop.keyhole.yaml'),
  'utf8',
);

export interface AMatrix extends MatrixResult {
  readonly engine: TestEngine;
  /** Cells of a verdict as `row · identity`. */
  readonly cells: (verdict: CellVerdict) => string[];
  /** Rules that failed, each once, sorted. */
  readonly failed: readonly string[];
}

/** Reads a result as a test wants it. */
function readMatrix(result: MatrixResult, engine: TestEngine): AMatrix {
  const { fold } = result;
  return {
    ...result,
    engine,
    cells: (verdict) =>
      [...fold.cells()]
        .filter((cell) => cell.verdict === verdict)
        .map(({ row, column }) => `${row.id} · ${column.definition.name}`),
    failed: [
      ...new Set(fold.findings.filter(({ verdict }) => verdict === 'fail').map(({ ruleId }) => ruleId)),
    ].toSorted(),
  };
}

interface MatrixChoices {
  readonly allowChanges?: boolean;
  /** Environment variables that the policy names. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Signs in and runs a policy; the engine ends with the test. */
export async function matrixOf(
  target: string,
  policy: string,
  { allowChanges = true, variables = {} }: MatrixChoices = {},
): Promise<AMatrix> {
  const engine = startEngine();
  const result = await runMatrix(engine, {
    policy,
    file: 'shop.keyhole.yaml',
    target,
    settings: { login: 'auto', timeout: 10_000 },
    variable: (name) => variables[name],
    allowChanges,
  });
  return readMatrix(result, engine);
}

/** A lab that ends with the test. */
export async function aLab(faults: readonly string[] = [], shortTokenSeconds?: number): Promise<Lab> {
  const lab = await startLab({
    faults,
    ...(shortTokenSeconds === undefined ? {} : { shortTokenSeconds }),
  });
  onTestFinished(() => lab.close());
  return lab;
}
