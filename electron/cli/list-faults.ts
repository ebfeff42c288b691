import { FAULTS } from '../lab/faults/catalogue.ts';
import { describeFault } from '../lab/faults/fault.ts';
import type { LabFault, ShownBy } from '../lab/types.ts';

const PARTS: readonly { readonly id: ShownBy; readonly title: string }[] = [
  { id: 'flow', title: 'MET BY A FLOW: keyhole flow URL' },
  { id: 'matrix', title: 'MET BY THE MATRIX: the same calls as several identities' },
  { id: 'privacy', title: 'MET BY THE PRIVACY REPORT: what answers contain, and for whom' },
];

/** Prints every fault of the lab by the part of Keyhole that meets it, without starting one. Returns the exit code. */
export function listFaults(json: boolean): number {
  const faults = FAULTS.map(describeFault);
  if (json) {
    process.stdout.write(`${JSON.stringify(faults)}\n`);
    return 0;
  }
  const parts = PARTS.map(({ id, title }) => {
    const members = faults.filter(({ shownBy }) => shownBy === id);
    return [title, ...(id === 'flow' ? byStage(members) : members.map(describe))].join('\n');
  });
  process.stdout.write(`${parts.join('\n\n')}\n`);
  return 0;
}

function byStage(faults: readonly LabFault[]): string[] {
  const stages = [...new Set(faults.map(({ stage }) => stage))];
  return stages.map((stage) => {
    const members = faults.filter((fault) => fault.stage === stage);
    return `\n${[stage, ...members.map(describe)].join('\n')}`;
  });
}

function describe({ id, title, description, refuses, trips }: LabFault): string {
  return `  ${id}\n      ${title}. ${description}\n      ${refuses ? 'refused by' : 'trips'} ${trips.join(', ')}`;
}
