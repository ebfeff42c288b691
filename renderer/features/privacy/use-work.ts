import { useCallback, useEffect, useRef, useState } from 'react';
import type { MethodInput, MethodOutput } from '../../../shared/contract.ts';
import { useEngine } from '../../engine-context.ts';
import { messageOf } from '../../fault-store.ts';

type Method = 'privacy.view' | 'privacy.report';

/** Work shorter than this shows no progress: a flash of it would only disturb. */
const SOON = 300;

export interface Work<M extends Method> {
  /** The newest answer; that to an older question while the new one is under way. */
  readonly answer: MethodOutput[M] | undefined;
  readonly error: string | undefined;
  /** What part is done, 0 to 1; absent while there is nothing to wait for. */
  readonly progress: number | undefined;
  readonly cancelled: boolean;
  readonly cancel: () => void;
  readonly again: () => void;
}

let made = 0;

/**
 * Asks the engine to look through answers, again whenever the question changes, or the reason to ask; tells how far it is.
 */
export function useWork<M extends Method>(method: M, input: MethodInput<M> | undefined, reason = 0): Work<M> {
  const engine = useEngine();
  const [work] = useState(() => `privacy-${(made += 1)}-${Date.now()}`);
  const [answer, setAnswer] = useState<MethodOutput[M]>();
  const [error, setError] = useState<string>();
  const [progress, setProgress] = useState<number>();
  const [cancelled, setCancelled] = useState<string>();
  const [turn, setTurn] = useState(0);
  const asked = useRef(0);
  // The same question asked twice is one question, unless there is a new reason for it.
  const question = input === undefined ? undefined : JSON.stringify({ input, reason, turn });

  useEffect(() => {
    if (question === undefined) return undefined;
    asked.current += 1;
    const own = asked.current;
    const isNewest = () => own === asked.current;
    let done = 0;
    const late = setTimeout(() => isNewest() && setProgress(done), SOON);
    const unsubscribe = engine.subscribe((notice) => {
      if (notice.topic !== 'privacy' || notice.work !== work || !isNewest()) return;
      done = notice.done;
      setProgress((before) => (before === undefined ? undefined : done));
    });
    const settle = (rest: () => void) => {
      clearTimeout(late);
      unsubscribe();
      if (!isNewest()) return;
      setProgress(undefined);
      rest();
    };
    const { input: asking } = JSON.parse(question) as { readonly input: MethodInput<M> };
    engine.call(method, { ...asking, work }).then(
      (found) =>
        settle(() => {
          setAnswer(found);
          setError(undefined);
        }),
      (fault: unknown) => settle(() => setError(messageOf(fault))),
    );
    return () => {
      clearTimeout(late);
      unsubscribe();
    };
  }, [engine, method, question, work]);

  const cancel = useCallback(() => {
    // What comes back now is the refusal of work that was cancelled: nobody needs to read that.
    asked.current += 1;
    setProgress(undefined);
    setCancelled(question);
    void engine.call('privacy.cancel', { work });
  }, [engine, question, work]);
  // Nobody waits any more.
  useEffect(() => () => void engine.call('privacy.cancel', { work }), [engine, work]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return {
    answer,
    error,
    progress,
    cancelled: cancelled !== undefined && cancelled === question,
    cancel,
    again,
  };
}
