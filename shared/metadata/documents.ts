// Metadata documents as a person reads them: which ones a trace holds, what each field means and what became of it,
// and how two of them differ. Pure; may import shared/trace, shared/protocol, shared/rules and shared/explain.

import { makeClientMetadata } from '../protocol/client-metadata.ts';
import { isJsonObject, type JsonObject } from '../protocol/json.ts';
import type { EventId, StepId, ValueName } from '../trace/event.ts';
import type { Trace } from '../trace/fold.ts';
import type { EventOf, Session } from '../trace/session.ts';
import { differences } from './differences.ts';
import type { ProbeKind } from './probe-locations.ts';
import type { ProbeResult } from './probe-verdict.ts';

export type DocumentKind =
  'protected-resource' | 'oauth-server' | 'openid-server' | 'registration' | 'client-metadata' | 'keys';

/** A JSON document that speaks about the server, the authorization server or the client. */
export interface MetadataDocument {
  /** Names the document within its trace; stable while the trace grows. */
  readonly key: string;
  readonly kind: DocumentKind;
  readonly url: string;
  readonly value: JsonObject;
  /** The exchange that brought it; absent for a document that Keyhole itself makes or that a probe found. */
  readonly event?: EventId;
  readonly step?: StepId;
  /** Epoch milliseconds of its arrival. */
  readonly at?: number;
  /** What the client asked for, in a registration. */
  readonly requested?: JsonObject;
  /** `here`: on the path of the session. `branch`: on an earlier branch. */
  readonly place: 'here' | 'branch' | 'made' | 'probe';
}

const VALUES: readonly ValueName[] = [
  'protected_resource',
  'authorization_server_metadata',
  'client_information',
];

function kindOf(name: ValueName, step: StepId): DocumentKind {
  if (name === 'protected_resource') return 'protected-resource';
  if (name === 'client_information') return 'registration';
  return step.startsWith('as-openid') ? 'openid-server' : 'oauth-server';
}

function parsed(body: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return isJsonObject(value) ? value : undefined;
  } catch {
    // A person may have edited the draft into something else; then there is nothing to compare with.
    return undefined;
  }
}

function readDocument(event: EventOf<'value'>, trace: Trace, here: boolean): MetadataDocument | undefined {
  if (event.from.kind !== 'seen' || !isJsonObject(event.value)) return undefined;
  const exchange = trace.event(event.from.event);
  if (exchange.kind !== 'exchange') return undefined;
  const kind = kindOf(event.name, exchange.step);
  const requested = kind === 'registration' ? parsed(exchange.request.body) : undefined;
  return {
    key: `exchange-${exchange.id}`,
    kind,
    url: exchange.request.url,
    value: event.value,
    event: exchange.id,
    step: exchange.step,
    at: exchange.timing.startedAt,
    place: here ? 'here' : 'branch',
    ...(requested ? { requested } : {}),
  };
}

/** The document that a client-ID metadata URL of the settings has to answer with; nothing when none is configured. */
function clientDocument(session: Session): MetadataDocument[] {
  const url = session.settings?.clientMetadataUrl;
  if (url === undefined) return [];
  try {
    const value: JsonObject = { ...makeClientMetadata({ url }) };
    return [{ key: 'client-metadata', kind: 'client-metadata', url, value, place: 'made' }];
  } catch {
    // A URL that cannot be a client identifier has no document; the flow says so at its registration.
    return [];
  }
}

/** Every metadata document of a trace up to the session's head: those of this session first, in the order of the flow, then earlier branches. */
export function documentsOf(trace: Trace, session: Session): readonly MetadataDocument[] {
  const path = new Set(session.events.map((event) => event.id));
  const here: MetadataDocument[] = [];
  const elsewhere: MetadataDocument[] = [];
  for (const event of trace.events) {
    if (event.kind !== 'value' || event.identity !== session.identity || !VALUES.includes(event.name))
      continue;
    // When an earlier moment is looked at, what came later was not yet there.
    if (event.id > session.head) break;
    const document = readDocument(event, trace, path.has(event.id));
    if (document) (document.place === 'here' ? here : elsewhere).push(document);
  }
  return [...here, ...clientDocument(session), ...elsewhere.reverse()];
}

/** The session in which a document was met: the one at hand, or the newest branch that holds its exchange. */
export function sessionWith(trace: Trace, session: Session, document: MetadataDocument): Session {
  const { event, place } = document;
  if (place !== 'branch' || event === undefined) return session;
  const tip = trace.tips(session.identity).findLast((tip) => trace.path(tip).includes(event));
  return tip === undefined ? session : trace.sessionAt(tip);
}

const PROBED: Readonly<Partial<Record<ProbeKind, DocumentKind>>> = {
  'resource-challenge': 'protected-resource',
  'resource-path': 'protected-resource',
  'resource-root': 'protected-resource',
  'resource-suffix': 'protected-resource',
  'oauth-inserted': 'oauth-server',
  'oauth-root': 'oauth-server',
  'oauth-suffix': 'oauth-server',
  'openid-inserted': 'openid-server',
  'openid-appended': 'openid-server',
  'openid-root': 'openid-server',
  'client-metadata': 'client-metadata',
  jwks: 'keys',
};

/** The documents of a probe that are not known already: those at another address, or saying something else now. */
export function probedDocuments(
  results: readonly ProbeResult[],
  known: readonly MetadataDocument[],
): readonly MetadataDocument[] {
  const found = new Map<string, MetadataDocument>();
  for (const { location, document } of results) {
    const kind = PROBED[location.kind];
    const { url } = location;
    if (kind === undefined || !document || found.has(url)) continue;
    const seen = known.some(
      (other) =>
        other.place === 'here' &&
        other.url === url &&
        differences(other.value, document).every((difference) => difference.kind === 'same'),
    );
    if (!seen) found.set(url, { key: `probe-${url}`, kind, url, value: document, place: 'probe' });
  }
  return [...found.values()];
}
