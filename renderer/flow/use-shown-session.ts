import { useMemo } from 'react';
import { useSession, type SessionView } from '../session-store.ts';
import { useFlow } from './flow-store.ts';

/** The session on screen at the moment that the time line looks at; at its head when it looks at none. */
export function useShownSession(): SessionView {
  const view = useSession();
  const viewing = useFlow((state) => state.viewing);
  return useMemo(() => {
    const { trace } = view;
    return viewing === undefined || viewing > trace.events.length
      ? view
      : { ...view, session: trace.sessionAt(viewing) };
  }, [view, viewing]);
}
