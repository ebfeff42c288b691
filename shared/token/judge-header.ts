// The checks of the header: how the token is protected, and what it says it is.

import { rfc } from '../rules/sources.ts';
import { guessKind, typeOf } from './guess-kind.ts';
import type { JudgeInput } from './judge-token.ts';
import type { CheckVerdict, TokenCheck } from './token.ts';

/** `HS256` → an HMAC; everybody who can check it can also make it. */
const isSymmetric = (algorithm: string): boolean => /^HS\d+$/.test(algorithm);
const SIGNATURES = /^(?:RS|PS|ES)(?:256|384|512)$|^ES256K$|^EdDSA$|^Ed25519$|^Ed448$|^ML-DSA-\d+$/;

/** Whether the signature holds; the engine says, for nothing here can verify one. @see RFC 7515 §5.2 */
export function judgeSignature({ token, signature }: JudgeInput): TokenCheck {
  const base = { check: 'signature', source: rfc(7515, '5.2') } as const;
  if (token.form === 'opaque') {
    return {
      ...base,
      verdict: 'not-applicable',
      sentence: 'An opaque token has no signature: its issuer looks it up.',
    };
  }
  if (token.form === 'jwe') {
    return {
      ...base,
      verdict: 'cannot-tell',
      sentence:
        'The token is encrypted: only who holds the key can open it, and see whether it is signed inside.',
    };
  }
  if (!token.signed) {
    return { ...base, verdict: 'fail', sentence: 'The token is not signed: anybody could have written it.' };
  }
  return signature
    ? { ...base, ...signature }
    : {
        ...base,
        verdict: 'cannot-tell',
        sentence: 'The signature was not checked: no keys are at hand yet.',
      };
}

/** Whether the algorithm is one to rely on. @see RFC 8725 §3.1, RFC 9068 §4 */
export function judgeAlgorithm({ token, kind }: JudgeInput): TokenCheck {
  const base = { check: 'algorithm', source: rfc(8725, '3.1') } as const;
  if (token.form === 'opaque') {
    return { ...base, verdict: 'not-applicable', sentence: 'An opaque token names no algorithm.' };
  }
  const algorithm = token.header['alg'];
  if (typeof algorithm !== 'string' || algorithm === '') {
    return {
      ...base,
      verdict: 'fail',
      sentence: 'The header names no algorithm, which every JWT must.',
      expected: 'alg',
    };
  }
  const actual = algorithm;
  if (token.form === 'jwe') {
    return algorithm === 'RSA1_5'
      ? {
          ...base,
          verdict: 'warning',
          sentence: 'RSA1_5 is open to padding attacks and not recommended.',
          actual,
        }
      : { ...base, verdict: 'pass', sentence: `The key is encrypted with ${algorithm}.`, actual };
  }
  if (algorithm.toLowerCase() === 'none') {
    return {
      ...base,
      verdict: 'fail',
      sentence: 'The algorithm is "none": the token is not signed, and a server must refuse it.',
      expected: 'an asymmetric algorithm such as ES256 or RS256',
      actual,
      source: rfc(9068, '4'),
    };
  }
  if (isSymmetric(algorithm)) {
    return {
      ...base,
      verdict: kind === 'client-assertion' ? 'pass' : 'warning',
      sentence: `${algorithm} signs with a shared secret: whoever can check such a token can also make one.`,
      expected: 'an asymmetric algorithm such as ES256 or RS256',
      actual,
    };
  }
  return SIGNATURES.test(algorithm)
    ? { ...base, verdict: 'pass', sentence: `${algorithm} is an asymmetric signature.`, actual }
    : {
        ...base,
        verdict: 'cannot-tell',
        sentence: `${algorithm} is not an algorithm this program knows.`,
        actual,
      };
}

/** Whether the token says what it is, so that one kind cannot pass for another. @see RFC 8725 §3.11, RFC 9068 §2.1 */
export function judgeType({ token, kind }: JudgeInput): TokenCheck {
  const actual = typeOf(token);
  const base = {
    check: 'type',
    source: rfc(8725, '3.11'),
    ...(actual === undefined ? {} : { actual }),
  } as const;
  if (token.form !== 'jws') {
    return { ...base, verdict: 'not-applicable', sentence: 'What it is inside cannot be seen from outside.' };
  }
  if (kind === 'access-token') {
    const source = rfc(9068, '2.1');
    if (actual === 'at+jwt') {
      return { ...base, source, verdict: 'pass', sentence: 'It says that it is an access token.' };
    }
    if (guessKind(token).kind === 'id-token') {
      return {
        ...base,
        source: rfc(9068, '5'),
        verdict: 'fail',
        sentence:
          'This is an ID token. It tells the client who signed in; a server must not take it for an access token.',
        expected: 'at+jwt',
      };
    }
    return {
      ...base,
      source,
      verdict: 'warning',
      sentence:
        'It does not say that it is an access token. Many servers issue such tokens; one that follows RFC 9068 must write at+jwt.',
      expected: 'at+jwt',
    };
  }
  const wanted = { 'dpop-proof': 'dpop+jwt', 'id-jag': 'oauth-id-jag+jwt' }[kind as string];
  if (wanted !== undefined) {
    const verdict: CheckVerdict = actual === wanted ? 'pass' : 'fail';
    const sentence =
      verdict === 'pass' ? 'Its type is the one such a token must have.' : `Its type must be ${wanted}.`;
    return { ...base, verdict, sentence, expected: wanted };
  }
  return { ...base, verdict: 'not-applicable', sentence: 'No type is asked of such a token.' };
}
