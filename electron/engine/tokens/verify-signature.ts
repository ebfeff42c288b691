import { compactVerify, errors } from 'jose';
import type { ReadToken, SignatureResult } from '../../../shared/token/token.ts';
import type { ReadKeys, VerificationKey } from './read-keys.ts';

const CURVES: Readonly<Record<string, string>> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
};

/** The key type of an algorithm (RFC 7518 §3.1, RFC 8037 §3.1), so that no key is used for what it is not made for. */
function typeFor(algorithm: string): VerificationKey['type'] | undefined {
  if (/^(?:RS|PS)(?:256|384|512)$/.test(algorithm)) return 'RSA';
  if (/^ES(?:256|384|512)$/.test(algorithm)) return 'EC';
  if (algorithm === 'EdDSA' || algorithm === 'Ed25519') return 'OKP';
  return /^HS(?:256|384|512)$/.test(algorithm) ? 'oct' : undefined;
}

const cannotTell = (sentence: string, actual?: string): SignatureResult => ({
  verdict: 'cannot-tell',
  sentence,
  ...(actual === undefined ? {} : { actual }),
});

const named = (key: VerificationKey): string => (key.keyId === undefined ? 'the key' : `key "${key.keyId}"`);

function candidates(
  token: Extract<ReadToken, { form: 'jws' }>,
  { keys, faults }: ReadKeys,
): readonly VerificationKey[] | SignatureResult {
  const { alg, kid } = token.header;
  const algorithm = String(alg);
  const type = typeFor(algorithm);
  if (type === undefined)
    return cannotTell(`Signatures with ${algorithm.slice(0, 40)} cannot be checked here.`);
  if (type === 'oct' && !keys.some((key) => key.type === 'oct')) {
    return cannotTell(
      `${algorithm} is made with a secret that only the issuer and the server share, so nobody else can check it. Paste the secret as a JWK (kty "oct") if you hold it.`,
    );
  }
  if (keys.length === 0) return cannotTell(faults[0] ?? 'No keys are published.');
  const fitting = keys.filter(
    (key) =>
      key.type === type &&
      (key.curve === undefined || CURVES[algorithm] === undefined || key.curve === CURVES[algorithm]) &&
      (key.algorithm === undefined ||
        key.algorithm === algorithm ||
        (type === 'OKP' && key.algorithm === 'EdDSA')),
  );
  if (fitting.length === 0) return cannotTell(`None of the ${keys.length} keys is made for ${algorithm}.`);
  if (typeof kid !== 'string') return fitting;
  const own = fitting.filter((key) => key.keyId === kid);
  if (own.length > 0) return own;
  // A single pasted key often comes without its name.
  const nameless = fitting.filter((key) => key.keyId === undefined);
  if (nameless.length > 0) return nameless;
  const known = keys.map((key) => key.keyId ?? '(no kid)').join(', ');
  return {
    ...cannotTell(
      `The token names a key (kid) that is not among those published. Either the keys were changed since, or somebody else signed it.`,
      kid.slice(0, 200),
    ),
    expected: known.slice(0, 400),
  };
}

/**
 * Verifies a signature. Never throws: what stands in the way is a sentence.
 * @see RFC 7515 §5.2
 */
export async function verifySignature(
  token: ReadToken,
  given: ReadKeys,
): Promise<SignatureResult | undefined> {
  if (token.form !== 'jws' || !token.signed || typeof token.header['alg'] !== 'string') return undefined;
  if (token.header['alg'].toLowerCase() === 'none') {
    return {
      verdict: 'fail',
      sentence: 'The token says that it is not signed (alg: none): anybody could have written it.',
    };
  }
  const keys = candidates(token, given);
  if (!('length' in keys)) return keys;
  let obstacle: string | undefined;
  for (const key of keys) {
    try {
      await compactVerify(token.text, key.key, { algorithms: [token.header['alg']] });
      return {
        verdict: 'pass',
        sentence: `The signature is right: ${named(key)} of the issuer made it, and nothing was changed since.`,
        actual: `${token.header['alg']}${key.keyId === undefined ? '' : `, ${key.keyId}`}`,
      };
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      obstacle = error instanceof Error ? error.message : String(error);
    }
  }
  if (obstacle !== undefined)
    return cannotTell(`The signature cannot be checked: ${obstacle}.`.replace(/\.\.$/, '.'));
  const [only] = keys;
  return {
    verdict: 'fail',
    sentence:
      `The signature is wrong: ${keys.length === 1 && only ? named(only) : `none of ${keys.length} keys`} did not make it, or something was changed after signing. A server must refuse the token.`.replace(
        /none of (\d+) keys did not make it/,
        'none of $1 keys made it',
      ),
  };
}
