import type { EventId, Evidence, Pointer } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

/** Evidence of the failed finding after the one on show, in the order of the trace; the first again after the last. */
export function nextFinding(
  findings: readonly EventOf<'finding'>[],
  event: EventId | undefined,
  lit: Pointer | undefined,
): Evidence | undefined {
  const places = findings.flatMap((finding) => {
    const [first] = finding.evidence;
    return finding.verdict === 'fail' && first ? [first] : [];
  });
  const place = JSON.stringify(lit);
  const exact = places.findIndex((other) => other.event === event && JSON.stringify(other.at) === place);
  if (exact >= 0) return places[(exact + 1) % places.length];
  return places.find((other) => event === undefined || other.event >= event) ?? places[0];
}
