import { expect } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';

/** Meets a fault in both directions: off, on, and off again. `shows` is true when the defect is there. */
export async function meetBothWays(lab: Lab, id: string, shows: () => Promise<boolean>): Promise<void> {
  expect(await shows()).toBe(false);
  await withFault(lab, id, async () => {
    expect(await shows()).toBe(true);
  });
  expect(await shows()).toBe(false);
}

/** Runs something while a fault is on. */
export async function withFault(lab: Lab, id: string, run: () => Promise<void>): Promise<void> {
  lab.setFault(id, true);
  try {
    await run();
  } finally {
    lab.setFault(id, false);
  }
}

/** True for all, false for none; anything between is a defect that is only half there. */
export function allOrNone(values: readonly boolean[]): boolean {
  expect(new Set(values).size).toBe(1);
  return values[0] === true;
}
