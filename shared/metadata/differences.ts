// What two documents say differently, field by field.

import { isJsonObject, type JsonObject } from '../protocol/json.ts';

export interface Difference {
  /** JSON pointer (RFC 6901); members of objects are compared one by one, arrays as a whole. */
  readonly path: string;
  readonly kind: 'same' | 'different' | 'left-only' | 'right-only';
  readonly left: unknown;
  readonly right: unknown;
  /** For two lists: entries that only one side has. Their order has no meaning in any metadata document. */
  readonly entries?: { readonly left: readonly unknown[]; readonly right: readonly unknown[] };
}

const step = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Deeper than any document is written; beyond it, what a server nests to exhaust a reader counts as equal. */
const DEEPEST = 200;

/** Text that is equal for equal JSON, whatever the order of members. */
function canonical(value: unknown, depth = 0): string {
  if (depth > DEEPEST) return '…';
  if (Array.isArray(value)) return `[${value.map((entry) => canonical(entry, depth + 1)).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'undefined';
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name], depth + 1)}`);
  return `{${members.join()}}`;
}

function compareLists(path: string, left: readonly unknown[], right: readonly unknown[]): Difference {
  const inLeft = new Set(left.map((entry) => canonical(entry)));
  const inRight = new Set(right.map((entry) => canonical(entry)));
  const entries = {
    left: left.filter((entry) => !inRight.has(canonical(entry))),
    right: right.filter((entry) => !inLeft.has(canonical(entry))),
  };
  const same = entries.left.length === 0 && entries.right.length === 0;
  return { path, kind: same ? 'same' : 'different', left, right, entries };
}

/** Compares two values at one place; the order of lists does not count. */
export function compareValues(left: unknown, right: unknown, path = ''): Difference {
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(path, left, right);
  return { path, kind: canonical(left) === canonical(right) ? 'same' : 'different', left, right };
}

/**
 * Every member of both documents: those of the left in its order, then those that only the right has.
 * Iterative, because documents of servers may be nested to any depth.
 */
export function differences(left: JsonObject, right: JsonObject): Difference[] {
  const found: Difference[] = [];
  const pending: { path: string; left: JsonObject; right: JsonObject }[] = [{ path: '', left, right }];
  for (let next = pending.shift(); next; next = pending.shift()) {
    const { path, left: a, right: b } = next;
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const at = `${path}${step(name)}`;
      const [one, other] = [a[name], b[name]];
      if (!Object.hasOwn(b, name)) found.push({ path: at, kind: 'left-only', left: one, right: undefined });
      else if (!Object.hasOwn(a, name))
        found.push({ path: at, kind: 'right-only', left: undefined, right: other });
      else if (isJsonObject(one) && isJsonObject(other)) pending.push({ path: at, left: one, right: other });
      else found.push(compareValues(one, other, at));
    }
  }
  return found;
}
