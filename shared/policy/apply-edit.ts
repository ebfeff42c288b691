// Changing a policy in the document it stands in: comments and order of the rest are kept.

import { isMap, isScalar, isSeq } from 'yaml';
import type { Document } from 'yaml';
import { assertNever } from '../protocol/assert-never.ts';
import { scopeTokens } from '../protocol/scope.ts';
import type { ROW_KINDS } from '../matrix/matrix.ts';
import { nodeIn, setOrDelete, writeOutAliases } from './change-document.ts';
import { editExpectation, entryPath } from './edit-expectation.ts';
import type { PolicyEdit } from './edit.ts';

type Subject = { readonly kind: (typeof ROW_KINDS)[number]; readonly name: string };

/** A bare level becomes a mapping as soon as there is more to say. */
function setMember(document: Document, { kind, name }: Subject, member: string, value: unknown): void {
  if (kind === 'list') {
    if (member === 'level') setOrDelete(document, ['lists', name], value);
    return;
  }
  const path = entryPath(kind, name);
  const entry = nodeIn(document, path);
  if (member === 'level' && value !== undefined && !isMap(entry)) {
    if (isScalar(entry)) entry.value = value;
    else setOrDelete(document, path, value);
    return;
  }
  if (isScalar(entry)) {
    if (value === undefined && member !== 'level') return;
    const comment = entry.comment;
    const fresh = document.createNode(member === 'level' ? {} : { level: entry.value });
    if (comment !== undefined && comment !== null) fresh.commentBefore = comment;
    setOrDelete(document, path, fresh);
  }
  setOrDelete(document, [...path, member], value);
}

/** Whoever wrote the scopes as a list keeps a list. */
function setScope(document: Document, subject: Subject, scope: string): void {
  const { kind, name } = subject;
  const tokens = scopeTokens(scope);
  const before = kind === 'list' ? undefined : nodeIn(document, [...entryPath(kind, name), 'scope']);
  const value = isSeq(before)
    ? document.createNode(tokens, { flow: before.flow === true })
    : tokens.join(' ');
  setMember(document, subject, 'scope', tokens.length === 0 ? undefined : value);
}

/** Applies one change to the document, in place. */
export function applyEdit(document: Document, edit: PolicyEdit): void {
  writeOutAliases(document);
  switch (edit.edit) {
    case 'expectation':
      editExpectation(document, edit);
      return;
    case 'level':
      setMember(document, edit, 'level', edit.level ?? undefined);
      return;
    case 'consent':
      setMember(document, edit, 'consent', edit.consent ? true : undefined);
      return;
    case 'scope':
      setScope(document, edit, edit.scope);
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
