// A code is sent once. Stepping back and sending it again is a person's right, but never an accident.

import { ruleById } from '../../../shared/rules/catalogue.ts';
import type { EventId, RequestContent } from '../../../shared/trace/event.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import type { PendingDraft, Session } from '../../../shared/trace/session.ts';
import type { Recorder } from './recorder.ts';
import type { Outgoing } from './send-draft.ts';

const RULE = 'token/code-single-use';

/**
 * The exchange that sent this code already, on any branch (RFC 6749 §4.1.2: a code is used once). What counts is the
 * answer that brought the code to `session`: two servers, or a careless one, may give out the same text twice. A code
 * that no answer brought, for it was written in by hand, is known by its text alone.
 */
export function codeWasUsed(trace: Trace, session: Session, request: RequestContent): EventId | undefined {
  const code = new URLSearchParams(request.body ?? '').get('code');
  if (code === null) return undefined;
  const brought = session.values.get('code')?.findLast((value) => value.value === code)?.id;
  return trace.events.find(
    (event) =>
      event.kind === 'exchange' &&
      event.step === 'token-code' &&
      new URLSearchParams(event.request.body ?? '').get('code') === code &&
      (brought === undefined || trace.path(event.id).includes(brought)),
  )?.id;
}

/** The exchange that sent the code of a token request before, unless sending it again was overridden. */
export function usedBefore(
  trace: Trace,
  session: Session,
  { event, request }: Outgoing,
): EventId | undefined {
  return event.step === 'token-code' && !session.overrides.has(RULE)
    ? codeWasUsed(trace, session, request)
    : undefined;
}

/** Refuses a token request whose code was sent before, unless that was overridden. True when it refused. */
export function refuseSecondUse(recorder: Recorder, draft: PendingDraft): boolean {
  const used = usedBefore(recorder.trace, recorder.session, draft);
  if (used === undefined) return false;
  const fix = ruleById(RULE)?.fix;
  const finding = recorder.append({
    kind: 'finding',
    ruleId: RULE,
    verdict: 'fail',
    severity: 'warning',
    stage: 'token',
    message:
      'This code was already sent once, on another branch. A right server refuses it now and may revoke its tokens.',
    expected: 'a code that was never sent',
    actual: `sent in exchange ${used}`,
    ...(fix === undefined ? {} : { fix }),
    evidence: [{ event: used, at: { in: 'request-body', path: '/code' } }],
  });
  recorder.append({ kind: 'refused', stage: 'token', ruleId: RULE, finding });
  return true;
}
