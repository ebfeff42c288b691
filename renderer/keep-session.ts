import type { SessionStore } from './session-store.ts';
import { ROOMS, viewStore } from './view-store.ts';

const KEPT = 'keyhole.place';

/**
 * Survives a reload: the session and the room on screen are remembered for the life of the tab, and shown again.
 * Returns the function that stops remembering.
 */
export function keepSession(store: SessionStore): () => void {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    const { session, room } = (kept ?? {}) as { session?: unknown; room?: unknown };
    const known = ROOMS.find((each) => each === room);
    if (known) viewStore.setState({ room: known });
    if (typeof session === 'string') {
      void store.show(session).then(() => {
        // The engine was started anew, or the session was deleted: nothing to complain about.
        if (store.getView().load === 'failed') store.leave();
      });
    }
  } catch {
    // A page without storage starts at Home.
  }
  const keep = () => {
    try {
      sessionStorage.setItem(
        KEPT,
        JSON.stringify({ session: store.getView().id, room: viewStore.getState().room }),
      );
    } catch {
      // As above.
    }
  };
  const stops = [store.subscribe(keep), viewStore.subscribe(keep)];
  return () => {
    for (const stop of stops) stop();
  };
}
