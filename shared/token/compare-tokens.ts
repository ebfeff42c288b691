import type { JsonObject } from '../protocol/json.ts';
import { scopesMissing } from '../protocol/scope.ts';
import { explainClaims, explainHeader } from './claim-notes.ts';
import { scopeOf } from './judge-scope.ts';
import { lengthWords, momentOf } from './time-words.ts';
import type { ReadToken } from './token.ts';

/** One header parameter or claim beside its counterpart in the other token. */
export interface TokenDifference {
  readonly in: 'header' | 'claims';
  readonly name: string;
  readonly change: 'same' | 'changed' | 'added' | 'removed';
  readonly a?: unknown;
  readonly b?: unknown;
  readonly note: string;
  /** What the change means, in words: `1 hour later`, `adds orders:write`. */
  readonly words?: string;
}

export interface TokenComparison {
  readonly sentence: string;
  readonly differences: readonly TokenDifference[];
}

/** Two members are the same when they are written the same; the order inside objects counts, as it does for a signature. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const DATES: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time']);

function inWords(name: string, a: unknown, b: unknown): string | undefined {
  if (DATES.has(name)) {
    const [before, after] = [momentOf(a), momentOf(b)];
    if (before === undefined || after === undefined) return undefined;
    return `${lengthWords(after - before)} ${after > before ? 'later' : 'earlier'}`;
  }
  if (name !== 'scope' && name !== 'scp') return undefined;
  const [before, after] = [scopeOf({ scope: a }), scopeOf({ scope: b })];
  const more = scopesMissing(before, after);
  const less = scopesMissing(after, before);
  const parts = [
    more.length > 0 ? `adds ${more.join(' ')}` : '',
    less.length > 0 ? `drops ${less.join(' ')}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'the same scopes in another order' : parts.join(', ');
}

function differences(
  place: TokenDifference['in'],
  a: JsonObject,
  b: JsonObject,
  explain: typeof explainClaims,
): TokenDifference[] {
  const all = { ...a, ...b };
  return explain(all).map(({ name, note }) => {
    const inA = Object.hasOwn(a, name);
    const inB = Object.hasOwn(b, name);
    const base = { in: place, name, note, ...(inA ? { a: a[name] } : {}), ...(inB ? { b: b[name] } : {}) };
    if (!inA) return { ...base, change: 'added' };
    if (!inB) return { ...base, change: 'removed' };
    if (same(a[name], b[name])) return { ...base, change: 'same' };
    const words = inWords(name, a[name], b[name]);
    return { ...base, change: 'changed', ...(words === undefined ? {} : { words }) };
  });
}

const headerOf = (token: ReadToken): JsonObject => (token.form === 'opaque' ? {} : token.header);
const claimsOf = (token: ReadToken): JsonObject => (token.form === 'jws' ? (token.claims ?? {}) : {});

/** Two tokens side by side, claim by claim. */
export function compareTokens(a: ReadToken, b: ReadToken): TokenComparison {
  if (a.text !== '' && a.text === b.text)
    return { sentence: 'They are one and the same token.', differences: [] };
  const readable = a.form !== 'opaque' && b.form !== 'opaque';
  const header = readable ? differences('header', headerOf(a), headerOf(b), explainHeader) : [];
  if (a.form !== 'jws' || b.form !== 'jws') {
    const who = a.form !== 'jws' && b.form !== 'jws' ? 'both' : 'one of them';
    const rest = readable ? 'only the headers are compared' : 'there is nothing to compare';
    return {
      sentence: `They are different tokens. The claims of ${who} cannot be seen, so ${rest}.`,
      differences: header,
    };
  }
  const found = [...header, ...differences('claims', claimsOf(a), claimsOf(b), explainClaims)];
  const changed = found.filter((one) => one.change !== 'same').map((one) => one.name);
  return {
    sentence:
      changed.length === 0
        ? 'They say the same; only their signatures differ.'
        : `They differ in ${changed.join(', ')}.`,
    differences: found,
  };
}
