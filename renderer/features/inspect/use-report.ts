import { useEffect, useMemo, useState } from 'react';
import type { MethodInput } from '../../../shared/contract.ts';
import type { TokenReport } from '../../../shared/token/report.ts';
import { useEngine } from '../../engine-context.ts';
import { messageOf } from '../../fault-store.ts';
import type { Subject } from './inspect-store.ts';

/** How often the words on a token that still counts are made anew, in milliseconds. */
const REFRESH = 30_000;

export interface ReportState {
  readonly report: TokenReport | undefined;
  readonly error: string | undefined;
  /** Keys are being fetched. */
  readonly busy: boolean;
  readonly fetchKeys: () => void;
}

/** How the engine is to find a token. */
export const nameOf = (subject: Subject): MethodInput<'token.inspect'>['token'] =>
  subject.kind === 'session' ? { label: subject.label } : { text: subject.text };

/**
 * The report on one token: asked for at first, when the session goes on (`head`), when keys are given, and when its time
 * is over. For a component that stands for one token: another token needs another.
 */
export function useReport(
  subject: Subject,
  session: string | undefined,
  head: number,
  keys: string | undefined,
): ReportState {
  const engine = useEngine();
  const [answer, setAnswer] = useState<{ readonly report: TokenReport } | { readonly error: string }>();
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);

  // `head` and `turn` are reasons to ask again.
  const question = useMemo(() => {
    const own = subject.kind === 'pasted' && subject.targetUrl !== undefined;
    const input: MethodInput<'token.inspect'> = {
      token: nameOf(subject),
      ...(own || session === undefined ? {} : { session }),
      ...(own ? { targetUrl: subject.targetUrl } : {}),
      ...(keys === undefined || keys === '' ? {} : { keys }),
    };
    return { input, head, turn };
  }, [subject, session, keys, head, turn]);

  useEffect(() => {
    let asked = true;
    engine.call('token.inspect', question.input).then(
      (report) => asked && setAnswer({ report }),
      (error: unknown) => asked && setAnswer({ error: messageOf(error) }),
    );
    return () => {
      asked = false;
    };
  }, [engine, question]);

  const report = answer && 'report' in answer ? answer.report : undefined;
  const end = report?.claimNotes.find(({ name }) => name === 'exp')?.time;
  // A token that has ended says so at once; one that counts, how long still.
  const due =
    report === undefined || end === undefined || end <= report.judgedAt
      ? undefined
      : Math.min(end + 50, report.judgedAt + REFRESH);
  useEffect(() => {
    if (due === undefined) return undefined;
    const timer = setTimeout(() => setTurn((before) => before + 1), Math.max(0, due - Date.now()));
    return () => clearTimeout(timer);
  }, [due]);

  const fetchKeys = () => {
    setBusy(true);
    engine
      .call('token.inspect', { ...question.input, fetchKeys: true })
      .then(
        (found) => setAnswer({ report: found }),
        (error: unknown) => setAnswer({ error: messageOf(error) }),
      )
      .finally(() => setBusy(false));
  };
  return { report, error: answer && 'error' in answer ? answer.error : undefined, busy, fetchKeys };
}
