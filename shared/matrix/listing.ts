// What the lists of a server say, put together over everybody who asked: the rows of a matrix come from it.

import type { IdentityName } from '../trace/event.ts';
import { isJsonObject, text } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';

/** Everything that was listed to anybody, by name, in the order it was first seen. */
export interface Listing {
  readonly tools: ReadonlyMap<string, JsonObject>;
  readonly resources: ReadonlyMap<string, JsonObject>;
  readonly prompts: ReadonlyMap<string, JsonObject>;
  /** Who was told of each resource. */
  readonly listedTo: ReadonlyMap<string, readonly IdentityName[]>;
  /** Methods of lists that the server answered to somebody. */
  readonly lists: readonly string[];
  /** A caller without a token was refused: nothing of this server is public, whatever it says. */
  readonly closed: boolean;
}

/** A listing of nothing. */
export const EMPTY_LISTING: Listing = {
  tools: new Map(),
  resources: new Map(),
  prompts: new Map(),
  listedTo: new Map(),
  lists: [],
  closed: false,
};

const MEMBERS = [
  ['tools', 'tools', 'name'],
  ['resources', 'resources', 'uri'],
  ['prompts', 'prompts', 'name'],
] as const;

/** Adds the answer to one list request of somebody. What is known already stays as it was first seen. */
export function addToListing(
  listing: Listing,
  method: string,
  result: JsonObject,
  identity: IdentityName,
): Listing {
  const next = { ...listing };
  if (!next.lists.includes(method)) next.lists = [...next.lists, method];
  for (const [section, member, key] of MEMBERS) {
    const entries = result[member];
    if (!Array.isArray(entries)) continue;
    const known = new Map(next[section]);
    for (const entry of entries as unknown[]) {
      const name = text(entry, key);
      if (name !== undefined && isJsonObject(entry) && !known.has(name)) known.set(name, entry);
    }
    next[section] = known;
    if (section !== 'resources') continue;
    const told = new Map(next.listedTo);
    for (const entry of entries as unknown[]) {
      const name = text(entry, key);
      if (name !== undefined) told.set(name, [...new Set([...(told.get(name) ?? []), identity])]);
    }
    next.listedTo = told;
  }
  return next;
}

/** The arguments of a prompt as an input schema, so that one way of reading is enough. */
export function promptSchema(prompt: JsonObject): JsonObject {
  const given: unknown[] = Array.isArray(prompt['arguments']) ? prompt['arguments'] : [];
  const named = given.flatMap((argument) => {
    const name = text(argument, 'name');
    return name === undefined ? [] : [{ name, argument }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(
      named.map(({ name, argument }) => [
        name,
        { type: 'string', description: text(argument, 'description') ?? '' },
      ]),
    ),
    required: named.flatMap(({ name, argument }) =>
      isJsonObject(argument) && argument['required'] === true ? [name] : [],
    ),
  };
}
