import type { Called } from '../../../shared/privacy/called.ts';
import { calledBy } from '../../../shared/privacy/called.ts';
import type { StepId } from '../../../shared/trace/event.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

/** A call of a tool, a read of a resource or a prompt that was recorded. */
export interface RecordedCall {
  readonly exchange: EventOf<'exchange'>;
  readonly called: Called;
}

const CALLS: ReadonlySet<StepId> = new Set<StepId>(['mcp-call-tool', 'mcp-read-resource', 'mcp-get-prompt']);

/** The calls of a trace, of every identity and branch, newest first. Redirects on the way to an answer are none. */
export function recordedCalls(trace: Trace): RecordedCall[] {
  const calls: RecordedCall[] = [];
  for (let index = trace.events.length - 1; index >= 0; index -= 1) {
    const event = trace.events[index];
    if (event?.kind !== 'exchange' || !CALLS.has(event.step) || !event.response) continue;
    if (event.response.status >= 300 && event.response.status < 400) continue;
    calls.push({ exchange: event, called: calledBy(event) });
  }
  return calls;
}
