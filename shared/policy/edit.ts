// Changing a policy piece by piece, in the document it stands in: comments and order of the rest are kept.

import { isMap, isScalar } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { assertNever } from '../protocol/assert-never.ts';
import { ACCESS_LEVELS } from '../identity/identity.ts';
import { MOST_AT_ONCE, ROW_KINDS } from '../matrix/matrix.ts';

const subject = { kind: z.enum(ROW_KINDS), name: z.string() };

/** One change of a policy, as a screen sends it. */
export const policyEdit = z.discriminatedUnion('edit', [
  /** What should come of one cell; `null` goes back to what the level says. */
  z.object({
    edit: z.literal('expectation'),
    ...subject,
    set: z.string().optional(),
    identity: z.string(),
    expect: z.enum(['allow', 'deny', 'unknown']).nullable(),
    why: z.string().max(300).optional(),
  }),
  /** Who may call it; `null` leaves it to be guessed. */
  z.object({ edit: z.literal('level'), ...subject, level: z.enum(ACCESS_LEVELS).nullable() }),
  /** Whether a run over all rows may call it although it changes something. */
  z.object({ edit: z.literal('consent'), ...subject, consent: z.boolean() }),
  /** Scopes that a token needs for it; an empty text for none that is known. */
  z.object({ edit: z.literal('scope'), ...subject, scope: z.string() }),
  /** A set of arguments, new or in place of the one of that name; `null` takes it out. */
  z.object({
    edit: z.literal('arguments'),
    set: z.string().regex(/^[\w-]{1,40}$/, 'use up to 40 letters, digits, - and _'),
    value: z
      .object({
        owner: z.string().optional(),
        value: z.record(z.string(), z.unknown()),
        for: z.array(z.string()).min(1),
      })
      .nullable(),
  }),
  z.object({
    edit: z.literal('run'),
    concurrency: z.number().int().min(1).max(MOST_AT_ONCE).optional(),
    rate: z.number().min(0).max(1000).optional(),
    existence: z.boolean().optional(),
  }),
]);
export type PolicyEdit = z.infer<typeof policyEdit>;

type Subject = { readonly kind: (typeof ROW_KINDS)[number]; readonly name: string };

const section = (kind: Exclude<Subject['kind'], 'list'>): string => `${kind}s`;

/** A bare level becomes a mapping as soon as there is more to say. */
function setMember(document: Document, { kind, name }: Subject, member: string, value: unknown): void {
  if (kind === 'list') {
    if (member === 'level') setOrDelete(document, ['lists', name], value);
    return;
  }
  const path = [section(kind), name];
  const entry: unknown = document.getIn(path, true);
  if (member === 'level' && value !== undefined && !isMap(entry)) {
    if (isScalar(entry)) entry.value = value;
    else document.setIn(path, value);
    return;
  }
  if (isScalar(entry)) {
    if (value === undefined && member !== 'level') return;
    const comment = entry.comment;
    const fresh = document.createNode(member === 'level' ? {} : { level: entry.value });
    if (comment !== undefined && comment !== null) fresh.commentBefore = comment;
    document.setIn(path, fresh);
  }
  setOrDelete(document, [...path, member], value);
}

function setOrDelete(document: Document, path: readonly unknown[], value: unknown): void {
  if (value !== undefined) {
    const before: unknown = document.getIn(path, true);
    if (isScalar(before) && (typeof value !== 'object' || value === null)) before.value = value;
    else document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
    return;
  }
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  // A section that says nothing any more is noise in somebody's file.
  const above = path.slice(0, -1);
  const parent: unknown = above.length === 0 ? undefined : document.getIn(above);
  if (isMap(parent) && parent.items.length === 0) document.deleteIn(above);
}

function setCell(document: Document, edit: Extract<PolicyEdit, { edit: 'expectation' }>): void {
  const { kind, name, set, identity, expect, why } = edit;
  const content: unknown =
    document.getIn(['cells']) === undefined ? [] : (document.toJS() as { cells?: unknown }).cells;
  const cells = Array.isArray(content) ? (content as Record<string, unknown>[]) : [];
  const index = cells.findIndex(
    (cell) => cell[kind] === name && cell['arguments'] === set && cell['identity'] === identity,
  );
  if (expect === null) {
    if (index >= 0) document.deleteIn(['cells', index]);
    if (cells.length === 1 && index === 0) document.deleteIn(['cells']);
    return;
  }
  if (index >= 0) {
    setOrDelete(document, ['cells', index, 'expect'], expect);
    if (why !== undefined) setOrDelete(document, ['cells', index, 'why'], why);
    return;
  }
  const cell = {
    [kind]: name,
    ...(set === undefined ? {} : { arguments: set }),
    identity,
    expect,
    ...(why === undefined ? {} : { why }),
  };
  if (cells.length === 0) document.setIn(['cells'], document.createNode([cell]));
  else document.addIn(['cells'], document.createNode(cell));
}

/** Applies one change to the document, in place. */
export function applyEdit(document: Document, edit: PolicyEdit): void {
  switch (edit.edit) {
    case 'expectation':
      setCell(document, edit);
      return;
    case 'level':
      setMember(document, edit, 'level', edit.level ?? undefined);
      return;
    case 'consent':
      setMember(document, edit, 'consent', edit.consent ? true : undefined);
      return;
    case 'scope':
      setMember(document, edit, 'scope', edit.scope.trim() === '' ? undefined : edit.scope.trim());
      return;
    case 'arguments':
      setOrDelete(document, ['arguments', edit.set], edit.value ?? undefined);
      return;
    case 'run':
      for (const member of ['concurrency', 'rate', 'existence'] as const) {
        if (edit[member] !== undefined) setOrDelete(document, ['run', member], edit[member]);
      }
      return;
    default:
      assertNever(edit);
  }
}
