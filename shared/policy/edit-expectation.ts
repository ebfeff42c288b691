// What a policy says of one cell. It may stand in three places: for the cell itself, for every row of its tool (a cell
// without arguments), or in the entry of the tool. Whatever is changed, the other rows of the tool keep what was said of them.

import type { Document } from 'yaml';
import { isJsonObject, type JsonObject } from '../protocol/json.ts';
import { setOrDelete } from './change-document.ts';
import type { PolicyEdit } from './edit.ts';

type ExpectationEdit = Extract<PolicyEdit, { edit: 'expectation' }>;

interface Said {
  readonly expect: unknown;
  readonly why?: unknown;
}

/** Where the entry of a tool, resource or prompt stands. */
export function entryPath(
  kind: Exclude<ExpectationEdit['kind'], 'list'>,
  name: string,
): readonly [string, string] {
  return [`${kind}s`, name];
}

function contentOf(document: Document): JsonObject {
  const content: unknown = document.toJS();
  return isJsonObject(content) ? content : {};
}

function cellsOf(document: Document): readonly JsonObject[] {
  const { cells } = contentOf(document);
  return Array.isArray(cells)
    ? (cells as readonly unknown[]).map((one) => (isJsonObject(one) ? one : {}))
    : [];
}

/** True when a cell of the policy speaks of the row with these arguments, alone or among others. */
function covers(
  cell: JsonObject,
  { kind, name, identity }: ExpectationEdit,
  set: string | undefined,
): boolean {
  const given = cell['arguments'];
  return cell[kind] === name && cell['identity'] === identity && (given === undefined || given === set);
}

/** What counts for a row: the last cell that speaks of it, else the entry of the tool. */
function saidOf(document: Document, edit: ExpectationEdit, set: string | undefined): Said | undefined {
  const { kind, name, identity } = edit;
  const cell = cellsOf(document).findLast((one) => covers(one, edit, set));
  if (cell) return { expect: cell['expect'], ...(cell['why'] === undefined ? {} : { why: cell['why'] }) };
  if (kind === 'list') return undefined;
  const expect = [...entryPath(kind, name), 'expect', identity].reduce<unknown>(
    (value, member) => (isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined),
    contentOf(document),
  );
  return expect === undefined ? undefined : { expect };
}

/** The argument sets with which the policy calls a tool or prompt: each is a row. */
function setsOf(document: Document, { kind, name }: ExpectationEdit): string[] {
  const reference = kind === 'prompt' ? `prompt:${name}` : name;
  const sets = contentOf(document)['arguments'];
  if (!isJsonObject(sets) || (kind !== 'tool' && kind !== 'prompt')) return [];
  return Object.entries(sets).flatMap(([set, value]) => {
    const users = isJsonObject(value) ? value['for'] : undefined;
    return users === reference || (Array.isArray(users) && users.includes(reference)) ? [set] : [];
  });
}

/** Takes out the cells that pass, from the last on: each that goes changes the places of those behind it. */
function takeOut(document: Document, passes: (cell: JsonObject) => boolean): void {
  const cells = cellsOf(document);
  const left = cells.filter((cell) => !passes(cell));
  if (left.length === cells.length) return;
  if (left.length === 0) {
    setOrDelete(document, ['cells'], undefined);
    return;
  }
  for (const [index, cell] of [...cells.entries()].toReversed())
    if (passes(cell)) document.deleteIn(['cells', index]);
}

/** Says it for one row. The last word counts, so a cell that a later one overrules stands last anew. */
function say(document: Document, edit: ExpectationEdit, { expect, why }: Said): void {
  const { kind, name, set, identity } = edit;
  const cells = cellsOf(document);
  const isOwn = (cell: JsonObject): boolean => covers(cell, edit, set) && cell['arguments'] === set;
  const own = cells.findLastIndex(isOwn);
  if (own >= 0 && own === cells.findLastIndex((cell) => covers(cell, edit, set))) {
    setOrDelete(document, ['cells', own, 'expect'], expect);
    if (why !== undefined) setOrDelete(document, ['cells', own, 'why'], why);
    return;
  }
  const reason = why ?? cells[own]?.['why'];
  takeOut(document, isOwn);
  const cell = {
    [kind]: name,
    ...(set === undefined ? {} : { arguments: set }),
    identity,
    expect,
    ...(reason === undefined ? {} : { why: reason }),
  };
  if (cellsOf(document).length === 0) document.setIn(['cells'], document.createNode([cell]));
  else document.addIn(['cells'], document.createNode(cell));
}

/** Goes back to what the level says, wherever something else was said. */
function unsay(document: Document, edit: ExpectationEdit): void {
  const { kind, name, set, identity } = edit;
  // A row without a name for its arguments is the only one of its tool.
  const others = set === undefined ? [] : setsOf(document, edit).filter((other) => other !== set);
  const before = others.map((other) => ({ other, said: saidOf(document, edit, other) }));
  takeOut(document, (cell) => covers(cell, edit, set));
  if (kind !== 'list') setOrDelete(document, [...entryPath(kind, name), 'expect', identity], undefined);
  for (const { other, said } of before)
    if (said && saidOf(document, edit, other)?.expect !== said.expect)
      say(document, { ...edit, set: other }, said);
}

/** Says what should come of one cell, or takes back what was said of it. Changes the document in place. */
export function editExpectation(document: Document, edit: ExpectationEdit): void {
  const { expect, why } = edit;
  if (expect === null) unsay(document, edit);
  else say(document, edit, { expect, ...(why === undefined ? {} : { why }) });
}
