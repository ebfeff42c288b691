import { MASK } from '../../../shared/privacy/marks.ts';
import type { EventId, ValueName } from '../../../shared/trace/event.ts';
import type { Session } from '../../../shared/trace/session.ts';

/** One token that a session received or sent, by its name. */
export interface SessionToken {
  readonly label: string;
  /** When it was first seen, in epoch milliseconds. */
  readonly at: number;
  /** The exchange that brought or carried it. */
  readonly event: EventId;
  /** It is the one in force. */
  readonly current: boolean;
}

const NAMES: ReadonlySet<ValueName> = new Set<ValueName>(['access_token', 'refresh_token', 'id_token']);

const labelIn = (text: string): string | undefined => [...text.matchAll(MASK)][0]?.[1];

/** Every token on the path of the session, newest first, each once. */
export function tokensOf(session: Session): readonly SessionToken[] {
  const found = new Map<string, SessionToken>();
  const inForce = new Set([...NAMES].map((name) => session.values.get(name)?.at(-1)?.value));
  for (const event of session.events) {
    if (event.kind === 'value' && NAMES.has(event.name) && typeof event.value === 'string') {
      const label = labelIn(event.value);
      if (label === undefined || found.has(label)) continue;
      const source = event.from.kind === 'seen' ? event.from.event : event.id;
      found.set(label, { label, at: event.at, event: source, current: inForce.has(event.value) });
    } else if (event.kind === 'exchange' && event.request.body?.includes('client_assertion=')) {
      const assertion = new URLSearchParams(event.request.body).get('client_assertion');
      const label = assertion === null ? undefined : labelIn(assertion);
      if (label !== undefined && !found.has(label)) {
        found.set(label, { label, at: event.at, event: event.id, current: false });
      }
    }
  }
  return [...found.values()].reverse();
}
