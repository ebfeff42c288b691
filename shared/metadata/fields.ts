// Each field of a document: what it is for, what the rules said of it, and where this flow used it.

import { explainKeys } from '../explain/keys.ts';
import { explainParameter, type ParameterPlace } from '../explain/parameters.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Revision } from '../protocol/revision.ts';
import type { EventId, Pointer, ValueName } from '../trace/event.ts';
import type { EventOf, Session } from '../trace/session.ts';
import type { DocumentKind, MetadataDocument } from './documents.ts';

/** A part of a request that was made of a field. */
export interface FieldUse {
  /** The value that carried it there. */
  readonly value: ValueName;
  /** The exchange or the opened authorization URL; the draft itself while it is not sent. */
  readonly event: EventId;
  readonly at: Pointer;
}

export interface DocumentField {
  readonly name: string;
  /** JSON pointer into the document. */
  readonly path: string;
  readonly value: unknown;
  /** Absent for a field that no specification we know describes. It is kept and shown all the same. */
  readonly meaning: Explanation | undefined;
  /** Findings that point at the field or into it, in the order they were made. */
  readonly findings: readonly EventOf<'finding'>[];
  /** What was learnt from it. */
  readonly learnt: readonly ValueName[];
  readonly uses: readonly FieldUse[];
}

export interface AnnotatedDocument {
  readonly fields: readonly DocumentField[];
  /** Fields that a rule looked for and did not find. */
  readonly missing: readonly DocumentField[];
  /** Findings about the whole answer: status, type, address. */
  readonly findings: readonly EventOf<'finding'>[];
  /** Requests that used the document as a whole. */
  readonly uses: readonly FieldUse[];
}

const PLACES = {
  'protected-resource': 'resource-metadata',
  'oauth-server': 'server-metadata',
  'openid-server': 'server-metadata',
  registration: 'registration',
  'client-metadata': 'registration',
} as const satisfies Record<Exclude<DocumentKind, 'keys'>, ParameterPlace>;

/** What a field is for, in its kind of document. */
function meaningOf(
  kind: DocumentKind,
  name: string,
  value: unknown,
  revision: Revision,
): Explanation | undefined {
  if (kind === 'keys') return name === 'keys' ? explainKeys(value) : undefined;
  return explainParameter(name, value, PLACES[kind], revision);
}

/** One step of a JSON pointer (RFC 6901 §3). */
function step(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function unstep(path: string): string {
  return (path.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

interface Traces {
  readonly findings: ReadonlyMap<string, readonly EventOf<'finding'>[]>;
  readonly learnt: ReadonlyMap<string, readonly ValueName[]>;
  readonly uses: ReadonlyMap<string, readonly FieldUse[]>;
}

function add<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

/** Walks the path once; everything is filed under the first step of its pointer, `''` for the whole answer. */
function traces(session: Session, document: EventId): Traces {
  const findings = new Map<string, EventOf<'finding'>[]>();
  const learnt = new Map<string, ValueName[]>();
  const uses = new Map<string, FieldUse[]>();
  /** Field of the document that counts as the origin of a value at this point of the path. */
  const origins = new Map<ValueName, string>();
  const sent = new Map<EventId, EventId>();
  for (const event of session.events) {
    if ((event.kind === 'exchange' || event.kind === 'browser-opened') && !sent.has(event.draft))
      sent.set(event.draft, event.id);
  }
  for (const event of session.events) {
    if (event.kind === 'finding') {
      for (const { event: of, at } of event.evidence) {
        if (of !== document) continue;
        add(findings, at.in === 'response-body' ? unstep(at.path) : '', event);
      }
    } else if (event.kind === 'value') {
      const seen = event.from.kind === 'seen' && event.from.event === document ? event.from.at : undefined;
      if (seen?.in !== 'response-body') {
        origins.delete(event.name);
        continue;
      }
      const field = unstep(seen.path);
      origins.set(event.name, field);
      add(learnt, field, event.name);
    } else if (event.kind === 'draft') {
      for (const { at, from } of event.parts) {
        for (const value of from) {
          const field = origins.get(value);
          if (field !== undefined) add(uses, field, { value, event: sent.get(event.id) ?? event.id, at });
        }
      }
    }
  }
  return { findings, learnt, uses };
}

const NOTHING: Traces = { findings: new Map(), learnt: new Map(), uses: new Map() };

/**
 * A document with everything that is known about its fields, in the order of the document.
 * @param session the session in which it was met, see `sessionWith`
 */
export function annotate(
  document: MetadataDocument,
  session: Session,
  revision: Revision,
): AnnotatedDocument {
  const known = document.event === undefined ? NOTHING : traces(session, document.event);
  const field = (name: string, value: unknown): DocumentField => ({
    name,
    path: step(name),
    value,
    meaning: meaningOf(document.kind, name, value, revision),
    findings: known.findings.get(name) ?? [],
    learnt: known.learnt.get(name) ?? [],
    uses: known.uses.get(name) ?? [],
  });
  const missing = [...known.findings.keys()].filter(
    (name) => name !== '' && !Object.hasOwn(document.value, name),
  );
  return {
    fields: Object.entries(document.value).map(([name, value]) => field(name, value)),
    missing: missing.map((name) => field(name, undefined)),
    findings: known.findings.get('') ?? [],
    uses: known.uses.get('') ?? [],
  };
}

/** Each finding about a document once, also one that points at several fields. */
export function findingsOf({ fields, missing, findings }: AnnotatedDocument): EventOf<'finding'>[] {
  return [...new Set([...findings, ...[...fields, ...missing].flatMap((field) => field.findings)])];
}
