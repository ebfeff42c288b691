import type { LabFaultInfo } from '../shared/contract.ts';
import { STAGES, type StageId } from '../shared/trace/event.ts';

/** The part of Keyhole that meets a fault. */
export type FaultPart = LabFaultInfo['shownBy'];

/** The parts, in the order a person comes to them. */
export const FAULT_PARTS: readonly FaultPart[] = ['flow', 'matrix', 'privacy'];

/** Faults of one part that belong together: in a flow those of one stage, elsewhere all. */
export interface FaultGroup {
  readonly id: StageId | Exclude<FaultPart, 'flow'>;
  readonly part: FaultPart;
  readonly faults: readonly LabFaultInfo[];
}

/** Groups faults by who meets them, and those of the flow by stage. Empty groups are left out. */
export function groupFaults(faults: readonly LabFaultInfo[]): readonly FaultGroup[] {
  const of = (part: FaultPart) => faults.filter(({ shownBy }) => shownBy === part);
  const groups: readonly FaultGroup[] = [
    ...STAGES.map((id): FaultGroup => ({
      id,
      part: 'flow',
      faults: of('flow').filter(({ stage }) => stage === id),
    })),
    { id: 'matrix', part: 'matrix', faults: of('matrix') },
    { id: 'privacy', part: 'privacy', faults: of('privacy') },
  ];
  return groups.filter((group) => group.faults.length > 0);
}
