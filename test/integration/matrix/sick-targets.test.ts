// A target that dies in the middle, answers garbage, or throttles: the other cells finish, the sick ones say why, and
// resuming completes them.

import { describe, expect, test } from 'vitest';
import type { MatrixState } from '../../../shared/contract.ts';
import type { MatrixFold } from '../../../shared/matrix/fold.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { refused } from '../engine/an-engine.ts';
import { folded, outcomes, prepared, target } from './a-target-run.ts';

const states = (engine: TestEngine): MatrixState[] =>
  engine.notices.flatMap((notice) => (notice.topic === 'matrix' ? [notice.state] : []));

describe('a target', () => {
  test('that dies in the middle leaves what was answered; resuming completes the rest', async () => {
    const sick = await target(20);
    const { engine, matrix } = await prepared(sick);
    const before = sick.calls.length;
    let died: Promise<void> | undefined;
    sick.sicken(() => {
      if (sick.calls.length - before >= 25) died ??= sick.die();
      return false;
    });
    await engine.call('matrix.run', { matrix });
    await died;
    sick.sicken(undefined);
    const dead = outcomes(await folded(engine, matrix));
    expect(dead['allowed']).toBeGreaterThanOrEqual(20);
    expect(dead['failed']).toBeGreaterThanOrEqual(1);
    // Once it is known to be gone, nobody waits for it cell by cell.
    expect(dead['not-run: unreachable']).toBeGreaterThanOrEqual(1);
    const sickCell = [...(await folded(engine, matrix)).cells()].find(
      ({ answer }) => answer?.outcome.kind === 'not-run',
    );
    expect(sickCell?.why).toContain('cannot be reached');

    await sick.revive();
    const asked = sick.calls.length;
    await engine.call('matrix.run', { matrix });
    const fold = await folded(engine, matrix);
    expect(outcomes(fold)).toEqual({ allowed: 60 });
    expect(fold.progress().open).toBe(0);
    // Only what was missing was asked, and what must be confirmed alone.
    const answers = [...fold.cells()].flatMap(({ row, answers: all }) => (row.kind === 'tool' ? all : []));
    expect(answers.filter(({ purpose }) => purpose === 'run').length).toBeLessThan(60 + 61);
    expect(sick.calls.length).toBeGreaterThan(asked);
  });

  test('that dies while cells are asked alone accuses nobody of mixing callers up, and is asked again later', async () => {
    const to = await target(12);
    const { engine, matrix } = await prepared(to);
    to.sicken(({ before }) => {
      if (before > 0) void to.die();
      return false;
    });
    await engine.call('matrix.run', { matrix, consent: [] });
    const aloneIn = (fold: MatrixFold) =>
      [...fold.cells()].flatMap(({ answers }) => answers.filter(({ purpose }) => purpose === 'alone'));
    const dead = await folded(engine, matrix);
    expect(outcomes(dead)).toEqual({ allowed: 36 });
    expect(aloneIn(dead).map(({ outcome }) => outcome.kind)).toContain('not-run');
    expect([...dead.cells()].filter(({ differsAlone }) => differsAlone)).toEqual([]);
    expect(dead.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);

    to.sicken(undefined);
    await to.revive();
    await engine.call('matrix.run', { matrix, consent: [] });
    const alive = await folded(engine, matrix);
    expect(aloneIn(alive).filter(({ outcome }) => outcome.kind === 'allowed')).toHaveLength(36);
    expect([...alive.cells()].filter(({ differsAlone }) => differsAlone)).toEqual([]);
  });

  test('that answers garbage to one cell loses that cell and no other', async () => {
    const sick = await target(8);
    const { engine, matrix } = await prepared(sick);
    sick.sicken(({ tool, caller, response }) => {
      if (tool !== 'tool_3' || caller !== 'bob') return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>\u0000{"jsonrpc":');
      return true;
    });
    await engine.call('matrix.run', { matrix });
    const fold = await folded(engine, matrix);
    expect(outcomes(fold)).toEqual({ allowed: 23, failed: 1 });
    const cell = fold.cell('tool:tool_3', 'bob');
    expect(cell).toMatchObject({ verdict: 'unknown', answer: { outcome: { kind: 'failed' } } });
    expect(cell?.why).toMatch(/not a JSON-RPC answer/);
    expect(cell?.answer?.exchange).toBeDefined();
    expect(fold.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);

    sick.sicken(undefined);
    await engine.call('matrix.run', { matrix });
    expect(outcomes(await folded(engine, matrix))).toEqual({ allowed: 24 });
  });

  test('that never answers one cell costs a timeout there and nothing elsewhere', async () => {
    const sick = await target(6);
    const { engine, matrix } = await prepared(sick);
    sick.sicken(({ tool, caller }) => tool === 'tool_2' && caller === 'alice');
    await engine.call('matrix.run', { matrix });
    expect(outcomes(await folded(engine, matrix))).toEqual({ allowed: 17, timeout: 1 });
  });

  test('that throttles is obeyed: everybody waits as long as it says, and every cell is answered', async () => {
    const sick = await target(6);
    const { engine, matrix } = await prepared(sick);
    let throttledAt = 0;
    const early: string[] = [];
    sick.sicken(({ tool, caller, before, response }) => {
      const waiting = throttledAt > 0 && performance.now() < throttledAt + 900;
      if (waiting && before === 0) early.push(`${tool} ${caller}`);
      if (tool !== 'tool_2' || caller !== 'bob' || throttledAt > 0) return false;
      throttledAt = performance.now();
      response.writeHead(429, { 'retry-after': '1' }).end('slow down');
      return true;
    });
    await engine.call('matrix.run', { matrix });
    expect(throttledAt).toBeGreaterThan(0);
    // What was under way when it was said may still arrive; nothing begins after it.
    expect(early.length).toBeLessThan(4);
    expect(states(engine).some(({ waitsUntil }) => waitsUntil !== undefined)).toBe(true);
    expect(outcomes(await folded(engine, matrix))).toEqual({ allowed: 18 });
  });

  test('that throttles for hours is not waited for: the cell says so', async () => {
    const sick = await target(3);
    const { engine, matrix } = await prepared(sick);
    sick.sicken(({ tool, response }) => {
      if (tool !== 'tool_2') return false;
      response.writeHead(429, { 'retry-after': '7200' }).end('come back later');
      return true;
    });
    await engine.call('matrix.run', { matrix });
    const fold = await folded(engine, matrix);
    expect(outcomes(fold)).toEqual({ allowed: 6, throttled: 3 });
    expect(fold.cell('tool:tool_2', 'bob')?.why).toContain('slow down');
  });

  test('is never asked more at once, nor faster, than was chosen', async () => {
    const well = await target(10, 10);
    const { engine, matrix } = await prepared(well, 'concurrency: 3, rate: 100');
    const before = well.calls.length;
    const started = performance.now();
    await engine.call('matrix.run', { matrix });
    expect(well.calls.length - before).toBeGreaterThanOrEqual(30);
    expect(well.mostAtOnce).toBeLessThanOrEqual(3);
    // Thirty calls at a hundred a second: the last may not begin before this.
    expect(performance.now() - started).toBeGreaterThanOrEqual(290);
  });
});

describe('a run', () => {
  test('that is paused rests, says so, and goes on where it was', async () => {
    const well = await target(30, 5);
    const { engine, matrix } = await prepared(well, 'concurrency: 2');
    let paused = false;
    engine.subscribe((notice) => {
      if (notice.topic !== 'matrix' || notice.state.done < 20 || paused) return;
      paused = true;
      void engine.call('matrix.pause', { matrix });
    });
    await engine.call('matrix.run', { matrix });
    expect(states(engine).at(-1)?.phase).toBe('paused');
    expect(await engine.call('matrix.state', { matrix })).toMatchObject({ phase: 'paused', asking: [] });
    const half = outcomes(await folded(engine, matrix));
    expect(half['allowed']).toBeGreaterThanOrEqual(20);
    expect(half['never']).toBeGreaterThanOrEqual(30);
    await engine.call('matrix.resume', { matrix });
    expect(outcomes(await folded(engine, matrix))).toEqual({ allowed: 90 });
    expect(states(engine).at(-1)?.phase).toBe('rests');
    const again = [...(await folded(engine, matrix)).cells()].filter(
      ({ answers }) => answers.filter(({ purpose }) => purpose === 'run').length > 1,
    );
    // Calls without arguments were asked to look for objects before; nothing else twice.
    expect(again.filter(({ row }) => row.kind !== 'tool')).toEqual([]);
  });

  test('that is cancelled keeps what was answered, and a second one is refused meanwhile', async () => {
    const well = await target(30, 5);
    const { engine, matrix } = await prepared(well, 'concurrency: 2');
    const first = engine.call('matrix.run', { matrix });
    expect(await refused(engine, 'matrix.run', { matrix })).toMatchObject({ code: 'not-now' });
    expect(await refused(engine, 'matrix.edit', { matrix, edits: [] })).toMatchObject({ code: 'not-now' });
    await engine.call('matrix.cancel', { matrix });
    await first;
    const counts = outcomes(await folded(engine, matrix));
    expect(counts['never']).toBeGreaterThan(0);
    expect(await refused(engine, 'matrix.resume', { matrix })).toMatchObject({ code: 'not-now' });
    await engine.call('matrix.run', { matrix });
    expect(outcomes(await folded(engine, matrix))).toEqual({ allowed: 90 });
  });

  test('asks one cell, a row or a column again when told so', async () => {
    const well = await target(3);
    const { engine, matrix } = await prepared(well, 'concurrency: 1');
    await engine.call('matrix.run', { matrix });
    const before = well.calls.length;
    await engine.call('matrix.run', { matrix, cells: [{ row: 'tool:tool_2', identity: 'bob' }] });
    expect(well.calls.slice(before)).toContain('tool_2 bob');
    expect(new Set(well.calls.slice(before)).has('tool_3 carol')).toBe(false);
    const fold = await folded(engine, matrix);
    const runs = fold.cell('tool:tool_2', 'bob')?.answers.filter(({ purpose }) => purpose === 'run');
    expect(runs?.length).toBeGreaterThanOrEqual(2);
  });
});
