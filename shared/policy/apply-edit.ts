// Changing a policy in the document it stands in: comments and order of the rest are kept.

import { isMap, isScalar } from 'yaml';
import type { Document } from 'yaml';
import { assertNever } from '../protocol/assert-never.ts';
import type { ROW_KINDS } from '../matrix/matrix.ts';
import type { PolicyEdit } from './edit.ts';

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
