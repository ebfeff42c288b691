// What an edit changed against the draft as it was built, part by part.

import type { Pointer, RequestContent } from '../../../../shared/trace/event.ts';
import { bodyKind } from '../details/body-kind.ts';
import type { Pair } from '../details/pairs.ts';
import { readPairs, readUrl } from '../details/pairs.ts';
import { jsonLines } from '../details/json-nodes.ts';

export interface DraftChange {
  readonly at: Pointer;
  /** Name of the part: a parameter, a header, a JSON pointer; empty for a part that is alone. */
  readonly name: string;
  /** `undefined`: the part was added. */
  readonly before: string | undefined;
  /** `undefined`: the part was taken out. */
  readonly after: string | undefined;
}

/** Pairs by name and by how often that name came before. */
function keyed(pairs: readonly Pair[]): Map<string, Pair> {
  const seen = new Map<string, number>();
  return new Map(
    pairs.map((pair) => {
      const count = seen.get(pair.name) ?? 0;
      seen.set(pair.name, count + 1);
      return [`${count} ${pair.name}`, pair];
    }),
  );
}

const inBody = (path: string): Pointer => ({ in: 'request-body', path });

/** Pairs matched by name and by how often that name came before. */
function changedPairs(
  before: readonly Pair[],
  after: readonly Pair[],
  at: (name: string) => Pointer,
): DraftChange[] {
  const old = keyed(before);
  const now = keyed(after);
  const changes: DraftChange[] = [];
  for (const [key, { name, value }] of old) {
    const other = now.get(key)?.value;
    if (other !== value) changes.push({ at: at(name), name, before: value, after: other });
  }
  for (const [key, { name, value }] of now) {
    if (!old.has(key)) changes.push({ at: at(name), name, before: undefined, after: value });
  }
  return changes;
}

function leaves(text: string): Pair[] | undefined {
  try {
    const root: unknown = JSON.parse(text);
    return jsonLines(root, () => true)
      .filter((line) => line.members === undefined || line.members === 0)
      .map((line) => ({ name: line.path, value: JSON.stringify(line.value) }));
  } catch {
    return undefined;
  }
}

function changedBody(before: RequestContent, after: RequestContent): DraftChange[] {
  if (before.body === after.body) return [];
  const old = before.body ?? '';
  const now = after.body ?? '';
  if (bodyKind(before.headers, old) === 'form' && bodyKind(after.headers, now) === 'form') {
    return changedPairs(readPairs(old), readPairs(now), (name) => inBody(`/${name}`));
  }
  const oldLeaves = leaves(old);
  const newLeaves = leaves(now);
  if (oldLeaves && newLeaves) return changedPairs(oldLeaves, newLeaves, inBody);
  return [{ at: inBody(''), name: '', before: before.body, after: after.body }];
}

/** Everything that differs, in the order of the request. Moved headers are no change of their own. */
export function diffDraft(before: RequestContent, after: RequestContent): DraftChange[] {
  const changes: DraftChange[] = [];
  if (before.method !== after.method) {
    changes.push({ at: { in: 'request-line' }, name: '', before: before.method, after: after.method });
  }
  const old = readUrl(before.url);
  const now = readUrl(after.url);
  if (old.base !== now.base || old.fragment !== now.fragment) {
    changes.push({
      at: { in: 'request-url' },
      name: '',
      before: `${old.base}${old.fragment}`,
      after: `${now.base}${now.fragment}`,
    });
  }
  changes.push(
    ...changedPairs(old.parameters, now.parameters, (parameter) => ({ in: 'request-url', parameter })),
    ...changedPairs(
      before.headers.map(([name, value]) => ({ name, value })),
      after.headers.map(([name, value]) => ({ name, value })),
      (name) => ({ in: 'request-header', name }),
    ),
    ...changedBody(before, after),
  );
  return changes;
}
