import { describe, expect, it } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { FAULT_PARTS, groupFaults } from '../../../renderer/lab-faults.ts';
import { STAGES } from '../../../shared/trace/event.ts';

const faults = LAB_FAULTS.map((fault) => ({ ...fault, on: false }));

describe('groups of faults', () => {
  it('hold every fault once, the parts in their order and the flow by stage', () => {
    const groups = groupFaults(faults);
    const ids = groups.flatMap((group) => group.faults.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(faults.map(({ id }) => id).toSorted());
    expect([...new Set(groups.map(({ part }) => part))]).toEqual(FAULT_PARTS);
    const stages = groups.filter(({ part }) => part === 'flow').map(({ id }) => id);
    expect(stages).toEqual(STAGES.filter((stage) => stages.includes(stage)));
    for (const { part, faults: members } of groups) {
      expect(members.every(({ shownBy }) => shownBy === part)).toBe(true);
    }
  });

  it('are left out when they are empty', () => {
    const callers = faults.filter(({ id }) => id === 'owner-not-checked');
    expect(groupFaults(callers)).toEqual([{ id: 'matrix', part: 'matrix', faults: callers }]);
    expect(groupFaults([])).toEqual([]);
  });
});
