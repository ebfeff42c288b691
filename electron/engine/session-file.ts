// Writes a masked trace, whole: what a person saves, sends to somebody else, or finds again on the Home screen.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Masker } from '../../shared/privacy/mask.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { bodyLine, eventLine, headerLine } from '../../shared/trace/file.ts';
import type { MaskLine } from './masking/mask-line.ts';
import { bodyKind, fileBody } from './masked-bodies.ts';
import type { WorkWatch } from './thread/work-thread.ts';

/** What is written. */
interface Written {
  readonly target: string;
  readonly createdAt: number;
  readonly events: readonly TraceEvent[];
}

interface Bodies {
  get(hash: string): Uint8Array | undefined;
}

/** The text of a trace file with every secret replaced by its name. */
export function writeTraceFile(trace: Written, bodies: Bodies, masker: Masker, program: string): string {
  const lines = [
    headerLine({ program, target: masker.maskText(trace.target), createdAt: trace.createdAt, masked: true }),
  ];
  const written = new Set<string>();
  // All events first: a secret that an early exchange shows may be recognised only by a later one.
  for (const event of trace.events) masker.maskEvent(event);
  for (const event of trace.events) {
    const ref = event.kind === 'exchange' ? event.response?.body : undefined;
    if (event.kind === 'exchange' && ref && !written.has(ref.hash)) {
      written.add(ref.hash);
      const bytes = bodies.get(ref.hash);
      if (bytes) lines.push(bodyLine(fileBody(ref.hash, bytes, bodyKind(event.step), masker)));
    }
    lines.push(eventLine(masker.maskEvent(event)));
  }
  return lines.join('');
}

/** Milliseconds of work between two turns for others. */
const TURN = 10;
/** What an event costs beside a byte of a body. */
const EVENT_COST = 1000;

/**
 * As `writeTraceFile`, of a trace whose every event went through `line` before: in turns, what is large in a thread.
 * Rejects with the reason of the watch's signal.
 */
export async function writeInTurns(
  trace: Written,
  bodies: Bodies,
  line: MaskLine,
  header: { readonly program: string; readonly target: string },
  { onProgress, signal }: WorkWatch,
): Promise<string> {
  await line.settled();
  const lines = [headerLine({ ...header, createdAt: trace.createdAt, masked: true })];
  const written = new Set<string>();
  const costOf = (event: TraceEvent): number =>
    EVENT_COST + (event.kind === 'exchange' ? (event.response?.body?.length ?? 0) : 0);
  const events = trace.events.slice();
  const all = events.reduce((sum, event) => sum + costOf(event), 0);
  let done = 0;
  let turn = performance.now();
  for (const event of events) {
    const cost = costOf(event);
    const watch: WorkWatch = { signal, onProgress: (part) => onProgress((done + part * cost) / all) };
    const ref = event.kind === 'exchange' ? event.response?.body : undefined;
    const bytes = ref && !written.has(ref.hash) ? bodies.get(ref.hash) : undefined;
    if (event.kind === 'exchange' && ref && bytes) {
      written.add(ref.hash);
      lines.push(
        bodyLine({ hash: ref.hash, ...(await line.masked(ref.hash, bytes, bodyKind(event.step), watch)) }),
      );
    }
    lines.push(await line.line(event, watch));
    done += cost;
    if (performance.now() - turn > TURN) {
      onProgress(done / all);
      await nextTurn();
      turn = performance.now();
    }
    signal.throwIfAborted();
  }
  return lines.join('');
}
