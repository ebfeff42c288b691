// The members of a token response that need not be there, where they are; an ID token among them.

import { isJsonObject, text } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import { latest, latestText } from '../trace/fold.ts';
import { readToken } from '../token/read-token.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { openidCore, rfc } from './sources.ts';
import { grantedAnswer } from './token-response.rules.ts';

const at = (name: string) => ({ in: 'response-body', path: `/${name}` }) as const;

/** Where an empty text says something: a scope of nothing. */
const MAY_BE_EMPTY = new Set(['scope']);
const TEXTS = ['refresh_token', 'scope', 'id_token'] as const;

function judgeTypes(context: JudgeContext): Judgement | undefined {
  const answer = grantedAnswer(context);
  if (!answer) return undefined;
  const { document } = answer;
  const present = TEXTS.filter((name) => name in document);
  const wrong = present.find((name) => {
    const value = document[name];
    return typeof value !== 'string' || (value === '' && !MAY_BE_EMPTY.has(name));
  });
  if (wrong === undefined) {
    return present.length === 0
      ? undefined
      : pass('The members of the response are of the types they must have.', ...present.map(at));
  }
  return {
    verdict: 'fail',
    message: `\`${wrong}\` is not ${MAY_BE_EMPTY.has(wrong) ? 'a string' : 'a string with something in it'}. Strict clients refuse the whole response for it.`,
    expected: 'a string, or no such member',
    actual: document[wrong] === '' ? 'an empty text' : JSON.stringify(document[wrong]),
    at: [at(wrong)],
  };
}

/** Seconds by which clocks may differ before anybody wonders. */
const LEEWAY = 60;

interface IdTokenFault {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

const shown = (value: unknown): string =>
  value === undefined ? 'absent' : JSON.stringify(value).slice(0, 80);

/** The first fault of the header. @see OpenID Connect Core §2, §3.1.3.7 (6, 7); RFC 7515 §4.1.11 */
function headerFault(header: JsonObject, context: JudgeContext): IdTokenFault | undefined {
  const metadata = latest(context.session, 'authorization_server_metadata');
  const client = latest(context.session, 'client_information');
  const listed: unknown = isJsonObject(metadata)
    ? metadata['id_token_signing_alg_values_supported']
    : undefined;
  const registered = text(client, 'id_token_signed_response_alg');
  // Without anything said, the algorithm is RS256.
  const allowed: readonly unknown[] =
    registered === undefined ? (Array.isArray(listed) ? listed : ['RS256']) : [registered];
  const { alg } = header;
  if (!allowed.includes(alg)) {
    return {
      message: 'The ID token is signed in another way than was agreed.',
      expected: allowed.map((one) => (typeof one === 'string' ? one : shown(one))).join(' or '),
      actual: shown(alg),
    };
  }
  return 'crit' in header
    ? {
        message: 'The ID token demands extensions that clients do not know.',
        expected: 'no `crit`',
        actual: shown(header['crit']),
      }
    : undefined;
}

function audienceFault(claims: JsonObject, clientId: string | undefined): IdTokenFault | undefined {
  const { aud, azp } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (clientId === undefined) return undefined;
  if (!audiences.includes(clientId)) {
    return { message: 'The ID token is for another client.', expected: clientId, actual: shown(aud) };
  }
  return audiences.length > 1 && azp !== clientId
    ? {
        message: 'The ID token is for several, and does not name this client as the one it was issued to.',
        expected: `azp: ${clientId}`,
        actual: shown(azp),
      }
    : undefined;
}

/** The first fault of the claims. @see OpenID Connect Core §2, §3.1.3.7 */
function claimsFault(claims: JsonObject, context: JudgeContext, received: number): IdTokenFault | undefined {
  const { session } = context;
  const metadata = latest(session, 'authorization_server_metadata');
  const issuer = text(metadata, 'issuer') ?? latestText(session, 'issuer');
  if (issuer !== undefined && claims['iss'] !== issuer)
    return {
      message: 'The ID token was issued by somebody else.',
      expected: issuer,
      actual: shown(claims['iss']),
    };
  const audience = audienceFault(claims, latestText(session, 'client_id'));
  if (audience) return audience;
  for (const name of ['exp', 'iat', 'nbf', 'auth_time'] as const) {
    const moment = claims[name];
    if (moment === undefined && (name === 'nbf' || name === 'auth_time')) continue;
    if (typeof moment !== 'number' || !Number.isFinite(moment) || (name === 'auth_time' && moment < 0)) {
      return {
        message: `\`${name}\` of the ID token is no time.`,
        expected: 'a number of seconds',
        actual: shown(moment),
      };
    }
  }
  const { exp, nbf, sub } = claims;
  if (typeof sub !== 'string')
    return {
      message: 'The ID token does not say whom it is about.',
      expected: 'sub: a string',
      actual: shown(sub),
    };
  if (typeof exp === 'number' && exp <= received - LEEWAY)
    return {
      message: 'The ID token had expired when it came.',
      expected: `exp after ${received}`,
      actual: shown(exp),
    };
  if (typeof nbf === 'number' && nbf > received + LEEWAY)
    return {
      message: 'The ID token does not count yet.',
      expected: `nbf until ${received}`,
      actual: shown(nbf),
    };
  return claims['nonce'] === undefined
    ? undefined
    : {
        message: 'The ID token carries a nonce that nobody sent.',
        expected: 'no `nonce`',
        actual: 'present',
      };
}

function judgeIdToken(context: JudgeContext): Judgement | undefined {
  const answer = grantedAnswer(context);
  const idToken = answer && text(answer.document, 'id_token');
  if (!answer || idToken === undefined || idToken === '') return undefined;
  const place = at('id_token');
  const token = readToken(idToken);
  if (token.form === 'jwe') {
    return {
      verdict: 'cannot-tell',
      message: 'The ID token is encrypted: nothing in it can be seen.',
      at: [place],
    };
  }
  const { startedAt, total } = answer.event.timing;
  const received = Math.round((startedAt + total) / 1000);
  const fault: IdTokenFault | undefined =
    token.form === 'opaque' || !token.claims
      ? { message: 'The ID token is no JWT.', expected: 'header.payload.signature', actual: 'another text' }
      : (headerFault(token.header, context) ?? claimsFault(token.claims, context, received));
  if (!fault)
    return pass(
      'The ID token is for this client, from this issuer and in time. Its signature is not part of this rule.',
      place,
    );
  return {
    verdict: 'fail',
    severity: 'warning',
    ...fault,
    message: `${fault.message} MCP clients do not use it; one that does refuses the response.`,
    at: [place],
  };
}

export const tokenMembersRules: readonly Rule[] = [
  {
    id: 'token/member-types',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1'), rfc(6749, 'A')],
    statement: '`refresh_token`, `scope` and `id_token` are strings wherever they are present.',
    why: 'A client that checks the response by its schema throws the access token away with the wrong member.',
    fix: 'Leave a member out when there is nothing to say: do not send null.',
    refuses: false,
    judge: judgeTypes,
  },
  {
    id: 'token/id-token',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [openidCore('3.1.3.7', 'IDTokenValidation'), openidCore('2', 'IDToken')],
    statement: 'An ID token that comes along is from this issuer, for this client, and in time.',
    why: 'Who reads the person from an ID token of another client or issuer signs in the wrong one.',
    fix: 'Issue ID tokens with iss, sub, aud, exp and iat for the client that asked, signed as the metadata says; or leave them out.',
    refuses: false,
    judge: judgeIdToken,
  },
];
