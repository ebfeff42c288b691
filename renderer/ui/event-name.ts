import { requestLabel } from '../../shared/diagram/label.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Trace } from '../../shared/trace/fold.ts';

/** Short name of an event, e.g. `POST /register`; where several people call, with whose it is: `Alice: POST /mcp`. */
export function eventName(trace: Trace, id: number): string {
  const event = trace.event(id);
  if (trace.identities.length < 2) return what(event);
  const known = trace.definitions.find(({ name }) => name === event.identity);
  return `${known?.title ?? event.identity}: ${what(event)}`;
}

function what(event: TraceEvent): string {
  switch (event.kind) {
    case 'exchange':
    case 'draft':
      return requestLabel(event.request);
    case 'browser-opened':
    case 'callback':
      return requestLabel({ method: 'GET', url: event.url, headers: [] });
    default:
      return `#${event.id}`;
  }
}
