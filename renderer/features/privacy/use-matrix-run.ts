import { useEffect, useState } from 'react';
import type { SessionSummary } from '../../../shared/contract.ts';
import { useEngine } from '../../engine-context.ts';
import type { SessionView } from '../../session-store.ts';

/** The newest run of the matrix on the target of the session on screen, where that is no run itself. */
export function useMatrixRun({ summary }: SessionView): SessionSummary | undefined {
  const engine = useEngine();
  const [run, setRun] = useState<SessionSummary>();
  const target = summary?.live === true && summary.kind === undefined ? summary.target : undefined;
  useEffect(() => {
    if (target === undefined) return undefined;
    let waits = true;
    engine.call('session.list', {}).then(
      ({ sessions }) => {
        if (waits) setRun(sessions.find((one) => one.kind === 'matrix' && one.live && one.target === target));
      },
      // The report does without: the run is in the list of sessions as well.
      () => undefined,
    );
    return () => {
      waits = false;
    };
  }, [engine, target]);
  return target === undefined ? undefined : run;
}
