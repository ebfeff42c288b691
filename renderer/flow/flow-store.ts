import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EventId, StageId } from '../../shared/trace/event.ts';

/** Tabs of the details, in order. */
export const DETAILS_TABS = ['explain', 'request', 'response', 'timing', 'findings'] as const;
export type DetailsTab = (typeof DETAILS_TABS)[number];

/** What the person looks at of the flow, beyond the view state of the whole program. */
export interface FlowView {
  readonly tab: DetailsTab;
  /** The pending draft is open in the editor. */
  readonly editing: boolean;
  /** History is looked at up to this event; absent at the head. Nothing in the trace changes by looking. */
  readonly viewing: EventId | undefined;
  readonly filter: string;
  readonly breakpoints: {
    readonly stages: readonly StageId[];
    readonly severity: 'error' | 'warning' | null;
  };
}

const FRESH: FlowView = {
  tab: 'explain',
  editing: false,
  viewing: undefined,
  filter: '',
  breakpoints: { stages: [], severity: null },
};

export const flowStore = createStore<FlowView>(() => FRESH);

export function useFlow<T>(select: (state: FlowView) => T): T {
  return useStore(flowStore, select);
}

export function showTab(tab: DetailsTab): void {
  flowStore.setState({ tab });
}

/** Opens or leaves the draft editor. */
export function editDraft(editing: boolean): void {
  flowStore.setState({ editing });
}

/** Looks at the history up to an event; `undefined` returns to the head. */
export function viewAt(viewing: EventId | undefined): void {
  flowStore.setState({ viewing });
}

/** Another session begins with a fresh view. */
export function resetFlowView(): void {
  flowStore.setState(FRESH);
}
