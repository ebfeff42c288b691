import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EventQueue } from '../../../electron/engine/event-queue.ts';
import type { Notice } from '../../../shared/contract.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';

const event = (id: number): TraceEvent => ({
  id,
  parent: id - 1,
  at: 0,
  identity: 'default',
  kind: 'stage-entered',
  stage: 'mcp',
});

function aQueue() {
  const told: { notice: Notice; json: string | undefined }[] = [];
  return { told, queue: new EventQueue((notice, asJson) => told.push({ notice, json: asJson?.() })) };
}

test('events of one turn are told together, and no sooner', async () => {
  const { told, queue } = aQueue();
  queue.add('s', event(1));
  queue.add('s', event(2));
  expect(told).toEqual([]);
  await nextTurn();
  const notice = { topic: 'events', session: 's', events: [event(1), event(2)] };
  expect(told).toEqual([{ notice, json: undefined }]);
  queue.flush('s');
  expect(told).toHaveLength(1);
});

test('an event that is known as JSON is not written again, and the notice is the same', () => {
  const { told, queue } = aQueue();
  queue.add('a "session"', event(1));
  queue.add('a "session"', event(2), `${JSON.stringify(event(2))} `);
  queue.flush('a "session"');
  const [first] = told;
  expect(JSON.parse(first?.json ?? '')).toEqual(first?.notice);
  // The text that was given is the one that is sent.
  expect(first?.json).toContain('} ]}');
});
