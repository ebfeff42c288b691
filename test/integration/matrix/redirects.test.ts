// A target that redirects: followed where the request arrives whole and the token stays at its origin, else explained.

import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../../shared/trace/session.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { folded, outcomes, prepared, target } from './a-target-run.ts';

/** As Starlette answers for an application that is mounted at a path with a slash. */
const withSlash = (status: number) => (path: string) =>
  path === '/mcp' ? { status, location: '/mcp/' } : undefined;

async function exchangesOf(engine: TestEngine, matrix: string): Promise<EventOf<'exchange'>[]> {
  const { events } = await engine.call('session.events', { session: matrix });
  return events.flatMap((event) => (event.kind === 'exchange' ? [event] : []));
}

describe('a redirect of every call', () => {
  test.each([307, 308])(
    'with %i to the path with a slash is followed, each hop on record',
    async (status) => {
      const moved = await target(4);
      // From the very beginning: signing in and the lists meet it as well.
      moved.redirect(withSlash(status));
      const { engine, matrix } = await prepared(moved);
      await engine.call('matrix.run', { matrix });
      const fold = await folded(engine, matrix);
      expect(outcomes(fold)).toEqual({ allowed: 12 });
      expect(moved.calls.length).toBeGreaterThanOrEqual(12);

      const exchanges = await exchangesOf(engine, matrix);
      const cell = fold.cell('tool:tool_2', 'bob');
      const last = exchanges.find(({ id }) => id === cell?.answer?.exchange);
      const first = exchanges.find(({ id }) => id === last?.redirectOf);
      expect(first).toMatchObject({ identity: 'bob', response: { status }, request: { url: moved.url } });
      expect(last).toMatchObject({
        identity: 'bob',
        response: { status: 200 },
        request: { ...first?.request, url: `${moved.url}/` },
      });
    },
  );

  test.each([301, 302, 303])(
    'with %i would lose the request: the cell says so and what to do',
    async (status) => {
      const moved = await target(2);
      const { engine, matrix } = await prepared(moved);
      const before = moved.requests.length;
      moved.redirect(withSlash(status));
      await engine.call('matrix.run', { matrix });
      const fold = await folded(engine, matrix);
      expect(outcomes(fold)).toEqual({ failed: 6 });
      expect(new Set(moved.requests.slice(before))).toEqual(new Set(['POST /mcp']));
      const cell = fold.cell('tool:tool_1', 'alice');
      expect(cell).toMatchObject({ verdict: 'unknown', answer: { outcome: { kind: 'failed' } } });
      expect(cell?.why).toContain(`redirects a POST with HTTP ${status}`);
      expect(cell?.why).toContain(`GET of ${moved.url}/`);
      expect(cell?.why).toContain('Redirect with 307 or 308 on the server');
    },
  );

  test('to another origin takes nothing there: the cell names the address', async () => {
    const moved = await target(2);
    const elsewhere = await target(2);
    const { engine, matrix } = await prepared(moved);
    moved.redirect(() => ({ status: 307, location: elsewhere.url }));
    await engine.call('matrix.run', { matrix });
    const fold = await folded(engine, matrix);
    expect(outcomes(fold)).toEqual({ failed: 6 });
    expect(elsewhere.requests).toEqual([]);
    expect(fold.cell('tool:tool_1', 'alice')?.why).toContain(`another origin, ${elsewhere.url}`);
  });

  test('that goes round in circles ends', async () => {
    const moved = await target(1);
    const { engine, matrix } = await prepared(moved);
    moved.redirect((path) => ({ status: 307, location: path === '/mcp' ? '/mcp/' : '/mcp' }));
    await engine.call('matrix.run', { matrix });
    const fold = await folded(engine, matrix);
    expect(outcomes(fold)).toEqual({ failed: 3 });
    expect(fold.cell('tool:tool_1', 'bob')?.why).toContain('would never end');
  });
});
