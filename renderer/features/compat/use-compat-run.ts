import { useCallback } from 'react';
import { CELLS, cellKey, type CellName } from '../../../shared/compat/cell.ts';
import { useEngine } from '../../engine-context.ts';
import { showFault } from '../../fault-store.ts';
import { readSettings } from '../../flow-settings-form.ts';
import { targetStore, useShowSession } from '../../target-store.ts';
import { useAsk } from '../../use-ask.ts';
import { openDialog } from '../../view-store.ts';
import { chooseCell, compatStore } from './compat-store.ts';
import { NOBODY, useCompatInputs } from './use-compat-inputs.ts';

let made = 0;

export interface CompatRun {
  /** Runs the whole grid for the target of the bar. */
  readonly start: () => Promise<void>;
  /** Runs one cell of the grid on show anew, with the settings as they are now. */
  readonly rerun: (cell: CellName) => Promise<void>;
  readonly cancel: () => void;
  /** Shows the flow behind a cell in the Flow room. */
  readonly open: (cell: CellName) => Promise<void>;
}

/** Begins and ends runs. A refusal of the engine stands in the notice area. */
export function useCompatRun(): CompatRun {
  const engine = useEngine();
  const ask = useAsk();
  const show = useShowSession();
  const { url, form, lab, identity } = useCompatInputs();

  const run = async (compat: string, target: string, cells: readonly CellName[]) => {
    const { settings, secrets, problems } = readSettings(form);
    if (Object.keys(problems).length > 0) {
      openDialog('settings');
      return;
    }
    compatStore.setState({
      grid: compat,
      target,
      asked: cells.map(cellKey),
      ended: [],
      at: undefined,
      cancelled: false,
      // A whole grid begins empty; a cell keeps what stood there until it has ended again.
      ...(cells === CELLS ? { cells: {} } : {}),
    });
    const mine = () => compatStore.getState().grid === compat;
    const unsubscribe = engine.subscribe((notice) => {
      if (notice.topic !== 'compat' || notice.compat !== compat || !mine()) return;
      const key = cellKey(notice);
      const { cell } = notice;
      if (cell) {
        compatStore.setState((state) => ({
          cells: { ...state.cells, [key]: cell },
          ended: [...state.ended, key],
          at: undefined,
        }));
      } else {
        compatStore.setState({ at: { key, stage: notice.stage } });
      }
    });
    // Another server than the lab's signs nobody in, whoever was chosen before.
    const signsIn = lab?.variants.some((variant) => variant.url === target) && identity !== NOBODY;
    try {
      const report = await engine.call('compat.run', {
        compat,
        target,
        settings,
        ...(secrets ? { secrets } : {}),
        ...(signsIn && identity !== undefined ? { labIdentity: identity } : {}),
        cells: [...cells],
      });
      if (mine()) {
        compatStore.setState((state) => ({
          cells: { ...state.cells, ...Object.fromEntries(report.cells.map((cell) => [cellKey(cell), cell])) },
          cancelled: report.cancelled,
        }));
      }
    } catch (error) {
      showFault(error, 'compat.run');
    } finally {
      unsubscribe();
      if (mine()) compatStore.setState({ asked: [], ended: [], at: undefined });
    }
  };

  const start = async () => {
    if (url === undefined) {
      targetStore.setState({ asked: true });
      return;
    }
    const { grid, asked } = compatStore.getState();
    if (asked.length > 0) return;
    // The same server keeps its grid, so that the engine knows which flows it need not keep any more.
    const known = grid !== undefined && compatStore.getState().target === url;
    const compat = known ? grid : `compat-${(made += 1)}-${Date.now()}`;
    await run(compat, url, CELLS);
  };

  const rerun = async (cell: CellName) => {
    const { grid, target, asked } = compatStore.getState();
    if (grid === undefined || target === undefined || asked.length > 0) return;
    // What was only on show stays on show, whatever comes of it.
    chooseCell(cellKey(cell));
    await run(grid, target, [cell]);
  };

  const cancel = useCallback(() => {
    const { grid } = compatStore.getState();
    if (grid !== undefined) void ask('compat.cancel', { compat: grid });
  }, [ask]);

  const open = useCallback(
    async ({ revision, registration }: CellName) => {
      const { grid } = compatStore.getState();
      if (grid === undefined) return;
      const opened = await ask('compat.open', { compat: grid, revision, registration });
      if (opened) await show(opened.session);
    },
    [ask, show],
  );

  return { start, rerun, cancel, open };
}
