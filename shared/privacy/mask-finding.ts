// Masking of a verdict. A flow records about a hundred of them and nearly none quotes a secret, so one that
// quotes none stays the object it was. May import shared/trace; knows no protocol step.

import type { Pointer, TraceEvent } from '../trace/event.ts';

interface Masking {
  maskText(text: string): string;
  maskKnown(text: string): string;
}

type Finding = Extract<TraceEvent, { kind: 'finding' }>;

/** A verdict as it may be shown: its sentences masked, and the names a server chose in its places; the rest are words of our own. */
export function maskFinding(finding: Finding, masking: Masking): Finding {
  const message = masking.maskText(finding.message);
  const expected = finding.expected && masking.maskText(finding.expected);
  const actual = finding.actual && masking.maskText(finding.actual);
  const fix = finding.fix && masking.maskText(finding.fix);
  if (
    message === finding.message &&
    expected === finding.expected &&
    actual === finding.actual &&
    fix === finding.fix &&
    arePlain(finding.evidence, masking)
  ) {
    return finding;
  }
  return {
    ...finding,
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(fix === undefined ? {} : { fix }),
    evidence: finding.evidence.map((one) => ({ event: one.event, at: maskPlace(one.at, masking) })),
  };
}

function arePlain(evidence: Finding['evidence'], masking: Masking): boolean {
  for (const { at } of evidence) if (maskPlace(at, masking) !== at) return false;
  return true;
}

function maskPlace(at: Pointer, masking: Masking): Pointer {
  if ('path' in at) {
    const path = masking.maskKnown(at.path);
    return path === at.path ? at : { ...at, path };
  }
  if ('parameter' in at && at.parameter !== undefined) {
    const parameter = masking.maskKnown(at.parameter);
    return parameter === at.parameter ? at : { ...at, parameter };
  }
  if (!('name' in at)) return at;
  const name = masking.maskKnown(at.name);
  return name === at.name ? at : { ...at, name };
}
