// A JSON value as a flat list of lines, addressed by JSON pointer (RFC 6901): what the tree draws and windows.

import { pointerStep } from '../../../../shared/protocol/json-pointer.ts';

export interface JsonLine {
  /** JSON pointer; '' is the whole. */
  readonly path: string;
  readonly depth: number;
  /** Member name or index; `undefined` for the whole. */
  readonly name: string | number | undefined;
  readonly value: unknown;
  /** Number of members; `undefined` for a value without any kind of members. */
  readonly members: number | undefined;
  readonly open: boolean;
  readonly position: number;
  readonly siblings: number;
}

/** Pointers of everything that contains `path`, the whole first. */
export function ancestorsOf(path: string): string[] {
  const ancestors: string[] = [];
  for (let at = path.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : path.lastIndexOf('/', at - 1)) {
    ancestors.unshift(path.slice(0, at));
  }
  return ancestors;
}

function membersOf(value: unknown): readonly (readonly [string | number, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((entry: unknown, index) => [index, entry] as const);
  if (typeof value === 'object' && value !== null) return Object.entries(value);
  return undefined;
}

/** The lines on show: members of what is not closed. Iterative, so that depth cannot overflow. */
export function jsonLines(root: unknown, isOpen: (path: string, depth: number) => boolean): JsonLine[] {
  const lines: JsonLine[] = [];
  const stack: {
    path: string;
    name: string | number | undefined;
    value: unknown;
    depth: number;
    position: number;
    siblings: number;
  }[] = [{ path: '', name: undefined, value: root, depth: 0, position: 1, siblings: 1 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const members = membersOf(next.value);
    const open = members !== undefined && members.length > 0 && isOpen(next.path, next.depth);
    lines.push({ ...next, members: members?.length, open });
    if (!open) continue;
    for (let index = members.length - 1; index >= 0; index -= 1) {
      const member = members[index];
      if (!member) continue;
      const [name, value] = member;
      stack.push({
        path: `${next.path}${pointerStep(name)}`,
        name,
        value,
        depth: next.depth + 1,
        position: index + 1,
        siblings: members.length,
      });
    }
  }
  return lines;
}

/** Pointers of the members whose name or plain value contains `words`, in order; at most `limit`. */
export function searchJson(root: unknown, words: string, limit = 1000): string[] {
  const wanted = words.toLowerCase();
  if (wanted === '') return [];
  const found: string[] = [];
  for (const line of jsonLines(root, () => true)) {
    const inName = line.name !== undefined && String(line.name).toLowerCase().includes(wanted);
    const inValue = line.members === undefined && String(line.value).toLowerCase().includes(wanted);
    if (inName || inValue) found.push(line.path);
    if (found.length === limit) break;
  }
  return found;
}
