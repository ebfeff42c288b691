import { afterEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { keepTab } from '../../../renderer/keep-tab.ts';

const TABS = ['first', 'second'] as const;
type Tab = (typeof TABS)[number];

/** A store as a room makes it when the page is loaded. */
function loaded(room = 'room') {
  const store = createStore<{ readonly tab: Tab; readonly other: number }>(() => ({
    tab: 'first',
    other: 1,
  }));
  keepTab(room, TABS, store);
  return store;
}

/** What a page has of `sessionStorage`. */
function withStorage(entries: Record<string, string> = {}): Map<string, string> {
  const kept = new Map(Object.entries(entries));
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return kept;
}

afterEach(() => vi.unstubAllGlobals());

test('a tab that was chosen is chosen again when the page is loaded anew, each room by itself', () => {
  withStorage();
  loaded().setState({ tab: 'second' });
  loaded('another').setState({ other: 2 });
  expect(loaded().getState()).toEqual({ tab: 'second', other: 1 });
  expect(loaded('another').getState().tab).toBe('first');
});

test.each([
  ['is no tab of the room', '{"room":"third"}'],
  ['is not JSON', '{'],
  ['is null', 'null'],
  ['is a text', '"second"'],
])('what was kept and %s is not taken', (_name, kept) => {
  withStorage({ 'keyhole.tabs': kept });
  const store = loaded();
  expect(store.getState().tab).toBe('first');
  store.setState({ tab: 'second' });
  expect(loaded().getState().tab).toBe('second');
});

test('a page without storage begins with the first tab, and changes it all the same', () => {
  const store = loaded();
  store.setState({ tab: 'second' });
  expect(store.getState().tab).toBe('second');
});
