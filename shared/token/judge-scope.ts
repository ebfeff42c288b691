import type { JsonObject } from '../protocol/json.ts';
import { scopesMissing, scopeTokens } from '../protocol/scope.ts';
import { rfc } from '../rules/sources.ts';
import type { JudgeInput } from './judge-token.ts';
import type { TokenCheck } from './token.ts';

/** What a token allows: `scope`, or `scp` as some servers write it, as text or as a list. */
export function scopeOf(claims: JsonObject): string | undefined {
  const said = claims['scope'] ?? claims['scp'];
  if (typeof said === 'string') return said;
  return Array.isArray(said) && said.every((one) => typeof one === 'string') ? said.join(' ') : undefined;
}

/** Asked for of the authorization server itself: they need not be in a token for a resource. */
const FOR_THE_ISSUER: ReadonlySet<string> = new Set([
  'openid',
  'offline_access',
  'profile',
  'email',
  'address',
  'phone',
]);

/** Whether the token allows what was asked for and what the token response said. @see RFC 9068 §2.2.3, RFC 6749 §5.1 */
export function judgeScope({ claims, kind, expected }: JudgeInput): TokenCheck {
  const base = { check: 'scope', source: rfc(9068, '2.2.3') } as const;
  if (kind !== 'access-token' && kind !== 'refresh-token' && kind !== 'id-jag' && kind !== 'unknown') {
    return { ...base, verdict: 'not-applicable', sentence: 'Such a token carries no scope.' };
  }
  const { scopeRequested, scopeGranted } = expected;
  const wanted = scopeGranted ?? scopeRequested;
  const withExpected = wanted === undefined ? {} : { expected: wanted };
  const inToken = claims && scopeOf(claims);
  if (inToken === undefined && !claims && scopeGranted !== undefined) {
    const missing = scopesMissing(scopeGranted, scopeRequested);
    const source = rfc(6749, '5.1');
    return missing.length > 0
      ? {
          ...base,
          source,
          verdict: 'warning',
          sentence: `Asked for and not granted: ${missing.join(' ')}.`,
          ...(scopeRequested === undefined ? {} : { expected: scopeRequested }),
          actual: scopeGranted,
        }
      : {
          ...base,
          source,
          verdict: 'pass',
          sentence: 'The token response grants all that was asked for.',
          actual: scopeGranted,
        };
  }
  if (inToken === undefined) {
    const sentence = claims
      ? 'The token names no scope; what it allows is known to its issuer.'
      : 'What it allows cannot be seen.';
    return { ...base, ...withExpected, verdict: 'cannot-tell', sentence };
  }
  const actual = inToken;
  if (wanted === undefined) {
    return { ...base, verdict: 'cannot-tell', sentence: 'It is not known what was asked for.', actual };
  }
  const lacks = scopesMissing(inToken, wanted).filter((one) => !FOR_THE_ISSUER.has(one));
  if (lacks.length > 0) {
    return {
      ...base,
      ...withExpected,
      verdict: 'warning',
      sentence: `The token lacks what was ${scopeGranted === undefined ? 'asked for' : 'granted'}: ${lacks.join(' ')}.`,
      actual,
    };
  }
  const refused = scopesMissing(
    scopeTokens(inToken)
      .concat(...FOR_THE_ISSUER)
      .join(' '),
    scopeRequested,
  );
  if (refused.length > 0) {
    return {
      ...base,
      ...(scopeRequested === undefined ? {} : { expected: scopeRequested }),
      verdict: 'warning',
      sentence: `Asked for and not granted: ${refused.join(' ')}.`,
      actual,
    };
  }
  return { ...base, ...withExpected, verdict: 'pass', sentence: 'It allows what was asked for.', actual };
}
