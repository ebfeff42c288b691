// Changing members of a policy document in place: comments and the order of the rest are kept. Knows nothing of policies.

import { isAlias, isMap, isNode, isScalar, isSeq, visit } from 'yaml';
import type { Document } from 'yaml';

/**
 * Writes out what stands elsewhere under an anchor: two entries that share a node cannot be changed one without the
 * other. A document without aliases is left as it is.
 */
export function writeOutAliases(document: Document): void {
  let shares = false;
  visit(document, {
    Alias(_key, alias) {
      shares = true;
      const copy = alias.resolve(document)?.clone();
      return isNode(copy) ? copy : undefined;
    },
  });
  if (!shares) return;
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) delete node.anchor;
    },
  });
}

/** The path with each name as the document has it: YAML reads the name `1001` as a number. */
function written(document: Document, path: readonly unknown[]): unknown[] {
  let node: unknown = document.contents;
  return path.map((step) => {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    node = pair ? pair.value : isSeq(node) ? node.get(step, true) : undefined;
    return pair && isScalar(pair.key) ? pair.key.value : step;
  });
}

/** The node at a path; `undefined` where nothing stands. */
export function nodeIn(document: Document, path: readonly unknown[]): unknown {
  return document.getIn(written(document, path), true);
}

/** Puts a value at a path, or takes out what stands there. A scalar keeps its comment. */
export function setOrDelete(document: Document, path: readonly unknown[], value: unknown): void {
  const at = written(document, path);
  if (value !== undefined) {
    const before: unknown = document.getIn(at, true);
    if (isScalar(before) && (typeof value !== 'object' || value === null)) before.value = value;
    else document.setIn(at, typeof value === 'object' && !isNode(value) ? document.createNode(value) : value);
    return;
  }
  if (!document.hasIn(at)) return;
  document.deleteIn(at);
  // A section that says nothing any more is noise in somebody's file.
  const above = at.slice(0, -1);
  const parent: unknown = above.length === 0 ? undefined : document.getIn(above);
  if (isMap(parent) && parent.items.length === 0) document.deleteIn(above);
}
