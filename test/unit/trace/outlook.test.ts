import { expect, test } from 'vitest';
import { Outlook, Trace, foldTrace } from '../../../shared/trace/fold.ts';
import { Recorder } from '../../../electron/engine/flow/recorder.ts';
import { SETTINGS } from '../../support/arbitrary-trace.ts';
import { latest } from '../../../shared/trace/fold.ts';
import type { Planned } from '../../../shared/trace/fold.ts';

const value = (text: string): Planned => ({
  kind: 'value',
  name: 'state',
  value: text,
  secret: false,
  from: { kind: 'made', how: 'random' },
});

function aTrace(): Trace {
  const trace = new Trace();
  const recorder = new Recorder('default', Date.now, trace);
  recorder.append({ kind: 'flow-started', target: 'https://mcp.example.com/mcp', settings: SETTINGS });
  recorder.append({ kind: 'stage-entered', stage: 'challenge' });
  recorder.append(value('first'));
  return trace;
}

test('an outlook says what a session would become, as the trace would have it', () => {
  const trace = aTrace();
  const outlook = new Outlook(trace.session(), trace.events.length + 1);
  const planned: Planned[] = [value('second'), { kind: 'stage-entered', stage: 'resource-metadata' }];
  for (const event of planned) outlook.append(event);
  const recorder = new Recorder('default', () => 0, trace);
  for (const event of planned) recorder.append(event);
  const { events: _ours, ...ahead } = outlook.session;
  const { events: _theirs, ...recorded } = trace.session();
  expect({ ...ahead }).toEqual({
    ...recorded,
    values: new Map([
      [
        'state',
        recorded.values.get('state')?.map((event) => ({ ...event, at: event.id < 4 ? event.at : 0 })),
      ],
    ]),
  });
});

test('what is folded on an outlook changes neither the session nor its trace', () => {
  const trace = aTrace();
  const before = structuredClone({ ...trace.session() });
  const outlook = new Outlook(trace.session(), trace.events.length + 1);
  outlook.append(value('second'));
  outlook.append({ kind: 'stage-entered', stage: 'resource-metadata' });
  expect(latest(outlook.session, 'state')).toBe('second');
  expect(outlook.session.stages.get('challenge')?.status).toBe('done');
  expect({ ...trace.session() }).toEqual(before);
  expect({ ...foldTrace(trace.events).session() }).toEqual(before);
});

test('a session that no fold made is refused', () => {
  expect(() => new Outlook({ ...aTrace().session() }, 1)).toThrow(TypeError);
});
