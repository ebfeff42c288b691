// What the details show: the event behind the chosen row, with everything around it that the tabs need.

import { homesOfFindings } from '../../../../shared/diagram/layout.ts';
import type { EventId, Pointer, RequestContent } from '../../../../shared/trace/event.ts';
import type { EventOf, Session } from '../../../../shared/trace/session.ts';
import type { DetailsTab } from '../../../flow/flow-store.ts';

export type Subject =
  | {
      readonly kind: 'exchange';
      readonly event: EventOf<'exchange'>;
      readonly draft: EventOf<'draft'> | undefined;
    }
  | {
      readonly kind: 'opened';
      readonly event: EventOf<'browser-opened'>;
      readonly draft: EventOf<'draft'> | undefined;
    }
  | {
      readonly kind: 'callback';
      readonly event: EventOf<'callback'>;
      readonly draft: EventOf<'draft'> | undefined;
    }
  | {
      readonly kind: 'draft';
      readonly event: EventOf<'draft'>;
      readonly draft: EventOf<'draft'>;
      readonly request: RequestContent;
      readonly edited: boolean;
    };

function draftOf(session: Session, id: EventId): EventOf<'draft'> | undefined {
  return session.events.find((event): event is EventOf<'draft'> => event.kind === 'draft' && event.id === id);
}

/**
 * The subject behind an event of the path: the event itself, or for a draft that was sent, what it became.
 * `undefined` for events that are not on this path or have nothing to show.
 */
export function subjectOf(session: Session, id: EventId): Subject | undefined {
  const event = session.events.find((event) => event.id === id);
  switch (event?.kind) {
    case 'exchange':
      return { kind: 'exchange', event, draft: draftOf(session, event.draft) };
    case 'browser-opened':
      return { kind: 'opened', event, draft: draftOf(session, event.draft) };
    case 'callback':
      return { kind: 'callback', event, draft: draftOf(session, event.draft) };
    case 'draft': {
      const pending = session.draft?.event.id === event.id && session.draft.opened === undefined;
      if (pending && session.draft) {
        const { request, edited } = session.draft;
        return { kind: 'draft', event, draft: event, request, edited };
      }
      const sent = session.events.find(
        (later) => (later.kind === 'exchange' || later.kind === 'browser-opened') && later.draft === id,
      );
      return sent && subjectOf(session, sent.id);
    }
    default:
      return undefined;
  }
}

/** The request of a subject; the callback is a request of the browser to Keyhole. */
export function requestOf(subject: Subject): RequestContent {
  switch (subject.kind) {
    case 'exchange':
      return subject.event.request;
    case 'draft':
      return subject.request;
    default:
      return { method: 'GET', url: subject.event.url, headers: [] };
  }
}

/** Findings of a subject: `own` belong to it, `mentioning` belong elsewhere and point into it. */
export function findingsOf(
  session: Session,
  subject: Subject,
): { readonly own: readonly EventOf<'finding'>[]; readonly mentioning: readonly EventOf<'finding'>[] } {
  const homes = homesOfFindings(session);
  const ids = new Set([subject.event.id, ...(subject.draft ? [subject.draft.id] : [])]);
  const own: EventOf<'finding'>[] = [];
  const mentioning: EventOf<'finding'>[] = [];
  for (const finding of session.findings) {
    if (homes.get(finding.id) === subject.event.id) own.push(finding);
    else if (finding.evidence.some((evidence) => ids.has(evidence.event))) mentioning.push(finding);
  }
  return { own, mentioning };
}

/** The tab on which a place can be seen. */
export function tabOf(at: Pointer): DetailsTab {
  switch (at.in) {
    case 'status':
    case 'response-header':
    case 'response-body':
      return 'response';
    case 'tls':
      return 'timing';
    default:
      return 'request';
  }
}

/**
 * Tells whether a callback came from another issuer than the recorded one. Then its `error` fields must neither be
 * acted on nor displayed.
 * @see MCP 2026-07-28, Authorization Response Validation
 */
export function issuerRefuted(session: Session, callback: EventId): boolean {
  return session.findings.some(
    (finding) =>
      finding.ruleId === 'authorization-response/iss' &&
      finding.verdict === 'fail' &&
      finding.evidence.some((evidence) => evidence.event === callback),
  );
}
