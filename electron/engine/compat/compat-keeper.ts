// The compatibility runs: begun by a person, cancelled by a person. The flows of the newest grids are kept, so that each
// can be opened and stepped through.

import { CELLS, cellKey } from '../../../shared/compat/cell.ts';
import type { CellName, CompatCell } from '../../../shared/compat/cell.ts';
import type { CompatReport, MethodParsed, Notice } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import { MASK_OPEN } from '../../../shared/privacy/marks.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import type { Until } from '../flow/runner.ts';
import type { LabKeeper } from '../lab-keeper.ts';
import { readTarget } from '../target.ts';
import { CellSession } from './cell-session.ts';
import type { CellPorts } from './cell-session.ts';
import { runGrid } from './run-grid.ts';

/** Grids whose flows are kept: each holds up to twelve traces in memory. */
const KEPT_GRIDS = 2;

export interface CompatPorts extends CellPorts {
  readonly lab: Pick<LabKeeper, 'state'>;
  readonly tell: (notice: Notice) => void;
}

interface Grid {
  readonly target: string;
  readonly sessions: Map<string, CellSession>;
  /** Set while it runs. */
  abort?: AbortController;
}

type RunInput = MethodParsed<'compat.run'>;

/** Settings of every cell. Absent members stay absent: JSON drops what is undefined. */
function settingsOf({ settings, labIdentity }: RunInput): FlowSettings {
  const signIn =
    labIdentity === undefined
      ? { login: 'browser' }
      : {
          login: 'auto',
          extraAuthorizationParameters: {
            ...settings.extraAuthorizationParameters,
            login_hint: labIdentity,
          },
        };
  return JSON.parse(JSON.stringify({ ...settings, ...signIn })) as FlowSettings;
}

/** Runs grids by the name their caller gave them. */
export class CompatKeeper {
  readonly #ports: CompatPorts;
  /** Oldest first. */
  readonly #grids = new Map<string, Grid>();

  constructor(ports: CompatPorts) {
    this.#ports = ports;
  }

  /**
   * Runs the cells asked for.
   * Throws `KeyholeError` for a target that is none, a name that is under way, and a sign-in that only the lab has.
   */
  async run(input: RunInput): Promise<CompatReport> {
    const target = readTarget(input.target);
    const settings = settingsOf(input);
    if (JSON.stringify([target, settings]).includes(MASK_OPEN)) {
      throw new KeyholeError(
        'not-now',
        'The target or the settings of this saved session hold a hidden secret. Type it anew to run them.',
      );
    }
    if (input.labIdentity !== undefined) await this.#checkLab(target, input.labIdentity);
    const grid = this.#gridOf(input.compat, target);
    const abort = new AbortController();
    grid.abort = abort;
    const { tell } = this.#ports;
    const { compat } = input;
    const masked = (cell: CompatCell): CompatCell => grid.sessions.get(cellKey(cell))?.mask(cell) ?? cell;
    // Client credentials need nobody, and at the lab somebody was named.
    const until: Until =
      settings.login === 'auto' || settings.grant === 'client_credentials'
        ? { kind: 'end' }
        : { kind: 'here', stage: 'authorization-request' };
    try {
      const cells = await runGrid(
        { settings, cells: input.cells ?? CELLS },
        {
          signal: abort.signal,
          runFlow: (own, name) => {
            const cell = new CellSession(this.#ports, target, (stage) =>
              tell({ topic: 'compat', compat, ...name, stage }),
            );
            grid.sessions.get(cellKey(name))?.drop();
            grid.sessions.set(cellKey(name), cell);
            return cell.run(target, own, input.secrets, until, abort.signal);
          },
          onCell: (cell) => {
            const { revision, registration } = cell;
            tell({ topic: 'compat', compat, revision, registration, cell: masked(cell) });
          },
        },
      );
      return { target, cells: cells.map(masked), cancelled: abort.signal.aborted };
    } finally {
      delete grid.abort;
    }
  }

  async #checkLab(target: string, identity: string): Promise<void> {
    const { running, variants, identities } = await this.#ports.lab.state();
    if (!running || !variants.some(({ url }) => url === target)) {
      throw new KeyholeError(
        'not-now',
        'Only servers of the running lab sign somebody in by themselves. Elsewhere a person signs in.',
      );
    }
    if (!identities.some(({ id }) => id === identity))
      throw new KeyholeError('bad-input', `The lab knows nobody named "${identity}".`);
  }

  #gridOf(name: string, target: string): Grid {
    const known = this.#grids.get(name);
    if (known?.abort) throw new KeyholeError('not-now', 'This compatibility run is under way already.');
    if (known?.target === target) return known;
    const grid: Grid = { target, sessions: new Map() };
    this.#drop(name);
    for (const [old, { abort }] of this.#grids) {
      if (this.#grids.size < KEPT_GRIDS) break;
      if (!abort) this.#drop(old);
    }
    this.#grids.set(name, grid);
    return grid;
  }

  #drop(name: string): void {
    for (const session of this.#grids.get(name)?.sessions.values() ?? []) session.drop();
    this.#grids.delete(name);
  }

  /** Ends a run; one that has ended already is left as it is. */
  cancel(compat: string): void {
    this.#grids.get(compat)?.abort?.abort();
  }

  /** Opens the flow behind a cell as a session. Throws `KeyholeError` when there is none. */
  open(compat: string, name: CellName): string {
    const session = this.#grids.get(compat)?.sessions.get(cellKey(name));
    if (!session)
      throw new KeyholeError('not-found', 'The flow of this cell is not kept any more. Run the cell again.');
    return session.open();
  }

  close(): void {
    for (const [name, grid] of this.#grids) {
      grid.abort?.abort();
      this.#drop(name);
    }
  }
}
