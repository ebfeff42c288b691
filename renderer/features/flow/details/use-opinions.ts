import { useEffect, useState } from 'react';
import type { SecondOpinions } from '../../../../shared/second-opinion/opinion.ts';
import { opinionKindOf } from '../../../../shared/second-opinion/opinion.ts';
import { useEngine } from '../../../engine-context.ts';
import { useSession } from '../../../session-store.ts';
import type { Subject } from './subject.ts';

export type AskedOpinions =
  /** Nobody is asked about such a row, or not while the flow is under way. */
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'told'; readonly told: SecondOpinions }
  | { readonly kind: 'failed'; readonly message: string };

/** Opinions that were looked at lately, by session and event; the bytes of an answer never change. */
const kept = new Map<string, SecondOpinions>();
const KEPT = 24;

function keep(key: string, told: SecondOpinions): void {
  kept.delete(key);
  kept.set(key, told);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
}

/** Asks for second opinions when somebody looks at an answer, and never while the flow is under way. */
export function useOpinions({ event }: Subject): AskedOpinions {
  const engine = useEngine();
  const { id: session, summary } = useSession();
  const id = opinionKindOf(event) === undefined ? undefined : event.id;
  const busy = summary?.busy === true;
  const key = `${session ?? ''} ${id ?? ''}`;
  const [answer, setAnswer] = useState<{ readonly key: string; readonly asked: AskedOpinions }>();
  useEffect(() => {
    if (session === undefined || id === undefined || busy || kept.has(key)) return undefined;
    let gone = false;
    engine.call('opinion.of', { session, exchange: id }).then(
      (told) => {
        keep(key, told);
        if (!gone) setAnswer({ key, asked: { kind: 'told', told } });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!gone) setAnswer({ key, asked: { kind: 'failed', message } });
      },
    );
    return () => {
      gone = true;
    };
  }, [engine, session, id, busy, key]);
  if (id === undefined) return { kind: 'none' };
  const told = kept.get(key);
  if (told) return { kind: 'told', told };
  if (answer?.key === key) return answer.asked;
  return busy ? { kind: 'none' } : { kind: 'asking' };
}
