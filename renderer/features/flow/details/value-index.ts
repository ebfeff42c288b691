// Where each value came from and where it is used, from the provenance of `value` events and the parts of drafts.

import type { DraftPart, EventId, Pointer, Provenance, ValueName } from '../../../../shared/trace/event.ts';
import type { EventOf, Session } from '../../../../shared/trace/session.ts';

/** One use of a value: a part of a draft, or of the exchange that was made of it. */
export interface ValueUse {
  readonly event: EventId;
  readonly at: Pointer;
}

export interface ValueFacts {
  readonly name: ValueName;
  readonly event: EventId;
  readonly from: Provenance;
  readonly uses: readonly ValueUse[];
}

/** What a pointer addresses, as text that can be compared: header names in lower case, spans and indexes left out. */
export function placeKey(at: Pointer): string {
  switch (at.in) {
    case 'request-header':
    case 'response-header':
      return `${at.in} ${at.name.toLowerCase()}`;
    case 'request-url':
    case 'callback-url':
      return `${at.in} ${at.parameter ?? ''}`;
    case 'request-body':
    case 'response-body':
      return `${at.in} ${at.path}`;
    default:
      return at.in;
  }
}

type Growing = { -readonly [K in keyof ValueFacts]: ValueFacts[K] } & { uses: ValueUse[] };

/** Values by the places where they were learnt and used, along one path. */
export interface ValueIndex {
  /** Values read from this place of an event. */
  readonly learntAt: (event: EventId, at: Pointer) => readonly ValueFacts[];
  /** Every value read from an event, in order. */
  readonly learntFrom: (event: EventId) => readonly ValueFacts[];
  /** Values that this part of a draft was made of. */
  readonly usedAt: (draft: EventId, at: Pointer) => readonly ValueFacts[];
  /** The parts of a draft at a place, with their notes. */
  readonly partsAt: (draft: EventId, at: Pointer) => readonly DraftPart[];
}

/** Reads the path of a session once. */
export function indexValues(session: Pick<Session, 'events'>): ValueIndex {
  const learnt = new Map<EventId, Map<string, Growing[]>>();
  const order = new Map<EventId, Growing[]>();
  const used = new Map<EventId, Map<string, Growing[]>>();
  const parts = new Map<EventId, readonly DraftPart[]>();
  const latest = new Map<ValueName, Growing>();
  const sent = new Map<EventId, EventId>();
  for (const event of session.events) {
    if ((event.kind === 'exchange' || event.kind === 'browser-opened') && !sent.has(event.draft)) {
      sent.set(event.draft, event.id);
    }
  }
  for (const event of session.events) {
    if (event.kind === 'value') learn(event);
    if (event.kind === 'draft') use(event);
  }

  function learn(event: EventOf<'value'>): void {
    const facts: Growing = { name: event.name, event: event.id, from: event.from, uses: [] };
    latest.set(event.name, facts);
    if (event.from.kind !== 'seen') return;
    push(learnt, event.from.event, placeKey(event.from.at), facts);
    const list = order.get(event.from.event);
    if (list) list.push(facts);
    else order.set(event.from.event, [facts]);
  }

  function use(event: EventOf<'draft'>): void {
    parts.set(event.id, event.parts);
    for (const part of event.parts) {
      for (const name of part.from) {
        const facts = latest.get(name);
        if (!facts) continue;
        facts.uses.push({ event: sent.get(event.id) ?? event.id, at: part.at });
        push(used, event.id, placeKey(part.at), facts);
      }
    }
  }

  return {
    learntAt: (event, at) => learnt.get(event)?.get(placeKey(at)) ?? [],
    learntFrom: (event) => order.get(event) ?? [],
    usedAt: (draft, at) => used.get(draft)?.get(placeKey(at)) ?? [],
    partsAt: (draft, at) => (parts.get(draft) ?? []).filter((part) => placeKey(part.at) === placeKey(at)),
  };
}

function push(map: Map<EventId, Map<string, Growing[]>>, event: EventId, key: string, facts: Growing): void {
  let places = map.get(event);
  if (!places) map.set(event, (places = new Map()));
  const list = places.get(key);
  if (list) list.push(facts);
  else places.set(key, [facts]);
}
