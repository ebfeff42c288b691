// Tokens in the engine: keys read and fetched, signatures verified, reports made. Here the plain token lives; what is
// returned is a report without it. May import shared/, jose, Node and the capture; knows no host and no screen.

import { createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { JsonObject } from '../../../shared/protocol/json.ts';

/** A key that may have signed a token: public, or a secret that a person gave. */
export interface VerificationKey {
  readonly key: KeyObject;
  /** `kty` of RFC 7518 §6.1. */
  readonly type: 'RSA' | 'EC' | 'OKP' | 'oct';
  readonly curve?: string;
  readonly keyId?: string;
  readonly algorithm?: string;
}

export interface ReadKeys {
  readonly keys: readonly VerificationKey[];
  /** Sentences on what could not be used. */
  readonly faults: readonly string[];
}

/** A set with more keys than this is no key set; reading on would only cost time. */
const MOST_KEYS = 200;

function readJwk(jwk: JsonObject, secrets: boolean): VerificationKey | string {
  const { kty, kid, alg, crv, use, k } = jwk;
  const name = typeof kid === 'string' ? `The key "${kid.slice(0, 80)}"` : 'A key without kid';
  if (use !== undefined && use !== 'sig')
    return `${name} is not meant for signatures (use: ${JSON.stringify(use).slice(0, 20)}).`;
  const facts = {
    ...(typeof kid === 'string' ? { keyId: kid } : {}),
    ...(typeof alg === 'string' ? { algorithm: alg } : {}),
    ...(typeof crv === 'string' ? { curve: crv } : {}),
  };
  if (kty === 'oct') {
    if (!secrets)
      return `${name} is a shared secret that was published: whoever reads it can sign. It is not used.`;
    if (typeof k !== 'string' || k === '') return `${name} holds no secret (k).`;
    return { key: createSecretKey(Buffer.from(k, 'base64url')), type: 'oct', ...facts };
  }
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP')
    return `${name} is of a type that is not known here (kty).`;
  try {
    // Only the public half is taken, whatever was given.
    return {
      key: createPublicKey({ key: jwk, format: 'jwk' }),
      type: kty,
      ...facts,
    };
  } catch {
    return `${name} cannot be read as a ${kty} key.`;
  }
}

function fromJwks(entries: readonly unknown[], secrets: boolean): ReadKeys {
  const keys: VerificationKey[] = [];
  const faults: string[] = [];
  for (const entry of entries.slice(0, MOST_KEYS)) {
    const read = isJsonObject(entry) ? readJwk(entry, secrets) : 'An entry of "keys" is not an object.';
    if (typeof read === 'string') faults.push(read);
    else keys.push(read);
  }
  if (entries.length > MOST_KEYS)
    faults.push(`Only the first ${MOST_KEYS} of ${entries.length} keys are used.`);
  return { keys, faults };
}

const TYPES: Readonly<Record<string, VerificationKey['type']>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA',
  ec: 'EC',
  ed25519: 'OKP',
};

function fromPem(pem: string): ReadKeys {
  try {
    const key = createPublicKey(pem);
    const type = TYPES[key.asymmetricKeyType ?? ''];
    if (!type)
      return { keys: [], faults: [`A key of type ${key.asymmetricKeyType ?? '?'} signs no tokens.`] };
    const crv = type === 'RSA' ? undefined : key.export({ format: 'jwk' }).crv;
    return { keys: [{ key, type, ...(crv === undefined ? {} : { curve: crv }) }], faults: [] };
  } catch {
    return { keys: [], faults: ['The PEM holds neither a public key nor a certificate that can be read.'] };
  }
}

/** A JWK or a key set, as a document. `secrets` allows symmetric keys: only where a person gave them. */
export function readKeyDocument(document: unknown, secrets: boolean): ReadKeys {
  if (!isJsonObject(document))
    return { keys: [], faults: ['A key set is a JSON object with a list named "keys".'] };
  if (Array.isArray(document['keys'])) {
    const read = fromJwks(document['keys'], secrets);
    return read.keys.length + read.faults.length === 0
      ? { keys: [], faults: ['The key set is empty.'] }
      : read;
  }
  if (typeof document['kty'] === 'string') return fromJwks([document], secrets);
  return { keys: [], faults: ['The JSON is neither a key (kty) nor a key set (keys).'] };
}

/** Keys as a person pastes them: JWK, JWK Set, or PEM of a public key or a certificate. Never throws. @see RFC 7517 */
export function readPastedKeys(text: string): ReadKeys {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----BEGIN')) return fromPem(trimmed);
  let document: unknown;
  try {
    document = JSON.parse(trimmed);
  } catch {
    return { keys: [], faults: ['This is neither JSON (a JWK or a key set) nor PEM.'] };
  }
  return readKeyDocument(document, true);
}
