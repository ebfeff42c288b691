import { useEffect, useState } from 'react';
import type { BodyText } from '../../../../shared/contract.ts';
import type { BodyRef } from '../../../../shared/trace/event.ts';
import { useEngine } from '../../../engine-context.ts';
import { useSession } from '../../../session-store.ts';

export type LoadedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly body: BodyText }
  | { readonly kind: 'failed'; readonly message: string };

/** Bodies that were looked at lately, by session and hash; a body never changes under its hash. */
const kept = new Map<string, BodyText>();
const KEPT = 12;

function keep(key: string, body: BodyText): void {
  kept.delete(key);
  kept.set(key, body);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
}

/** Asks for a body when somebody looks at it. */
export function useBody(ref: BodyRef | undefined): LoadedBody {
  const engine = useEngine();
  const { id: session } = useSession();
  const key = `${session ?? ''} ${ref?.hash ?? ''}`;
  const [answer, setAnswer] = useState<{ readonly key: string; readonly body: LoadedBody }>();
  const hash = ref?.hash;
  useEffect(() => {
    if (hash === undefined || session === undefined || kept.has(key)) return undefined;
    let gone = false;
    engine.call('body.read', { session, hash }).then(
      (body) => {
        keep(key, body);
        if (!gone) setAnswer({ key, body: { kind: 'loaded', body } });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!gone) setAnswer({ key, body: { kind: 'failed', message } });
      },
    );
    return () => {
      gone = true;
    };
  }, [engine, session, hash, key]);
  if (hash === undefined) return { kind: 'none' };
  const body = kept.get(key);
  if (body) return { kind: 'loaded', body };
  return answer?.key === key ? answer.body : { kind: 'loading' };
}
