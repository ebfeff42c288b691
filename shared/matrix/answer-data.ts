// What an answer holds, apart from how it is wrapped: compared between callers, searched for what should not be there.

import { isJsonObject, readJson } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';

/** Members that a protocol or a cache adds and that say nothing of the data. */
const WRAPPING = new Set(['_meta', 'ttlMs', 'cacheScope', 'resultType']);

/** Deepest level that is looked at: data of an untrusted server may be nested without end. */
const DEEPEST = 12;

function sorted(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.map((entry) => sorted(entry, depth + 1));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key], depth + 1)]),
  );
}

/** The data of a result as one comparable text. */
export function canonicalData(result: JsonObject): string {
  const kept = Object.fromEntries(Object.entries(result).filter(([name]) => !WRAPPING.has(name)));
  return JSON.stringify(sorted(kept));
}

/** Every piece of JSON in a result: its structured content, and texts that are JSON. */
export function jsonOf(result: JsonObject): readonly unknown[] {
  const found: unknown[] = [];
  if (result['structuredContent'] !== undefined) found.push(result['structuredContent']);
  for (const member of ['content', 'contents', 'messages'] as const) {
    const blocks = result[member];
    for (const block of Array.isArray(blocks) ? (blocks as unknown[]) : []) {
      const words = isJsonObject(block) ? block['text'] : undefined;
      if (typeof words !== 'string' || !/^\s*[{[]/.test(words)) continue;
      const read = readJson(words);
      if ('value' in read) found.push(read.value);
    }
  }
  return found;
}

/** One value at the end of a path of names, array positions left out. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: string | number;
}

/** Every text and number of a piece of JSON. */
export function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (path.length > DEEPEST) return [];
  if (typeof value === 'string' || typeof value === 'number') return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((entry) => leavesOf(entry, path));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => leavesOf(entry, [...path, name]));
}

/** True when a result holds at least one record: an object with several members inside a list or as the whole. */
export function holdsRecords(result: JsonObject): boolean {
  const isRecord = (value: unknown): boolean => isJsonObject(value) && leavesOf(value).length >= 2;
  return jsonOf(result).some((value) => {
    if (Array.isArray(value)) return value.some(isRecord);
    if (!isJsonObject(value)) return false;
    const lists = Object.values(value).filter(Array.isArray);
    return lists.length > 0 ? lists.some((list) => list.some(isRecord)) : isRecord(value);
  });
}
