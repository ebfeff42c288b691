// Finding arguments in answers: an id that only one caller's list shows, and that fits another tool's argument, names an
// object of that caller. What everybody sees belongs to nobody and is offered without an owner.

import type { IdentityName } from '../trace/event.ts';
import { isJsonObject } from '../protocol/json.ts';
import { jsonOf } from './answer-data.ts';
import { propertiesOf, requiredOf } from './guess-arguments.ts';

/** What one caller was given by a tool that needs no arguments. */
export interface SeenAnswer {
  readonly tool: string;
  readonly identity: IdentityName;
  /** Administrators see what belongs to others: what they see tells nobody's property. */
  readonly seesAll: boolean;
  readonly result: Readonly<Record<string, unknown>>;
}

/** A tool whose arguments are looked for. */
export interface ToolToCall {
  readonly name: string;
  readonly inputSchema: unknown;
}

/** A set of arguments found in answers. */
export interface FoundArguments {
  /** Readable name, e.g. `alice-1001`. */
  readonly set: string;
  readonly owner?: IdentityName;
  readonly value: Readonly<Record<string, unknown>>;
  readonly for: readonly string[];
  /** One sentence: where it was found. */
  readonly why: string;
}

/** Identifiers of one answer that are looked at. */
const MOST_SIGHTINGS = 1_000;

/** Sets offered for one owner and argument. */
const MOST_PER_OWNER = 1;

/** `orderId`, `order_id` and `OrderID` are the words order, id. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const singular = (word: string): string =>
  /(?:[sxz]|[cs]h)es$/.test(word) && !/(?:use|ase|ose)s$/.test(word)
    ? word.slice(0, -2)
    : /[^aeiou]ies$/.test(word)
      ? `${word.slice(0, -3)}y`
      : /[^s]s$/.test(word)
        ? word.slice(0, -1)
        : word;

const ID_WORDS = new Set(['id', 'ids', 'uuid', 'uri', 'key', 'number', 'no', 'ref', 'slug', 'sku', 'code']);
const VERBS = new Set([
  'get',
  'list',
  'find',
  'search',
  'fetch',
  'read',
  'show',
  'my',
  'all',
  'query',
  'browse',
]);

interface Sighting {
  /** Words the value goes by where it was seen: those of its list and of its member. */
  readonly noun: string;
  readonly member: string;
  readonly value: string | number;
  readonly from: SeenAnswer;
}

function sightingsIn(value: unknown, noun: string, from: SeenAnswer, depth = 0): Sighting[] {
  if (depth > 6) return [];
  if (Array.isArray(value)) return value.flatMap((entry) => sightingsIn(entry, noun, from, depth + 1));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([member, entry]): Sighting[] => {
    if (typeof entry === 'string' || typeof entry === 'number') {
      const words = wordsOf(member);
      return ID_WORDS.has(words.at(-1) ?? '') ? [{ noun, member: words.join(' '), value: entry, from }] : [];
    }
    return sightingsIn(entry, singular(wordsOf(member).at(-1) ?? noun), from, depth + 1);
  });
}

/** What a tool is about, by its name: `list_orders` is about an order. */
function nounOf(tool: string): string {
  const words = wordsOf(tool).filter((word) => !VERBS.has(word));
  return singular(words.at(-1) ?? '');
}

/** True when a value that was seen is what an argument asks for. */
function fitsArgument(argument: string, tool: string, { noun, member }: Sighting): boolean {
  const words = wordsOf(argument);
  const wanted = words.join(' ');
  if (words.length === 1) {
    // `id` alone is of what the tool is about; `sku` is one everywhere.
    return wanted === member && (wanted !== 'id' || noun === nounOf(tool));
  }
  return wanted === member || (wanted === `${noun} ${member}` && noun !== '');
}

function hasType(schema: Readonly<Record<string, unknown>>, value: string | number): boolean {
  const { type } = schema;
  return type === undefined || type === typeof value || (type === 'integer' && Number.isSafeInteger(value));
}

const setName = (owner: string | undefined, value: string | number): string =>
  `${owner === undefined ? '' : `${owner}-`}${String(value)}`.replaceAll(/[^\w-]+/g, '-').slice(0, 40);

/** Looks through the answers for values that required arguments of tools ask for. */
export function discoverArguments(
  answers: readonly SeenAnswer[],
  tools: readonly ToolToCall[],
): FoundArguments[] {
  const sightings = answers.flatMap((answer) =>
    jsonOf(answer.result)
      .flatMap((value) => sightingsIn(value, nounOf(answer.tool), answer))
      .slice(0, MOST_SIGHTINGS),
  );
  const found = new Map<string, FoundArguments>();
  for (const { name: tool, inputSchema } of tools) {
    const properties = propertiesOf(inputSchema);
    for (const argument of requiredOf(inputSchema)) {
      const fitting = sightings.filter(
        (one) => fitsArgument(argument, tool, one) && hasType(properties[argument] ?? {}, one.value),
      );
      if (fitting.length > 0) offer(fitting, argument, tool, found);
    }
  }
  return [...found.values()];
}

function offer(
  fitting: readonly Sighting[],
  argument: string,
  tool: string,
  found: Map<string, FoundArguments>,
): void {
  const counts = new Map<string, number>();
  const askers = new Set(fitting.filter(({ from }) => !from.seesAll).map(({ from }) => from.identity));
  const seersOf = new Map<string | number, Set<IdentityName>>();
  for (const { value, from } of fitting) {
    const seers = seersOf.get(value) ?? new Set();
    seersOf.set(value, seers);
    if (!from.seesAll) seers.add(from.identity);
  }
  for (const { value, from } of fitting) {
    const seers = seersOf.get(value) ?? new Set<IdentityName>();
    // With one caller alone nobody can tell what is whose.
    const owner = seers.size === 1 && askers.size > 1 ? [...seers][0] : undefined;
    // Of everybody's things one is enough.
    if (owner === undefined && (seers.size < 2 || seers.size < askers.size)) continue;
    const count = counts.get(owner ?? '') ?? 0;
    const plain = setName(owner, value);
    const taken = found.get(plain);
    const set = taken && !Object.hasOwn(taken.value, argument) ? setName(plain, argument) : plain;
    const known = found.get(set);
    if (known?.for.includes(tool)) continue;
    if (count >= MOST_PER_OWNER) continue;
    counts.set(owner ?? '', count + 1);
    const why =
      owner === undefined
        ? `Found in the answer of ${from.tool} to everybody.`
        : `Found in the answer of ${from.tool} to ${owner}, and in nobody else's.`;
    found.set(
      set,
      known
        ? { ...known, for: [...known.for, tool] }
        : { set, ...(owner === undefined ? {} : { owner }), value: { [argument]: value }, for: [tool], why },
    );
  }
}
