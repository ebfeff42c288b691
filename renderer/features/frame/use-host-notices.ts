import { useEffect, useEffectEvent } from 'react';
import type { Notice } from '../../../shared/contract.ts';
import { runAction } from '../../actions.ts';
import { useEngine } from '../../engine-context.ts';
import { useShowSession } from '../../target-store.ts';

/** Does what the menu of the window asks for. */
export function useHostNotices(): void {
  const engine = useEngine();
  const show = useShowSession();
  const hear = useEffectEvent((notice: Notice) => {
    if (notice.topic === 'menu') runAction(notice.action);
    if (notice.topic === 'opened') void show(notice.session);
  });
  useEffect(() => engine.subscribe((notice) => hear(notice)), [engine]);
}
