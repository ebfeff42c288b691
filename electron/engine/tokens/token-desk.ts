// What is told of tokens: reads, verifies, judges, and leaves the token itself out of the answer.

import type { MethodParsed, TokenName } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { JsonObject } from '../../../shared/protocol/json.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import { explainClaims, explainHeader } from '../../../shared/token/claim-notes.ts';
import type { TokenComparison } from '../../../shared/token/compare-tokens.ts';
import { compareTokens } from '../../../shared/token/compare-tokens.ts';
import { discoveredKeys, expectedOf, introspectionOf } from '../../../shared/token/expected-of.ts';
import type { KindGuess } from '../../../shared/token/guess-kind.ts';
import { guessKind } from '../../../shared/token/guess-kind.ts';
import { judgeToken } from '../../../shared/token/judge-token.ts';
import { readToken } from '../../../shared/token/read-token.ts';
import type { KeySource, TokenReport } from '../../../shared/token/report.ts';
import { sumUp } from '../../../shared/token/sum-up.ts';
import type { Expected, ReadToken, SignatureResult, TokenKind } from '../../../shared/token/token.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { readTarget } from '../target.ts';
import type { KeyFinder, KeySearch } from './key-finder.ts';
import type { ReadKeys } from './read-keys.ts';
import { readKeyDocument, readPastedKeys } from './read-keys.ts';
import { verifySignature } from './verify-signature.ts';

/** What the desk needs of an open session: its fold with the secrets in it, and how to name and mask them. */
export interface TokenHolder {
  readonly id: string;
  readonly folded: Session;
  /** Throws `KeyholeError` when the session does not hold that secret. */
  reveal(label: string): string;
  mask(value: unknown): unknown;
}

interface HeldKeys {
  readonly keys: ReadKeys;
  readonly source: KeySource;
  /** What the server said of itself on the way to its keys. */
  readonly says?: Pick<Expected, 'issuer' | 'resource'>;
}

const NO_KEYS: HeldKeys = {
  keys: { keys: [], faults: [] },
  source: { from: 'none', count: 0, requests: [] },
};

/** Kinds whose keys are the authorization server's; a client signs the others itself. */
const ISSUED: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'access-token',
  'refresh-token',
  'id-token',
  'id-jag',
  'unknown',
]);

const BY_LABEL: readonly (readonly [prefix: string, kind: TokenKind])[] = [
  ['access token ', 'access-token'],
  ['refresh token ', 'refresh-token'],
  ['ID token ', 'id-token'],
  ['client assertion ', 'client-assertion'],
];

/** Where a flow has used it tells best what a token is; what is in it may say something else. */
function kindOf(token: ReadToken, label: string | undefined, hasTarget: boolean): KindGuess {
  const known = BY_LABEL.find(([prefix]) => label?.startsWith(prefix));
  if (known) return { kind: known[1], why: 'This flow received or sent it as such.' };
  const guess = guessKind(token);
  return guess.kind === 'unknown' && hasTarget
    ? { kind: 'access-token', why: 'Taken as such, for it is held against a server.' }
    : guess;
}

/** Leaves out what is not known, as the types of the report want it. */
function without<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** Reports on tokens. Keeps the keys of a session once they were fetched; keeps no token. */
export class TokenDesk {
  readonly #finder: KeyFinder;
  readonly #fetched = new Map<string, HeldKeys>();

  constructor(finder: KeyFinder) {
    this.#finder = finder;
  }

