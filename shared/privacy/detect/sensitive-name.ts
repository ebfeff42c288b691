// What a name says of the value under it, whatever its style: costPrice, cost_price, Cost Price, 成本价(元).

import type { SensitiveClass } from './detection.ts';
import type { NamedKind } from './name-lexicon.ts';
import {
  COUNTING_WORDS,
  GENERIC_NAMES,
  IDENTIFYING_WORDS,
  KIND_BY_NAME,
  TELLING_ENDS,
  TRAILING_WORDS,
} from './name-lexicon.ts';

/** What a name says. */
export interface Meaning {
  readonly name: string;
  readonly kind?: NamedKind;
  /** Values under it are ids, times or amounts: their digits are no card and no phone. */
  readonly identifying: boolean;
  /** It needs the name of the object around to say anything (`card.number`). */
  readonly generic: boolean;
  /** Its letters may themselves be something sensitive: a map by mail address. */
  readonly telling: boolean;
  /** `{"name": "password", "value": "…"}`: which half of a pair it is. */
  readonly pair?: 'name' | 'value';
  /** What it says of the object it is a member of: bits of `MARK`. */
  readonly mark: number;
}

/** What the names of its members say of an object. */
export const MARK = {
  issuer: 1,
  endpoint: 2,
  resource: 4,
  authorizationServers: 8,
  redirectUris: 16,
  keyType: 32,
  /** A price, or what else only products have. */
  price: 64,
  /** Members of a JWK that are secret (RFC 7518 §6). */
  privateKeyPart: 128,
  schema: 256,
  properties: 512,
  cost: 1024,
  margin: 2048,
  /** A figure that its name gives away by itself. */
  figure: 8192,
  /** A signed statement that is published to be read (RFC 7591 §2.3, RFC 8414 §2.1, RFC 9728 §2.2). */
  published: 4096,
} as const;

const MARKS: ReadonlyMap<string, number> = new Map<string, number>([
  ['issuer', MARK.issuer],
  ['resource', MARK.resource],
  ['authorization_servers', MARK.authorizationServers],
  ['bearer_methods_supported', MARK.authorizationServers],
  ['redirect_uris', MARK.redirectUris],
  ['kty', MARK.keyType],
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].map((name) => [name, MARK.privateKeyPart] as const),
  ...['inputSchema', 'outputSchema', 'requestedSchema', 'schema', 'schemas', '$defs', 'definitions'].map(
    (name) => [name, MARK.schema] as const,
  ),
  ['properties', MARK.properties],
  ['signed_metadata', MARK.published],
  ['software_statement', MARK.published],
]);

const PRODUCT_WORD = /(?:price|retail|msrp|sku|stock)(?:cents|usd|eur|cny)?$|售价|价格|单价|零售价/;

/** What a name says of the object around by what kind of figure it names. */
function figureMark(name: string, kind: NamedKind | undefined): number {
  if (kind === 'business') return MARK.figure;
  const bare = name.toLowerCase().replaceAll(/[^a-z\u4e00-\u9fff]/g, '');
  if (kind === 'business-weak') return /margin|markup/.test(bare) ? MARK.margin : MARK.cost;
  return kind === undefined && PRODUCT_WORD.test(bare) ? MARK.price : 0;
}

const PAIR_NAMES: ReadonlySet<string> = new Set(
  'name key field label title param parameter property attribute 名称 字段 属性'.split(' '),
);
const PAIR_VALUES: ReadonlySet<string> = new Set('value val content answer text 值 内容'.split(' '));

const CLASS_OF: Readonly<Record<NamedKind, SensitiveClass>> = {
  password: 'password',
  'password-hash': 'password-hash',
  card: 'payment-card',
  'security-code': 'card-security-code',
  account: 'bank-account',
  'china-id': 'identity-number',
  'us-ssn': 'identity-number',
  identity: 'identity-number',
  phone: 'phone',
  email: 'email',
  address: 'postal-address',
  ip: 'ip-address',
  credential: 'credential',
  'private-key': 'private-key',
  token: 'token',
  session: 'token',
  business: 'business-confidential',
  'business-weak': 'business-confidential',
  code: 'token',
};

const IDENTIFYING: ReadonlySet<string> = new Set(IDENTIFYING_WORDS);
const WIDE = /[^\x20-\x7e]/;
const MOST_WORDS = 4;
/** Longer names are not names: nobody wrote them to be read. */
const LONGEST = 80;

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** Chinese has no borders between words: the longest known ending decides. */
function wideKind(name: string): { kind?: NamedKind; identifying: boolean } {
  const bare = name.replaceAll(/[(（][^)）]*[)）]|[\s:：_-]/g, '').toLowerCase();
  for (let from = 0; from < bare.length; from += 1) {
    const ending = bare.slice(from);
    const kind = KIND_BY_NAME.get(ending);
    if (kind === 'innocent') return { identifying: true };
    // A name that begins in the middle of a Latin word is none: 登录ip, but not 会员vip.
    if (kind !== undefined && !/[a-z\d]{2}/.test(bare.slice(from - 1, from + 1))) {
      return { kind, identifying: false };
    }
    if (IDENTIFYING.has(ending)) return { identifying: true };
  }
  return { identifying: false };
}

