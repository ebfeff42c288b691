import { useCallback } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ProbeReport } from '../../../shared/contract.ts';
import type { ProbeResult } from '../../../shared/metadata/probe-verdict.ts';
import { useEngine } from '../../engine-context.ts';
import { showFault } from '../../fault-store.ts';
import { useSession } from '../../session-store.ts';

/** The last probe. It outlives the room, not the page: it belongs to no trace. */
interface ProbeState {
  /** Name of the probe under way. */
  readonly running: string | undefined;
  /** The session that was on screen; another session does not show its results. */
  readonly screen: string | undefined;
  /** The session whose target it asked, when it was that: its documents then stand beside the session's own. */
  readonly session: string | undefined;
  readonly planned: number;
  /** As they came, while it runs; the report's own afterwards. */
  readonly results: readonly ProbeResult[];
  readonly report: ProbeReport | undefined;
}

const probeStore = createStore<ProbeState>(() => ({
  running: undefined,
  screen: undefined,
  session: undefined,
  planned: 0,
  results: [],
  report: undefined,
}));

let made = 0;

const NONE: ProbeState = probeStore.getInitialState();

/** The last probe, if it was made beside the session on screen. */
export function useProbe(): ProbeState {
  const probe = useStore(probeStore);
  const { id } = useSession();
  return probe.screen === id ? probe : NONE;
}

/** Begins and ends probes. A refusal of the engine stands in the notice area. */
export function useProbing(): {
  readonly start: (target: string, session: string | undefined) => Promise<void>;
  readonly cancel: () => void;
} {
  const engine = useEngine();
  const { id } = useSession();
  const start = useCallback(
    async (target: string, session: string | undefined) => {
      const { running } = probeStore.getState();
      if (running !== undefined) await engine.call('metadata.cancel-probe', { probe: running });
      const probe = `probe-${(made += 1)}-${Date.now()}`;
      probeStore.setState({
        running: probe,
        screen: id,
        session,
        planned: 0,
        results: [],
        report: undefined,
      });
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
        probeStore.setState(({ running }) => (running === probe ? { report, results: report.results } : {}));
      } catch (error) {
        showFault(error, 'metadata.probe');
      } finally {
        unsubscribe();
        probeStore.setState(({ running }) => (running === probe ? { running: undefined } : {}));
      }
    },
    [engine, id],
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
