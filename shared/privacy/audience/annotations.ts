// What a server says of a piece of content: for whom it is, how important, how fresh. Hints, each of them optional.
// Read at the place that the schema gives them; the same words at another place are found and said, and do not count.

import { isJsonObject, type JsonObject } from '../../protocol/json.ts';

/** Who content can be meant for. */
export const ROLES = ['user', 'assistant'] as const;
export type Role = (typeof ROLES)[number];

/** Something worth saying about the annotations of one block. `path` points at it within the message. */
export type AnnotationNote =
  /** Nobody is named: every host may show it to everybody. */
  | { readonly kind: 'unmarked' }
  /** Annotations where the schema has none; `belongs` points at where they would count. */
  | { readonly kind: 'misplaced'; readonly path: string; readonly belongs: string }
  /** An empty list: for nobody, where a host takes it at its word. */
  | { readonly kind: 'empty-audience'; readonly path: string }
  /** A role that MCP does not know. */
  | { readonly kind: 'unknown-role'; readonly path: string; readonly role: string }
  /** An audience that is no list of texts says nothing. */
  | { readonly kind: 'malformed-audience'; readonly path: string }
  /** A priority that is no number from 0 to 1 says nothing. */
  | { readonly kind: 'bad-priority'; readonly path: string }
  /** A time that is not ISO 8601 says nothing. */
  | { readonly kind: 'bad-last-modified'; readonly path: string };

/** The annotations that count for a block. */
export interface Annotations {
  /** Absent when nobody is named, which is no statement at all. */
  readonly audience?: readonly Role[];
  /** From 0, entirely optional, to 1, effectively required. */
  readonly priority?: number;
  /** ISO 8601, as sent. */
  readonly lastModified?: string;
  /** `listing`: the contents of a resource carry none; those of its entry in `resources/list` hold. */
  readonly from: 'block' | 'listing' | 'none';
  readonly notes: readonly AnnotationNote[];
}

const MEMBERS = ['audience', 'priority', 'lastModified'] as const;
/** A day, or an instant with its zone: what `Date` would take beyond that is not ISO 8601. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** True for an object that a server can only have meant as annotations. */
function looksLikeAnnotations(value: unknown): value is JsonObject {
  return isJsonObject(value) && MEMBERS.some((member) => member in value);
}

function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

function readAudience(value: unknown, path: string, notes: AnnotationNote[]): readonly Role[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    notes.push({ kind: 'malformed-audience', path });
    return undefined;
  }
  if (value.length === 0) notes.push({ kind: 'empty-audience', path });
  for (const role of value.filter((entry) => !isRole(entry)))
    notes.push({ kind: 'unknown-role', path, role });
  return ROLES.filter((role) => value.includes(role));
}

/** Annotations that stand where the schema does not put them. */
function misplaced(block: JsonObject, path: string, belongs: string): AnnotationNote[] {
  const notes: AnnotationNote[] = [];
  const found = (at: string): void => void notes.push({ kind: 'misplaced', path: `${path}${at}`, belongs });
  // The example of an embedded resource in server/tools nests them in `resource`, against the schema.
  const { resource, _meta: meta, audience } = block;
  if (isJsonObject(resource) && looksLikeAnnotations(resource['annotations'])) found('/resource/annotations');
  if (isJsonObject(meta) && looksLikeAnnotations(meta['annotations'])) found('/_meta/annotations');
  if (Array.isArray(audience) && audience.length > 0 && audience.every(isRole)) found('/audience');
  return notes;
}

/**
 * Reads the annotations of a block.
 * @param path JSON pointer of the block within its message
 * @param listed the entry of `resources/list` that speaks for it, for the contents of a resource
 * @see MCP 2026-07-28, server/resources, "Annotations"
 */
export function readAnnotations(
  block: unknown,
  path: string,
  listed?: { readonly annotations: unknown },
): Annotations {
  const known = isJsonObject(block) ? block : {};
  const notes: AnnotationNote[] = [];
  const own = known['annotations'];
  // The contents of a resource have no place for annotations; their entry in the listing has.
  const given = listed === undefined ? own : listed.annotations;
  const from = isJsonObject(given) ? (listed === undefined ? 'block' : 'listing') : 'none';
  const belongs = listed === undefined ? `${path}/annotations` : 'resources/list';
  if (listed !== undefined && looksLikeAnnotations(own))
    notes.push({ kind: 'misplaced', path: `${path}/annotations`, belongs });
  notes.push(...misplaced(known, path, belongs));

  const annotations = isJsonObject(given) ? given : {};
  const at = from === 'listing' ? path : `${path}/annotations`;
  const audience = readAudience(annotations['audience'], `${at}/audience`, notes);
  const { priority, lastModified } = annotations;
  const ranks = typeof priority === 'number' && priority >= 0 && priority <= 1;
  if (priority !== undefined && !ranks) notes.push({ kind: 'bad-priority', path: `${at}/priority` });
  const dated = typeof lastModified === 'string' && ISO_8601.test(lastModified);
  if (lastModified !== undefined && !dated)
    notes.push({ kind: 'bad-last-modified', path: `${at}/lastModified` });
  if (audience === undefined) notes.unshift({ kind: 'unmarked' });
  return {
    from,
    notes,
    ...(audience === undefined ? {} : { audience }),
    ...(ranks ? { priority } : {}),
    ...(dated ? { lastModified } : {}),
  };
}

/** Annotations on a message of a prompt or of sampling, which has none: its content carries them. */
export function misplacedOnMessage(message: unknown, path: string, belongs: string): AnnotationNote[] {
  return isJsonObject(message) && looksLikeAnnotations(message['annotations'])
    ? [{ kind: 'misplaced', path: `${path}/annotations`, belongs: `${belongs}/annotations` }]
    : [];
}
