import { describe, expect, it } from 'vitest';
import { createSessionStore } from '../../../renderer/session-store.ts';
import { REPLAY_SESSION, replayTrace } from '../../../renderer/transport/replay-transport.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { bodyLine, eventLine, headerLine } from '../../../shared/trace/file.ts';

const EVENTS: readonly TraceEvent[] = [
  { id: 1, parent: 0, at: 1000, identity: 'default', kind: 'stage-entered', stage: 'challenge' },
  {
    id: 2,
    parent: 1,
    at: 2000,
    identity: 'default',
    kind: 'failed',
    stage: 'challenge',
    message: 'No answer.',
  },
];
const TEXT = [
  headerLine({ program: '0.1.0', target: 'https://shop.example/mcp', createdAt: 500, masked: true }),
  bodyLine({ hash: 'ab', text: '{"é":1}' }),
  ...EVENTS.map(eventLine),
].join('');

/** Nobody asks here what answers hold. */
const noThread = (): never => {
  throw new Error('no thread is needed');
};

describe('the replay transport', () => {
  it('shows a saved trace as a session that can only be read', async () => {
    const store = createSessionStore(replayTrace(TEXT, 'flow.keyhole', noThread));
    await store.show(REPLAY_SESSION);
    const { trace, summary } = store.getView();
    expect(trace.events).toEqual(EVENTS);
    expect(summary).toMatchObject({
      target: 'https://shop.example/mcp',
      startedAt: 500,
      updatedAt: 2000,
      live: false,
      outcome: 'failed',
      events: 2,
    });
    store.close();
  });

  it('reads bodies by hash, with their length in bytes, and says when one is not there', async () => {
    const transport = replayTrace(TEXT, 'flow.keyhole', noThread);
    expect(await transport.call('body.read', { session: REPLAY_SESSION, hash: 'ab' })).toEqual({
      ref: { hash: 'ab', length: 8, total: 8, cut: false },
      text: '{"é":1}',
    });
    await expect(transport.call('body.read', { session: REPLAY_SESSION, hash: 'cd' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('answers whatever would act with not-now', async () => {
    const transport = replayTrace(TEXT, 'flow.keyhole', noThread);
    const step = transport.call('session.step', { session: REPLAY_SESSION, until: { kind: 'step' } });
    await expect(step).rejects.toMatchObject({ name: 'KeyholeError', code: 'not-now' });
    await expect(transport.call('lab.start', {})).rejects.toMatchObject({ code: 'not-now' });
  });

  it('gives the file back unchanged, and one and the same connection each time', async () => {
    const transport = replayTrace(TEXT, 'flow.keyhole', noThread);
    const exported = await transport.call('trace.export', { session: REPLAY_SESSION });
    expect(exported).toEqual({ name: 'flow.keyhole', text: TEXT });
    expect(transport.connection()).toBe(transport.connection());
  });

  it('refuses a text that is no trace, naming the file', () => {
    expect(() => replayTrace('<html>', 'page.html', noThread)).toThrow(
      /page\.html, line 1: This is not a Keyhole trace/,
    );
  });
});
