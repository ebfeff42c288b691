import { expect, test } from 'vitest';
import { isLarge, LARGE } from '../../../electron/engine/masking/is-large.ts';
import { withheld } from '../../../electron/engine/masking/withheld.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';

const long = 'x'.repeat(LARGE);

test.each([
  ['a sentence', 'Likes quiet rooms.', false],
  ['a long text', long, true],
  ['a long text deep inside', { a: [{ b: { c: long } }] }, true],
  ['a name that is long', { [long]: 1 }, true],
  ['many texts', Array.from({ length: 1000 }, () => 'x'.repeat(300)), true],
  ['many numbers', Array.from({ length: LARGE / 4 }, (_, index) => index), true],
  ['many objects', Array.from({ length: 20_000 }, () => ({ a: null })), true],
  ['some objects', Array.from({ length: 1000 }, () => ({ a: 'b' })), false],
])('%s is told from what is masked at once', (_, value, large) => {
  expect(isLarge(value)).toBe(large);
});

test('of what was not masked nothing stays that could be large', () => {
  const base = { id: 3, parent: 2, at: 0, identity: 'default' } as const;
  const request = { method: 'POST', url: 'https://x.example/mcp', headers: [], body: long };
  const exchange = {
    stage: 'mcp',
    step: 'mcp-call-tool',
    draft: 1,
    from: 'keyhole',
    to: 'mcp-server',
    request,
    response: {
      httpVersion: '1.1',
      status: 200,
      statusText: 'OK',
      headers: [],
      events: [{ at: 1, data: long }],
    },
    timing: { startedAt: 0, total: 1, reusedConnection: false },
  } as const;
  const events: readonly TraceEvent[] = [
    {
      ...base,
      kind: 'value',
      name: 'result',
      value: { long },
      secret: false,
      from: { kind: 'made', how: 'test' },
    },
    { ...base, kind: 'draft-edited', draft: 1, request },
    { ...base, kind: 'exchange', ...exchange },
  ];
  for (const event of events) {
    expect(isLarge(event)).toBe(true);
    expect(JSON.stringify(withheld(event))).not.toContain('xxx');
    expect(withheld(event)).toMatchObject({ ...base, kind: event.kind });
  }
});
