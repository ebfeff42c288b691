import { generateKeyPair } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';

/** A fresh ES256 key as a private JWK. Elliptic keys, because an RSA key costs most of the lab's start. */
export async function createSigningKey(kid: string): Promise<JsonWebKey> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
}

/** The public half of a private elliptic JWK. */
export function publicHalf(key: JsonWebKey): JsonWebKey {
  const { d: _private, ...rest } = key;
  return rest;
}
