// Writes a masked trace, whole: what a person saves, sends to somebody else, or finds again on the Home screen.

import type { Masker } from '../../shared/privacy/mask.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { bodyLine, eventLine, headerLine } from '../../shared/trace/file.ts';
import { bodyKind, fileBody } from './masked-bodies.ts';

/** The text of a trace file with every secret replaced by its name. */
export function writeTraceFile(
  trace: { readonly target: string; readonly createdAt: number; readonly events: readonly TraceEvent[] },
  bodies: { get(hash: string): Uint8Array | undefined },
  masker: Masker,
  program: string,
): string {
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
