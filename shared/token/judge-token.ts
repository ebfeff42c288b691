import type { JsonObject } from '../protocol/json.ts';
import { isJsonObject } from '../protocol/json.ts';
import { rfc } from '../rules/sources.ts';
import { judgeAudience } from './judge-audience.ts';
import { judgeAlgorithm, judgeSignature, judgeType } from './judge-header.ts';
import { judgeScope } from './judge-scope.ts';
import { judgeExpiry, judgeNotBefore } from './judge-times.ts';
import type { Expected, ReadToken, SignatureResult, TokenCheck, TokenKind } from './token.ts';

export interface TokenToJudge {
  readonly token: ReadToken;
  readonly kind: TokenKind;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly expected: Expected;
  /** What the engine found when it verified; absent when it did not try. */
  readonly signature?: SignatureResult;
  /** What the authorization server says of the token (RFC 7662); read where the token itself says nothing. */
  readonly introspection?: JsonObject;
}

/** What every check looks at. `claims` is absent when nothing can be seen. */
export interface JudgeInput extends TokenToJudge {
  readonly claims: JsonObject | undefined;
}

function judgeIssuer({ claims, kind, expected }: JudgeInput): TokenCheck {
  const base = {
    check: 'issuer',
    source: kind === 'client-assertion' ? rfc(7523, '3') : rfc(9068, '4'),
  } as const;
  if (kind === 'dpop-proof') {
    return {
      ...base,
      verdict: 'not-applicable',
      sentence: 'A proof is made by the client and names no issuer.',
    };
  }
  const iss = claims?.['iss'];
  const wanted = kind === 'client-assertion' ? expected.clientId : expected.issuer;
  const withExpected = wanted === undefined ? {} : { expected: wanted };
  if (!claims)
    return { ...base, ...withExpected, verdict: 'cannot-tell', sentence: 'Who issued it cannot be seen.' };
  if (typeof iss !== 'string' || iss === '') {
    const verdict = kind === 'access-token' || kind === 'id-token' ? 'fail' : 'warning';
    return { ...base, ...withExpected, verdict, sentence: 'The token does not say who issued it (iss).' };
  }
  const actual = iss;
  if (wanted === undefined) {
    return {
      ...base,
      verdict: 'cannot-tell',
      sentence: 'Nothing is known to hold the issuer against. Give the server URL.',
      actual,
    };
  }
  if (iss === wanted) {
    return {
      ...base,
      ...withExpected,
      verdict: 'pass',
      sentence: 'It was issued by the one expected.',
      actual,
    };
  }
  const slash = iss.replace(/\/$/, '') === wanted.replace(/\/$/, '');
  return {
    ...base,
    ...withExpected,
    verdict: 'fail',
    sentence: slash
      ? 'The issuer differs by a slash at the end. Issuers are compared letter by letter, so it is another one.'
      : 'It was issued by somebody else than the authorization server this MCP server names.',
    actual,
  };
}

function judgeClient({ claims, kind, expected }: JudgeInput): TokenCheck {
  const base = { check: 'client', source: rfc(9068, '2.2') } as const;
  if (kind === 'dpop-proof')
    return { ...base, verdict: 'not-applicable', sentence: 'A proof names no client.' };
  const withExpected = expected.clientId === undefined ? {} : { expected: expected.clientId };
  if (!claims)
    return { ...base, ...withExpected, verdict: 'cannot-tell', sentence: 'The client cannot be seen.' };
  const client =
    kind === 'client-assertion' ? claims['sub'] : (claims['client_id'] ?? claims['azp'] ?? claims['cid']);
  if (typeof client !== 'string') {
    const verdict = kind === 'access-token' ? 'warning' : 'not-applicable';
    const sentence =
      kind === 'access-token'
        ? 'The token does not say which client it was issued to (client_id), which RFC 9068 asks for.'
        : 'It names no client.';
    return { ...base, ...withExpected, verdict, sentence };
  }
  if (expected.clientId === undefined) {
    return {
      ...base,
      verdict: 'cannot-tell',
      sentence: 'It is not known which client it should name.',
      actual: client,
    };
  }
  return client === expected.clientId
    ? { ...base, ...withExpected, verdict: 'pass', sentence: 'It was issued to this client.', actual: client }
    : {
        ...base,
        ...withExpected,
        verdict: 'fail',
        sentence: 'It was issued to another client.',
        actual: client,
      };
}

function judgeSubject({ claims, kind }: JudgeInput): TokenCheck {
  const base = { check: 'subject', source: rfc(9068, '2.2') } as const;
  if (kind === 'dpop-proof')
    return { ...base, verdict: 'not-applicable', sentence: 'A proof is about no person.' };
  if (!claims) return { ...base, verdict: 'cannot-tell', sentence: 'Whom it is about cannot be seen.' };
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') {
    const verdict = kind === 'access-token' || kind === 'id-token' ? 'warning' : 'not-applicable';
    return { ...base, verdict, sentence: 'The token does not say whom it is about (sub).' };
  }
  const isClient = sub === (claims['client_id'] ?? claims['azp']) || kind === 'client-assertion';
  return {
    ...base,
    verdict: 'pass',
    sentence: isClient
      ? 'It is about the client itself: no person is involved.'
      : 'It says whom it is about.',
    actual: sub,
  };
}

function judgeConfirmation({ token, claims, kind }: JudgeInput): TokenCheck {
  const base = { check: 'confirmation', source: rfc(7800, '3.1') } as const;
  if (kind === 'dpop-proof' && token.form === 'jws') {
    const { jwk } = token.header;
    const source = rfc(9449, '4.2');
    if (!isJsonObject(jwk))
      return { ...base, source, verdict: 'fail', sentence: 'The proof holds no public key (jwk).' };
    return 'd' in jwk || 'k' in jwk
      ? {
          ...base,
          source,
          verdict: 'fail',
          sentence: 'The proof gives away a private key: it must hold the public half only.',
        }
      : {
          ...base,
          source,
          verdict: 'pass',
          sentence: 'It holds the public key that it proves possession of.',
        };
  }
  if (!claims)
    return { ...base, verdict: 'cannot-tell', sentence: 'Whether it is bound to a key cannot be seen.' };
  const { cnf } = claims;
  if (cnf === undefined) {
    return {
      ...base,
      verdict: 'not-applicable',
      sentence: 'It is bound to no key: whoever holds it can use it.',
    };
  }
  if (!isJsonObject(cnf))
    return { ...base, verdict: 'fail', sentence: 'The confirmation (cnf) must be an object.' };
  const how = 'jkt' in cnf ? 'DPoP' : 'x5t#S256' in cnf ? 'a client certificate (mutual TLS)' : 'a key';
  return {
    ...base,
    verdict: 'warning',
    sentence: `It is bound to ${how}: a server refuses it when it is sent as a plain Bearer token, which is how this program sends it.`,
    actual: Object.keys(cnf).join(', '),
  };
}

/** Every check of a token, in the order a server would make them. Never throws. */
export function judgeToken(given: TokenToJudge): readonly TokenCheck[] {
  const own = given.token.form === 'jws' ? given.token.claims : undefined;
  const input: JudgeInput = { ...given, claims: own ?? given.introspection };
  return [
    judgeSignature(input),
    judgeAlgorithm(input),
    judgeType(input),
    judgeIssuer(input),
    judgeAudience(input),
    judgeExpiry(input),
    judgeNotBefore(input),
    judgeScope(input),
    judgeClient(input),
    judgeSubject(input),
    judgeConfirmation(input),
  ];
}
