// Runs the cells of a grid one after the other: a server under test is somebody else's. Knows no host: who asks says
// how a flow is run.

import type { KeyholeError } from '../../../shared/keyhole-error.ts';
import { bareCell, withoutRunning } from '../../../shared/compat/cell.ts';
import type { CellName, CompatCell } from '../../../shared/compat/cell.ts';
import { readCell } from '../../../shared/compat/read-cell.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { answerOf } from '../flow/answers.ts';

export interface GridRequest {
  /** Revision and registration are those of each cell. */
  readonly settings: FlowSettings;
  readonly cells: readonly CellName[];
}

/** A flow that went as far as it could. */
export interface RunFlow {
  readonly session: Session;
  readonly bodyText: (hash: string) => string | undefined;
  /** What the settings lack, found on the way. */
  readonly fault?: KeyholeError;
}

export interface GridPorts {
  readonly runFlow: (settings: FlowSettings, name: CellName) => Promise<RunFlow>;
  readonly onBegin?: (name: CellName) => void;
  readonly onCell?: (cell: CompatCell) => void;
  /** Ends the flow under way; no further one begins. */
  readonly signal: AbortSignal;
}

async function runCell(request: GridRequest, ports: GridPorts, name: CellName): Promise<CompatCell> {
  const unrun = withoutRunning(name, request.settings);
  if (unrun) return unrun;
  ports.onBegin?.(name);
  const { session, fault, ...bodies } = await ports.runFlow({ ...request.settings, ...name }, name);
  const last = session.exchanges.at(-1);
  const cell = readCell(session, name, last && answerOf(bodies, last));
  const finished = cell.outcome === 'works' || cell.outcome === 'not-offered' || cell.outcome === 'refused';
  if (ports.signal.aborted && !finished)
    return bareCell(name, {
      outcome: 'not-tried',
      stage: cell.stage,
      message: 'Cancelled before it came to an end.',
    });
  return fault && cell.outcome !== 'works' ? { ...cell, outcome: 'failed', message: fault.message } : cell;
}

/** Runs the cells and resolves to what came of them; of a cancelled grid, to those until then. */
export async function runGrid(request: GridRequest, ports: GridPorts): Promise<readonly CompatCell[]> {
  const cells: CompatCell[] = [];
  for (const name of request.cells) {
    if (ports.signal.aborted) break;
    const cell = await runCell(request, ports, name);
    cells.push(cell);
    ports.onCell?.(cell);
  }
  return cells;
}