function latinKind(words: readonly string[]): { kind?: NamedKind; identifying: boolean } {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count -= 1) {
    const kind = KIND_BY_NAME.get(words.slice(-count).join(''));
    if (kind === 'innocent') return { identifying: true };
    if (kind !== undefined) return { kind, identifying: false };
  }
  const last = words.at(-1) ?? '';
  const end = TELLING_ENDS.find((one) => last.length > one.length && last.endsWith(one));
  const kind = end === undefined ? undefined : KIND_BY_NAME.get(end);
  if (kind !== undefined && kind !== 'innocent') return { kind, identifying: false };
  const counted = COUNTING_WORDS.has(last) ? words.at(-2) : last;
  return { identifying: counted !== undefined && IDENTIFYING.has(counted) };
}

function readKind(name: string): Pick<Meaning, 'kind' | 'identifying' | 'generic'> {
  if (name.length > LONGEST) return { identifying: false, generic: false };
  if (WIDE.test(name)) return { ...wideKind(name), generic: false };
  const words = wordsOf(name);
  const generic = words.length === 1 && GENERIC_NAMES.has(words[0] ?? '');
  const found = latinKind(words);
  if (found.kind !== undefined) return { ...found, generic };
  let used = words.length;
  while (used > 1 && TRAILING_WORDS.has(words[used - 1] ?? '')) used -= 1;
  const bare = used < words.length ? latinKind(words.slice(0, used)) : found;
  return { ...(bare.kind === undefined ? found : bare), generic };
}

/** What a name says, not remembered: for texts that may be names, and mostly are values. */
export function readName(name: string): Meaning {
  const pair = PAIR_NAMES.has(name) ? 'name' : PAIR_VALUES.has(name) ? 'value' : undefined;
  const kind = readKind(name);
  return {
    name,
    ...kind,
    telling: name.includes('@') || /\d{9}|\w{20}/.test(name),
    ...(pair === undefined ? {} : { pair }),
    mark: MARKS.get(name) ?? (name.endsWith('_endpoint') ? MARK.endpoint : figureMark(name, kind.kind)),
  };
}

/** Names of one document repeat; a hostile one may have any number of them. */
const REMEMBERED = 4096;
const known = new Map<string, Meaning>();

/** What a name says; remembered. */
export function meaningOf(name: string): Meaning {
  let meaning = known.get(name);
  if (meaning === undefined) {
    if (known.size >= REMEMBERED) known.clear();
    meaning = readName(name);
    known.set(name, meaning);
  }
  return meaning;
}

const SLOTS = 4096;
const bySlot: (Meaning | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

/** One more character of the hash that `meaningIn` takes; it begins with 0. */
export function nameHash(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/**
 * What the name [from, to) of a text says: as `meaningOf`, without making a string of a name that was seen before.
 * @param hash of its characters, for whoever reads the name has seen them already
 */
export function meaningIn(text: string, from: number, to: number, hash: number): Meaning {
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const held = bySlot[slot];
  if (held !== undefined && held.name.length === to - from && text.startsWith(held.name, from)) return held;
  const meaning = meaningOf(text.slice(from, to));
  bySlot[slot] = meaning;
  return meaning;
}

/** What no name says. */
export const NO_MEANING: Meaning = readName('');

const together = new Map<Meaning, Map<Meaning, Meaning>>();

/** A name within the object of another name: `number` in `card`, `value` in `phone`. */
export function meaningWithin(outer: Meaning, inner: Meaning): Meaning {
  if (!inner.generic || outer.name === '') return inner;
  const known = together.get(outer)?.get(inner);
  if (known !== undefined) return known;
  const both = meaningOf(`${outer.name} ${inner.name}`);
  const meaning = both.kind === undefined && !both.identifying ? inner : both;
  if (together.size >= REMEMBERED) together.clear();
  const within = together.get(outer) ?? new Map<Meaning, Meaning>();
  together.set(outer, within.set(inner, meaning));
  return meaning;
}

/** The class of a kind of value. */
export function classOfKind(kind: NamedKind): SensitiveClass {
  return CLASS_OF[kind];
}

/** The class of data that a member, field or label names (`password`, `cardNumber`, `手机号`), or `undefined`. */
export function classOfName(name: string): SensitiveClass | undefined {
  const { kind } = meaningOf(name);
  return kind === undefined || kind === 'code' ? undefined : CLASS_OF[kind];
}
