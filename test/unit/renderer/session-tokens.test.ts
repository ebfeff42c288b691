import { expect, test } from 'vitest';
import { tokensOf } from '../../../renderer/features/inspect/session-tokens.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import type { TraceEventBody, ValueName } from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';
import { SETTINGS } from '../../support/arbitrary-trace.ts';

const learnt = (name: ValueName, value: string): TraceEventBody => ({
  kind: 'value',
  name,
  value,
  secret: true,
  from: { kind: 'made', how: 'test' },
});

function masked(...bodies: readonly TraceEventBody[]) {
  const masker = new Masker();
  const trace = new Trace();
  for (const body of [
    { kind: 'flow-started', target: 'https://x.example', settings: SETTINGS } as const,
    ...bodies,
  ]) {
    const id = trace.events.length + 1;
    trace.append(masker.maskEvent({ id, parent: id - 1, at: id, identity: 'default', ...body }));
  }
  return trace.session();
}

test('lists every token by its name, newest first, each once, and says which is in force', () => {
  const session = masked(
    learnt('access_token', 'one-access-token'),
    learnt('refresh_token', 'a-refresh-token'),
    learnt('access_token', 'two-access-token'),
    learnt('refresh_token', 'a-refresh-token'),
    learnt('client_secret', 'no-token-at-all'),
  );
  expect(tokensOf(session).map(({ label, current }) => [label, current])).toEqual([
    ['access token B', true],
    ['refresh token A', true],
    ['access token A', false],
  ]);
});

test('a client assertion is found in the request that carried it', () => {
  const session = masked({
    kind: 'exchange',
    stage: 'token',
    step: 'token-code',
    draft: 1,
    from: 'keyhole',
    to: 'authorization-server',
    request: {
      method: 'POST',
      url: 'https://x.example/token',
      headers: [],
      body: 'a=b&client_assertion=eyJ.eyJ.sig',
    },
    timing: { startedAt: 1, total: 1, reusedConnection: false },
  });
  expect(tokensOf(session)).toEqual([{ label: 'client assertion A', at: 2, event: 2, current: false }]);
});
