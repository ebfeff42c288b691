import type { StoreApi } from 'zustand/vanilla';

const KEPT = 'keyhole.tabs';

function kept(): Readonly<Record<string, unknown>> {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    return typeof saved === 'object' && saved !== null ? { ...saved } : {};
  } catch {
    // A page without storage begins each room with its first tab.
    return {};
  }
}

/**
 * Remembers the chosen tab of a room over a reload, as the room itself is: for the life of the browser's tab. Call it
 * once, where the store of the room is made.
 */
export function keepTab<Tab extends string>(
  room: string,
  tabs: readonly Tab[],
  store: Pick<StoreApi<{ readonly tab: Tab }>, 'getState' | 'setState' | 'subscribe'>,
): void {
  const known = tabs.find((tab) => tab === kept()[room]);
  if (known !== undefined) store.setState({ tab: known });
  store.subscribe(({ tab }, before) => {
    if (tab === before.tab) return;
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), [room]: tab }));
    } catch {
      // As above.
    }
  });
}
