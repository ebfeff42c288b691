import { FAULTS } from './catalogue.ts';
import type { Defects } from './defects.ts';
import type { Fault, FaultPolicy, LabRoute } from './fault.ts';

/** Which faults are on, in the order of the catalogue. */
export interface FaultBoard extends Defects {
  set(id: string, on: boolean): void;
  active(): readonly string[];
  activeOn(route: LabRoute): readonly Fault[];
  /** What the first active fault with an opinion wants changed inside the servers. */
  policy<Name extends keyof FaultPolicy>(name: Name): FaultPolicy[Name] | undefined;
}

/** A board with these faults on. Throws an Error that lists the known ids when one is not known. */
export function createFaultBoard(initial: readonly string[]): FaultBoard {
  const on = new Set<string>();
  const set = (id: string, active: boolean): void => {
    if (!FAULTS.some((fault) => fault.id === id)) {
      const known = FAULTS.map((fault) => fault.id).join(', ');
      throw new Error(`There is no fault "${id}". Known faults: ${known}`);
    }
    if (active) on.add(id);
    else on.delete(id);
  };
  for (const id of initial) set(id, true);
  const active = (): readonly Fault[] => FAULTS.filter((fault) => on.has(fault.id));
  return {
    set,
    active: () => active().map((fault) => fault.id),
    activeOn: (route) => (on.size === 0 ? [] : active().filter((fault) => fault.routes?.includes(route))),
    // Asked many times in one request, and nearly always of a lab without faults.
    has: (defect) =>
      on.size > 0 && active().some((fault) => fault.policy?.defects?.includes(defect) === true),
    policy: (name) => active().find((fault) => fault.policy?.[name] !== undefined)?.policy?.[name],
  };
}
