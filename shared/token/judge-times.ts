import { rfc } from '../rules/sources.ts';
import type { JudgeInput } from './judge-token.ts';
import { lengthWords, momentOf, momentWords, roughWords } from './time-words.ts';
import type { TokenCheck } from './token.ts';

/** Clocks of two machines may differ by this much before anybody wonders. */
export const CLOCK_LEEWAY = 60_000;

const DAY = 86_400_000;

/** How old a DPoP proof may be; servers take a few minutes at most (RFC 9449 §11.1). */
const PROOF_AGE = 5 * 60_000;

function judgeProofAge(iat: number | undefined, now: number): TokenCheck {
  const base = { check: 'expiry', source: rfc(9449, '11.1') } as const;
  if (iat === undefined)
    return { ...base, verdict: 'fail', sentence: 'The proof does not say when it was made (iat).' };
  const age = now - iat;
  return age > PROOF_AGE
    ? {
        ...base,
        verdict: 'warning',
        sentence: `The proof is ${lengthWords(age)} old; servers take fresh ones only.`,
      }
    : { ...base, verdict: 'pass', sentence: 'The proof is fresh.' };
}

/** Whether the token has ended. @see RFC 7519 §4.1.4 */
export function judgeExpiry({ claims, kind, now, expected }: JudgeInput): TokenCheck {
  const base = { check: 'expiry', source: rfc(7519, '4.1.4') } as const;
  if (kind === 'dpop-proof') return judgeProofAge(momentOf(claims?.['iat']), now);
  if (expected.revokedAt !== undefined) {
    return {
      ...base,
      source: rfc(7009, '2'),
      verdict: 'fail',
      sentence:
        'It was revoked in this session. A server that looks it up refuses it; one that only reads it may not know.',
      actual: momentWords(expected.revokedAt),
    };
  }
  if (claims?.['active'] === false) {
    return {
      ...base,
      source: rfc(7662, '2.2'),
      verdict: 'fail',
      sentence:
        'The authorization server says that the token does not count any more: it expired or was revoked.',
      actual: 'active: false',
    };
  }
  const said = claims?.['exp'];
  if (said !== undefined && momentOf(said) === undefined) {
    return {
      ...base,
      verdict: 'fail',
      sentence: 'The expiry is no date: it must be a number of seconds since 1970.',
      actual: JSON.stringify(said).slice(0, 60),
    };
  }
  const end = momentOf(said) ?? expected.expiresAt;
  if (end === undefined) {
    if (!claims)
      return {
        ...base,
        verdict: 'cannot-tell',
        sentence: 'When it ends cannot be seen, and nobody said it.',
      };
    const needed = kind === 'access-token' || kind === 'id-token' || kind === 'client-assertion';
    return {
      ...base,
      verdict: needed ? 'fail' : 'not-applicable',
      sentence: needed ? 'The token never ends: it has no expiry (exp).' : 'It names no end.',
    };
  }
  const actual = momentWords(end);
  const left = end - now;
  if (left <= 0)
    return { ...base, verdict: 'fail', sentence: `It expired ${lengthWords(left)} ago.`, actual };
  if (typeof said === 'number' && said > 32_503_680_000) {
    return {
      ...base,
      verdict: 'fail',
      sentence:
        'The expiry lies after the year 3000: it seems to be written in milliseconds, not in seconds.',
      actual,
    };
  }
  if (kind === 'access-token' && left > DAY) {
    return {
      ...base,
      verdict: 'warning',
      sentence: `It is good for another ${roughWords(left)}. Who steals it can use it as long; an access token should be short-lived.`,
      actual,
    };
  }
  return { ...base, verdict: 'pass', sentence: `It is good for another ${roughWords(left)}.`, actual };
}

/** Whether the token counts already; a token made in the future shows clocks that differ. @see RFC 7519 §4.1.5, §4.1.6 */
export function judgeNotBefore({ claims, now }: JudgeInput): TokenCheck {
  const base = { check: 'not-before', source: rfc(7519, '4.1.5') } as const;
  if (!claims) return { ...base, verdict: 'cannot-tell', sentence: 'From when on it counts cannot be seen.' };
  for (const name of ['nbf', 'iat'] as const) {
    const said = claims[name];
    if (said === undefined) continue;
    const moment = momentOf(said);
    if (moment === undefined) {
      return {
        ...base,
        verdict: 'fail',
        sentence: `${name} is no date: it must be a number of seconds since 1970.`,
      };
    }
    const ahead = moment - now;
    if (ahead > CLOCK_LEEWAY) {
      const what = name === 'nbf' ? 'It counts only in' : 'It says it will be made in';
      return {
        ...base,
        verdict: name === 'nbf' ? 'fail' : 'warning',
        sentence: `${what} ${lengthWords(ahead)}. The clock of the issuer and the one of this machine differ.`,
        actual: momentWords(moment),
      };
    }
  }
  return { ...base, verdict: 'pass', sentence: 'It counts already.' };
}
