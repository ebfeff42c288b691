import { expect, test } from 'vitest';
import { Recorder } from '../../../electron/engine/flow/recorder.ts';
import { eventName } from '../../../renderer/ui/event-name.ts';
import type { TraceEventBody } from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';

const draft: TraceEventBody = {
  kind: 'draft',
  stage: 'mcp',
  step: 'mcp-list-tools',
  to: 'mcp-server',
  by: 'keyhole',
  request: {
    method: 'POST',
    url: 'https://mcp.example.com/mcp',
    headers: [],
    body: '{"method":"tools/list"}',
  },
  parts: [],
};

test('an event of the only caller is called by its request, and another one by its number', () => {
  const trace = new Trace();
  const recorder = new Recorder('default', Date.now, trace);
  recorder.append({ kind: 'stage-entered', stage: 'mcp' });
  recorder.append(draft);
  expect(eventName(trace, 1)).toBe('#1');
  expect(eventName(trace, 2)).toMatch(/^POST \/mcp/);
});

test('where several call, it is said whose it is, by title where there is one', () => {
  const trace = new Trace();
  const alice = new Recorder('alice', Date.now, trace);
  alice.append({
    kind: 'identity',
    definition: { name: 'alice', title: 'Alice', colour: 'teal', level: 'login', source: { kind: 'flow' } },
  });
  alice.append(draft);
  new Recorder('default', Date.now, trace).append(draft);
  expect(eventName(trace, 2)).toMatch(/^Alice: POST \/mcp/);
  expect(eventName(trace, 3)).toMatch(/^default: POST \/mcp/);
});
