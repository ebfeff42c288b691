import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { KeyholeError } from '../shared/keyhole-error.ts';

/** Something a person must be told: a refusal of the engine or a fault of ours. */
export interface Fault {
  readonly id: number;
  readonly message: string;
  readonly details: string | undefined;
  /** What was attempted. */
  readonly during: string | undefined;
}

/** Faults on show, oldest first. */
const faultStore = createStore<{ readonly faults: readonly Fault[]; readonly made: number }>(() => ({
  faults: [],
  made: 0,
}));

function detailsOf(error: unknown, during: string | undefined): string | undefined {
  const lines = during === undefined ? [] : [`during: ${during}`];
  if (error instanceof KeyholeError) {
    lines.push(`code: ${error.code}`);
    if (error.data !== undefined) lines.push(JSON.stringify(error.data, undefined, 2));
  } else if (error instanceof Error && error.stack !== undefined) {
    lines.push(error.stack);
  }
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** The sentence of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Shows an error in the notice area; the same message twice is shown once. `during` names what was attempted. */
export function showFault(error: unknown, during?: string): void {
  const message = messageOf(error);
  faultStore.setState(({ faults, made }) => ({
    made: made + 1,
    faults: [
      ...faults.filter((fault) => fault.message !== message),
      { id: made + 1, message, details: detailsOf(error, during), during },
    ].slice(-3),
  }));
}

/** Takes away what was said of an attempt, once it has succeeded. */
export function settleFaults(during: string): void {
  const { faults } = faultStore.getState();
  if (faults.some((fault) => fault.during === during))
    faultStore.setState({ faults: faults.filter((fault) => fault.during !== during) });
}

export function dismissFault(id: number): void {
  faultStore.setState(({ faults }) => ({ faults: faults.filter((fault) => fault.id !== id) }));
}

export function useFaults(): readonly Fault[] {
  return useStore(faultStore, (state) => state.faults);
}
