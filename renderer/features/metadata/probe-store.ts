import { useCallback } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ProbeReport } from '../../../shared/contract.ts';
import type { ProbeResult } from '../../../shared/metadata/probe-verdict.ts';
import { useEngine } from '../../engine-context.ts';
import { showFault } from '../../fault-store.ts';

/** The last probe. It outlives the room, not the page: it belongs to no trace. */
interface ProbeState {
  /** Name of the probe under way. */
  readonly running: string | undefined;
  /** The session it was made in; its documents are shown beside that session's only. */
  readonly session: string | undefined;
  readonly planned: number;
  /** As they came, while it runs; the report's own afterwards. */
  readonly results: readonly ProbeResult[];
  readonly report: ProbeReport | undefined;
}

const probeStore = createStore<ProbeState>(() => ({
  running: undefined,
  session: undefined,
  planned: 0,
  results: [],
  report: undefined,
}));

let made = 0;

export function useProbe(): ProbeState {
  return useStore(probeStore);
}

/** Begins and ends probes. A refusal of the engine stands in the notice area. */
export function useProbing(): {
  readonly start: (target: string, session: string | undefined) => Promise<void>;
  readonly cancel: () => void;
} {
  const engine = useEngine();
  const start = useCallback(
    async (target: string, session: string | undefined) => {
      const probe = `probe-${(made += 1)}-${Date.now()}`;
      probeStore.setState({ running: probe, session, planned: 0, results: [], report: undefined });
      const unsubscribe = engine.subscribe((notice) => {
        if (notice.topic !== 'probe' || notice.probe !== probe) return;
        const { result, planned } = notice;
        probeStore.setState(({ running, results }) =>
          running === probe ? { results: [...results, result], planned } : {},
        );
      });
      try {
        const report = await engine.call('metadata.probe', {
          probe,
          target,
          ...(session === undefined ? {} : { session }),
        });
        probeStore.setState({ report, results: report.results });
      } catch (error) {
        showFault(error, 'metadata.probe');
      } finally {
        unsubscribe();
        probeStore.setState({ running: undefined });
      }
    },
    [engine],
  );
  const cancel = useCallback(() => {
    const { running } = probeStore.getState();
    if (running === undefined) return;
    engine
      .call('metadata.cancel-probe', { probe: running })
      .catch((error: unknown) => showFault(error, 'metadata.cancel-probe'));
  }, [engine]);
  return { start, cancel };
}
