import { useEffect, useState } from 'react';
import { useEngine } from '../../../engine-context.ts';
import { useSession } from '../../../session-store.ts';

/** What part of a large answer is masked, 0 to 1: until it is, it is not on the screen. `undefined` while none is. */
export function useMasking(): number | undefined {
  const engine = useEngine();
  const { id } = useSession();
  const [told, setTold] = useState<{ readonly session: string; readonly done: number }>();
  useEffect(
    () =>
      engine.subscribe((notice) => {
        if (notice.topic === 'masking' && notice.session === id)
          setTold({ session: notice.session, done: notice.done });
        if (notice.topic === 'summary' && notice.summary.session === id && !notice.summary.busy)
          setTold(undefined);
      }),
    [engine, id],
  );
  return told?.session === id ? told?.done : undefined;
}