  #textOf(name: TokenName, holder: TokenHolder | undefined): string {
    if ('text' in name) return name.text;
    if (!holder) throw new KeyholeError('bad-input', 'A token is named inside a session: say which.');
    return holder.reveal(name.label);
  }

  async #fetch(id: string, search: KeySearch): Promise<HeldKeys> {
    const { issuer, resource, url, document, requests, fault } = await this.#finder.find(search);
    const keys = document === undefined ? { keys: [], faults: [] } : readKeyDocument(document, false);
    const source = without<KeySource>({
      from: 'fetched',
      url,
      count: keys.keys.length,
      requests,
      fault: fault ?? (keys.keys.length === 0 ? keys.faults[0] : undefined),
    });
    const held = {
      keys,
      source,
      says: without<Pick<Expected, 'issuer' | 'resource'>>({ issuer, resource }),
    };
    if (keys.keys.length > 0) this.#fetched.set(id, held);
    return held;
  }

  /** Everything that can be said of one token. Sends nothing unless `fetchKeys` asks for the keys. */
  async inspect(input: MethodParsed<'token.inspect'>, holder: TokenHolder | undefined): Promise<TokenReport> {
    const label = 'label' in input.token ? input.token.label : undefined;
    const text = this.#textOf(input.token, holder);
    const token = readToken(text);
    const plain = label === undefined ? token.text : text;
    const inSession = holder !== undefined && (label !== undefined || input.targetUrl === undefined);
    const target = input.targetUrl === undefined ? undefined : readTarget(input.targetUrl);
    const { kind, why } = kindOf(token, label, target !== undefined || inSession);
    let expected: Expected = inSession
      ? expectedOf(holder.folded, plain)
      : without<Expected>({ resource: target });
    let held = NO_KEYS;
    let signature: SignatureResult | undefined;
    if (input.keys !== undefined && input.keys.trim() !== '') {
      const keys = readPastedKeys(input.keys);
      const fault = keys.keys.length === 0 ? keys.faults[0] : undefined;
      held = {
        keys,
        source: without<KeySource>({ from: 'pasted', count: keys.keys.length, requests: [], fault }),
      };
    } else if (kind === 'dpop-proof' && token.form === 'jws' && isJsonObject(token.header['jwk'])) {
      const keys = readKeyDocument(token.header['jwk'], false);
      held = { keys, source: { from: 'token', count: keys.keys.length, requests: [] } };
    } else if (ISSUED.has(kind) && token.form === 'jws') {
      const search = this.#searchFor(token, inSession ? holder.folded : undefined, target);
      const id = `${inSession ? holder.id : ''} ${JSON.stringify(search)}`;
      held = input.fetchKeys ? await this.#fetch(id, search) : (this.#fetched.get(id) ?? NO_KEYS);
      // With a server URL it is the server that says whom it trusts, and not the token.
      if (!inSession && target !== undefined) expected = { ...expected, ...held.says };
    } else if (kind === 'client-assertion' && token.form === 'jws' && token.signed) {
      signature = {
        verdict: 'cannot-tell',
        sentence: 'The client signs an assertion with its own key. Paste the public half to check it.',
      };
    }
    const tried = held.source.from !== 'none';
    if (tried) {
      signature =
        held.source.fault !== undefined && held.keys.keys.length === 0
          ? { verdict: 'cannot-tell', sentence: `The signature was not checked. ${held.source.fault}` }
          : await verifySignature(token, held.keys);
    }
    return this.#report({
      token,
      kind,
      why,
      expected,
      held,
      signature,
      holder: inSession ? holder : undefined,
      plain,
    });
  }

  #searchFor(token: ReadToken, session: Session | undefined, target: string | undefined): KeySearch {
    if (session) {
      return without<KeySearch>({
        jwksUri: discoveredKeys(session),
        issuer: expectedOf(session, '').issuer,
        target: session.target,
      });
    }
    const issuer = token.form === 'jws' ? token.claims?.['iss'] : undefined;
    return target === undefined
      ? without<KeySearch>({ issuer: typeof issuer === 'string' ? issuer : undefined })
      : { target };
  }

  #report(facts: {
    readonly token: ReadToken;
    readonly kind: TokenKind;
    readonly why: string;
    readonly expected: Expected;
    readonly held: HeldKeys;
    readonly signature: SignatureResult | undefined;
    readonly holder: TokenHolder | undefined;
    readonly plain: string;
  }): TokenReport {
    const { token, kind, why, expected, held, signature, holder, plain } = facts;
    const masker = new Masker();
    const mask = <T>(value: T): T => (holder ? holder.mask(value) : masker.maskJson(value)) as T;
    const introspection = holder ? introspectionOf(holder.folded, plain) : undefined;
    const now = Date.now();
    const checks = judgeToken({
      token,
      kind,
      now,
      expected,
      ...(signature ? { signature } : {}),
      ...(introspection ? { introspection } : {}),
    });
    const own = token.form === 'jws' ? token.claims : undefined;
    const told: JsonObject | undefined = own ?? introspection;
    const claims = told === undefined ? undefined : mask(told);
    const header = token.form === 'opaque' ? undefined : mask(token.header);
    return {
      form: token.form,
      kind,
      kindWhy: why,
      length: token.text.length,
      faults: token.faults,
      verdict: mask(sumUp(token, checks, now)),
      checks: mask(checks),
      ...(header ? { header } : {}),
      headerNotes: header ? explainHeader(header) : [],
      ...(claims ? { claims } : {}),
      claimNotes: claims ? explainClaims(claims) : [],
      claimsFrom: own ? 'token' : introspection ? 'introspection' : 'none',
      expected: mask(expected),
      keys: mask(held.source),
      judgedAt: now,
    };
  }

  /** Two tokens claim by claim. */
  compare(input: MethodParsed<'token.compare'>, holder: TokenHolder | undefined): TokenComparison {
    const [a, b] = [input.a, input.b].map((name) => readToken(this.#textOf(name, holder)));
    if (!a || !b) throw new KeyholeError('bad-input', 'Two tokens are needed.');
    const masker = new Masker();
    const claims = [a, b].map((token): ReadToken => {
      const mask = (value: JsonObject): JsonObject =>
        (holder ? holder.mask(value) : masker.maskJson(value)) as JsonObject;
      if (token.form === 'opaque') return token;
      const header = mask(token.header);
      return token.form === 'jws' && token.claims
        ? { ...token, header, claims: mask(token.claims) }
        : { ...token, header };
    });
    const [first, second] = claims;
    return compareTokens(first ?? a, second ?? b);
  }
}
