import { describe, expect, it } from 'vitest';
import { connectElectron, type KeyholeBridge } from '../../../renderer/transport/electron-transport.ts';
import type { Notice } from '../../../shared/contract.ts';

function bridge(answer: Awaited<ReturnType<KeyholeBridge['call']>>) {
  const asked: unknown[] = [];
  const listeners = new Set<(notice: Notice) => void>();
  const made: KeyholeBridge = {
    call: async (method, input) => {
      asked.push([method, input]);
      return answer;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { bridge: made, asked, listeners };
}

describe('the Electron transport', () => {
  it('hands method and input to the bridge and gives its output back', async () => {
    const { bridge: given, asked } = bridge({ output: { sessions: [] } });
    expect(await connectElectron(given).call('session.list', {})).toEqual({ sessions: [] });
    expect(asked).toEqual([['session.list', {}]]);
  });

  it('throws the error that came as data', async () => {
    const { bridge: given } = bridge({ error: { code: 'not-found', message: 'There is no such session.' } });
    await expect(connectElectron(given).call('session.close', { session: 'x' })).rejects.toMatchObject({
      name: 'KeyholeError',
      code: 'not-found',
      message: 'There is no such session.',
    });
  });

  it('passes notices on until the subscription ends', () => {
    const { bridge: given, listeners } = bridge({ output: {} });
    const heard: Notice[] = [];
    const stop = connectElectron(given).subscribe((notice) => heard.push(notice));
    const notice: Notice = { topic: 'events', session: 's', events: [] };
    for (const listener of listeners) listener(notice);
    stop();
    expect(heard).toEqual([notice]);
    expect(listeners.size).toBe(0);
  });

  it('tells one and the same connection each time, as a watcher compares by identity', () => {
    const transport = connectElectron(bridge({ output: {} }).bridge);
    expect(transport.connection()).toBe(transport.connection());
  });
});
