import { useCallback, useEffect, useState } from 'react';
import type { BodyText } from '../../../../shared/contract.ts';
import type { BodyRef } from '../../../../shared/trace/event.ts';
import { useEngine } from '../../../engine-context.ts';
import { useSession } from '../../../session-store.ts';

export type LoadedBody =
  | { readonly kind: 'none' }
  /** `done` is what part is masked, 0 to 1; absent while nobody has to wait long. */
  | { readonly kind: 'loading'; readonly done?: number; readonly cancel: () => void }
  | { readonly kind: 'loaded'; readonly body: BodyText }
  | { readonly kind: 'cancelled'; readonly again: () => void }
  | { readonly kind: 'failed'; readonly message: string };

type Answer =
  | { readonly kind: 'waits'; readonly done: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'loaded'; readonly body: BodyText }
  | { readonly kind: 'failed'; readonly message: string };

/** Bodies that were looked at lately, by session and hash; a body never changes under its hash. */
const kept = new Map<string, BodyText>();
const KEPT = 12;
/** A shorter wait shows no progress: a flash of it would only disturb. Milliseconds. */
const SOON = 300;

let made = 0;

function keep(key: string, body: BodyText): void {
  kept.delete(key);
  kept.set(key, body);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
}

/** Asks for a body when somebody looks at it, until they look at something else. */
export function useBody(ref: BodyRef | undefined): LoadedBody {
  const engine = useEngine();
  const { id: session } = useSession();
  const key = `${session ?? ''} ${ref?.hash ?? ''}`;
  const [own] = useState(() => `body-${(made += 1)}-${Date.now()}`);
  const [answer, setAnswer] = useState<{ readonly key: string; readonly is: Answer }>();
  const [turn, setTurn] = useState(0);
  const work = `${own}-${turn}`;
  const hash = ref?.hash;
  useEffect(() => {
    if (hash === undefined || session === undefined || kept.has(key)) return undefined;
    let gone = false;
    let done = 0;
    let late = false;
    const tell = (is: Answer) => {
      if (gone) return;
      // Nobody needs to read the refusal of what was cancelled.
      setAnswer((before) =>
        before?.key === key && before.is.kind === 'cancelled' && is.kind !== 'loaded' ? before : { key, is },
      );
    };
    const timer = setTimeout(() => {
      late = true;
      tell({ kind: 'waits', done });
    }, SOON);
    const unsubscribe = engine.subscribe((notice) => {
      if (notice.topic !== 'privacy' || notice.work !== work) return;
      ({ done } = notice);
      if (late) tell({ kind: 'waits', done });
    });
    let waits = true;
    const settle = () => {
      waits = false;
      clearTimeout(timer);
      unsubscribe();
    };
    engine.call('body.read', { session, hash, work }).then(
      (body) => {
        settle();
        keep(key, body);
        tell({ kind: 'loaded', body });
      },
      (error: unknown) => {
        settle();
        tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      gone = true;
      if (!waits) return;
      settle();
      void engine.call('privacy.cancel', { work }).catch(() => {
        // A saved trace is never masked, and knows no work.
      });
    };
  }, [engine, session, hash, key, work]);
  const cancel = useCallback(() => {
    setAnswer({ key, is: { kind: 'cancelled' } });
    void engine.call('privacy.cancel', { work });
  }, [engine, key, work]);
  const again = useCallback(() => {
    setAnswer(undefined);
    setTurn((before) => before + 1);
  }, []);
  if (hash === undefined) return { kind: 'none' };
  const body = kept.get(key);
  if (body) return { kind: 'loaded', body };
  const is = answer?.key === key ? answer.is : undefined;
  if (is === undefined) return { kind: 'loading', cancel };
  if (is.kind === 'waits') return { kind: 'loading', done: is.done, cancel };
  return is.kind === 'cancelled' ? { kind: 'cancelled', again } : is;
}
