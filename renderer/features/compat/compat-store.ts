import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CompatCell } from '../../../shared/compat/cell.ts';
import type { StageId } from '../../../shared/trace/event.ts';

/** The last grid. It outlives the room, not the page: it belongs to no trace. Cells are named by their keys. */
export interface CompatState {
  /** Name of the grid at the engine. */
  readonly grid: string | undefined;
  readonly target: string | undefined;
  readonly cells: Readonly<Record<string, CompatCell>>;
  /** The cells asked for in the run under way; empty when none is. */
  readonly asked: readonly string[];
  /** Of those, the cells that have ended. */
  readonly ended: readonly string[];
  readonly at: { readonly key: string; readonly stage: StageId } | undefined;
  readonly cancelled: boolean;
  readonly chosen: string | undefined;
  /** Who signs in at the lab; absent until somebody chose, `nobody` ends at the authorization request. */
  readonly identity: string | undefined;
}

export const compatStore = createStore<CompatState>(() => ({
  grid: undefined,
  target: undefined,
  cells: {},
  asked: [],
  ended: [],
  at: undefined,
  cancelled: false,
  chosen: undefined,
  identity: undefined,
}));

export function useCompat(): CompatState {
  return useStore(compatStore);
}

export function chooseCell(chosen: string): void {
  compatStore.setState({ chosen });
}

/** What a cell shows: its outcome, or where it is in the run under way. */
export type Shown = CompatCell['outcome'] | 'running' | 'waiting' | 'none';

/** What the cell of this key shows now. */
export function shownOf(state: CompatState, key: string): Shown {
  if (state.asked.includes(key) && !state.ended.includes(key))
    return state.at?.key === key ? 'running' : 'waiting';
  return state.cells[key]?.outcome ?? 'none';
}
