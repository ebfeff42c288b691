import { useEffect, useState } from 'react';
import type { LabInfo } from '../shared/contract.ts';
import { useEngine } from './engine-context.ts';

/** The lab as the engine last told; `undefined` until it did. */
export interface LabState {
  readonly lab: LabInfo | undefined;
  readonly error: unknown;
}

/** Follows the lab: asks once, then listens. */
export function useLab(): LabState {
  const engine = useEngine();
  const [state, setState] = useState<LabState>({ lab: undefined, error: undefined });
  useEffect(() => {
    let gone = false;
    const unsubscribe = engine.subscribe((notice) => {
      if (notice.topic === 'lab') setState({ lab: notice.lab, error: undefined });
    });
    engine.call('lab.state', {}).then(
      (lab) => {
        // A notice that came first is newer.
        if (!gone) setState((known) => (known.lab ? known : { lab, error: undefined }));
      },
      (error: unknown) => {
        if (!gone) setState((known) => (known.lab ? known : { lab: undefined, error }));
      },
    );
    return () => {
      gone = true;
      unsubscribe();
    };
  }, [engine]);
  return state;
}
