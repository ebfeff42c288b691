import { isPathPrefix } from '../protocol/urls.ts';
import { rfc } from '../rules/sources.ts';
import type { JudgeInput } from './judge-token.ts';
import type { Expected, TokenCheck, TokenKind } from './token.ts';

/** The audiences a token names, or `undefined` when `aud` is missing or neither text nor a list of texts. */
export function audiencesOf(aud: unknown): readonly string[] | undefined {
  if (typeof aud === 'string' && aud !== '') return [aud];
  return Array.isArray(aud) && aud.length > 0 && aud.every((one) => typeof one === 'string')
    ? aud
    : undefined;
}

/** How audiences meet a resource: the same, a path above it on the same origin (which some servers take), or another. */
export function audienceFit(audiences: readonly string[], resource: string): 'exact' | 'prefix' | 'other' {
  if (audiences.includes(resource)) return 'exact';
  return audiences.some((one) => isPathPrefix(one, resource)) ? 'prefix' : 'other';
}

/** For whom a token of this kind must be, and how such a reader is called. */
function readers(kind: TokenKind, expected: Expected): { names: readonly string[]; who: string } {
  const named = (...names: readonly (string | undefined)[]) => names.filter((name) => name !== undefined);
  switch (kind) {
    case 'id-token':
      return { names: named(expected.clientId), who: 'this client' };
    case 'client-assertion':
    case 'id-jag':
      return { names: named(expected.issuer, expected.tokenEndpoint), who: 'the authorization server' };
    default:
      return { names: named(expected.resource), who: 'this MCP server' };
  }
}

/** Whether the token is for the one who is to accept it. @see RFC 8707 §2, RFC 9068 §4; MCP 2026-07-28, Token Handling */
export function judgeAudience({ claims, kind, expected }: JudgeInput): TokenCheck {
  const base = {
    check: 'audience',
    source: kind === 'access-token' ? rfc(9068, '4') : rfc(7519, '4.1.3'),
  } as const;
  if (kind === 'dpop-proof') {
    return {
      ...base,
      verdict: 'not-applicable',
      sentence: 'A proof names an address (htu) instead of an audience.',
    };
  }
  if (kind === 'refresh-token' && !claims) {
    return { ...base, verdict: 'not-applicable', sentence: 'A refresh token is for its own issuer only.' };
  }
  const { names, who } = readers(kind, expected);
  const [wanted] = names;
  const withExpected = wanted === undefined ? {} : { expected: wanted };
  if (!claims)
    return { ...base, ...withExpected, verdict: 'cannot-tell', sentence: 'For whom it is cannot be seen.' };
  if (claims['aud'] === undefined) {
    return {
      ...base,
      ...withExpected,
      verdict: kind === 'unknown' ? 'cannot-tell' : 'fail',
      sentence: `The token does not say for whom it is (aud), so ${who} cannot know that it is meant.`,
    };
  }
  const audiences = audiencesOf(claims['aud']);
  if (!audiences) {
    return {
      ...base,
      ...withExpected,
      verdict: 'fail',
      sentence: 'The audience is neither a text nor a list of texts.',
    };
  }
  const actual = audiences.join(', ');
  if (wanted === undefined) {
    return {
      ...base,
      verdict: 'cannot-tell',
      sentence: 'Nothing is known to hold the audience against. Give the server URL.',
      actual,
    };
  }
  if (names.some((name) => audiences.includes(name))) {
    return audiences.length === 1
      ? { ...base, ...withExpected, verdict: 'pass', sentence: `It is for ${who}.`, actual }
      : {
          ...base,
          ...withExpected,
          verdict: 'pass',
          sentence: `It is for ${who}, and for others that could use it as well.`,
          actual,
        };
  }
  if (names.some((name) => audienceFit(audiences, name) === 'prefix')) {
    return {
      ...base,
      ...withExpected,
      verdict: 'warning',
      sentence: `It is for a path above ${who}. The official SDKs take it; a server that compares exactly refuses it.`,
      actual,
    };
  }
  return {
    ...base,
    ...withExpected,
    verdict: 'fail',
    sentence: `It is for somebody else, so ${who} must refuse it.`,
    actual,
  };
}
