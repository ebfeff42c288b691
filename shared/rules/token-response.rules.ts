// How the token endpoint answers: headers, errors, lifetime and scope; and the answers of its two neighbours.

import { isJsonObject, text } from '../protocol/json.ts';
import { scopeTokens, scopesMissing } from '../protocol/scope.ts';
import { TOKEN_STEPS } from '../protocol/steps.ts';
import { latestText } from '../trace/fold.ts';
import { claimsInside, responseHeader } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { exchangeOf, notApplicable, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';
import { grantedBefore, lastAuthorization } from './token-request.rules.ts';

const at = (name: string) => ({ in: 'response-body', path: name === '' ? '' : `/${name}` }) as const;

/** A token response that grants something. */
export function grantedAnswer(context: JudgeContext) {
  const answer = exchangeOf(context, ...TOKEN_STEPS);
  return answer &&
    answer.status === 200 &&
    isJsonObject(answer.json) &&
    text(answer.json, 'error') === undefined
    ? { ...answer, document: answer.json }
    : undefined;
}

/** Scopes that the authorization server keeps to itself: a resource need not find them in its token. */
const SERVER_SCOPES = new Set(['openid', 'offline_access', 'profile', 'email', 'address', 'phone']);

function judgeScope(context: JudgeContext): Judgement | undefined {
  const answer = grantedAnswer(context);
  if (!answer || answer.event.step === 'token-refresh') return undefined;
  const requested =
    (answer.event.step === 'token-code'
      ? lastAuthorization(context)?.get('scope')
      : latestText(context.session, 'scope_requested')) ?? '';
  const stated = text(answer.document, 'scope');
  const place = at('scope');
  if (stated !== undefined) {
    const less = scopesMissing(stated, requested);
    return pass(
      less.length === 0
        ? 'The server says which scope it granted.'
        : `The server says that it granted less than was asked for: without ${less.join(' ')}.`,
      place,
    );
  }
  // RFC 9068 §2.2.3; who signed it does not matter for what it says.
  const inside = text(claimsInside(text(answer.document, 'access_token') ?? ''), 'scope');
  if (inside === undefined) {
    return {
      verdict: 'cannot-tell',
      message:
        'The answer names no scope, which means that all that was asked for was granted. The token does not say.',
      at: [place],
    };
  }
  const resourceScopes = scopeTokens(requested).filter((scope) => !SERVER_SCOPES.has(scope));
  const less = resourceScopes.filter((scope) => !scopeTokens(inside).includes(scope));
  if (less.length === 0) return pass('The scope is what was asked for, so it need not be named.', place);
  // A server may write its scopes otherwise into the token: only a part of what was asked for tells.
  if (scopesMissing(requested, inside).length > 0) {
    return {
      verdict: 'cannot-tell',
      message: 'The answer names no scope, and the token writes its scope in other words than the request.',
      expected: requested,
      actual: inside,
      at: [place, at('access_token')],
    };
  }
  return {
    verdict: 'fail',
    message: `The answer names no scope, which means that all was granted; but the token lacks ${less.join(' ')}.`,
    expected: `scope: "${inside}"`,
    actual: 'absent',
    at: [place, at('access_token')],
  };
}

/** What a header of every token response must say (RFC 6749 §5.1). Clients get by without it, so a failure is a warning. */
function headerRule(
  told: Pick<Rule, 'id' | 'statement' | 'why' | 'fix'> & {
    readonly header: string;
    readonly right: RegExp;
    readonly expected: string;
    readonly passed: string;
    readonly failed: string;
  },
): Rule {
  const { header, right, expected, passed, failed, ...text } = told;
  return {
    ...text,
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1')],
    refuses: false,
    judge(context) {
      const answer = grantedAnswer(context);
      if (!answer) return undefined;
      const found = responseHeader(answer.event, header.toLowerCase());
      if (right.test(found.value ?? '')) return pass(passed, found.at);
      return {
        verdict: 'fail',
        severity: 'warning',
        message: failed,
        expected,
        actual: found.value ?? `no ${header}`,
        at: [found.at],
      };
    },
  };
}

/** Refusals of a revocation that the server is allowed, and what they mean. */
const REVOCATION_DOUBTS: Readonly<Record<string, string>> = {
  busy: 'The server cannot do it now; the token must be taken to be in force.',
  unsupported_token_type: 'The server does not revoke tokens of this type; it stays in force until it ends.',
  invalid_client: 'The server does not know who asks: this is about the client, not about the token.',
  unauthorized_client: 'This client may not revoke: this is about the client, not about the token.',
};

export const tokenResponseRules: readonly Rule[] = [
  headerRule({
    id: 'token/no-store',
    statement: 'A response with tokens says Cache-Control: no-store.',
    why: 'A cache on the way may keep the tokens and hand them to somebody else.',
    fix: 'Send Cache-Control: no-store with every answer of the token endpoint.',
    header: 'Cache-Control',
    right: /(^|[\s,])no-store($|[\s,])/i,
    expected: 'Cache-Control: no-store',
    passed: 'Caches are told not to keep the tokens.',
    failed:
      'The response does not forbid caches to keep the tokens. Clients tolerate that; a cache may not forget.',
  }),
  headerRule({
    id: 'token/media-type',
    statement: 'A token response is sent as application/json.',
    why: 'A client that chooses its parser by the media type cannot read the tokens.',
    fix: 'Send Content-Type: application/json.',
    header: 'Content-Type',
    right: /^application\/json\b/i,
    expected: 'application/json',
    passed: 'The response says that it is JSON.',
    failed:
      'The response is JSON but is sent with another media type. The official SDKs and oauth4webapi tolerate that; others choose their parser by it.',
  }),
  {
    id: 'token/expires-in',
    stage: 'token',
    level: 'SHOULD',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1'), mcp('security', 'Token Theft')],
    statement: 'The response says in `expires_in` after how many seconds the token ends.',
    why: 'A client that does not know waits for a refusal before it refreshes; a token without an end is stolen for good.',
    fix: 'Return expires_in as a number of seconds, and keep it short.',
    refuses: false,
    judge(context) {
      const answer = grantedAnswer(context);
      if (!answer) return undefined;
      const place = at('expires_in');
      const seconds = answer.document['expires_in'];
      if (typeof seconds === 'number' && seconds > 0)
        return pass(`The token ends after ${seconds} s.`, place);
      return {
        verdict: 'fail',
        message:
          seconds === undefined
            ? 'The response does not say when the token ends.'
            : '`expires_in` is not a positive number of seconds.',
        expected: 'a number',
        actual: seconds === undefined ? 'absent' : JSON.stringify(seconds),
        at: [place],
      };
    },
  },
  {
    id: 'token/scope-stated',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1'), rfc(6749, '3.3')],
    statement: 'When another scope is granted than was asked for, the response says which.',
    why: 'The client believes that it may do more than it can, and meets refusals it cannot explain.',
    fix: 'Return `scope` with what was granted.',
    refuses: false,
    judge: judgeScope,
  },
  {
    id: 'token/error-response',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.2')],
    statement:
      'A refusal of the token endpoint is 400 (or 401 for the client itself) with an `error` in JSON.',
    why: 'A client acts on the code: with another form it can only say that something went wrong.',
    fix: 'Answer 400 with {"error": "invalid_grant"} or another code of RFC 6749 §5.2.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, ...TOKEN_STEPS);
      if (!answer) return undefined;
      const error = text(answer.json, 'error');
      if (answer.status < 400 && error === undefined) return undefined;
      // Too many requests, and faults of a server, are not answers to this request.
      if (answer.status === 429 || answer.status >= 500) {
        return notApplicable(`HTTP ${answer.status} says nothing about the request.`, { in: 'status' });
      }
      const proper = answer.status === 400 || answer.status === 401;
      if (proper && error !== undefined)
        return pass(`The refusal is in its proper form: ${error}.`, at('error'));
      return {
        verdict: 'fail',
        message: proper
          ? 'The refusal names no `error`.'
          : `The refusal is sent with status ${answer.status}. Clients that look at the status first misread it.`,
        ...(error === undefined ? {} : { severity: 'warning' as const }),
        expected: '400 with an `error` in JSON',
        actual: `HTTP ${answer.status}${error === undefined ? ' without an error code' : ` ${error}`}`,
        at: [{ in: 'status' }, at(error === undefined ? '' : 'error')],
      };
    },
  },
  {
    id: 'refresh/scope-granted',
    stage: 'refresh',
    level: 'MUST NOT',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '6')],
    statement: 'A refreshed token has no scope that the person did not agree to.',
    why: 'A client could raise its own rights without anybody being asked.',
    fix: 'Cut the scope of the new token to that of the grant.',
    refuses: false,
    judge(context) {
      const answer = grantedAnswer(context);
      if (answer?.event.step !== 'token-refresh') return undefined;
      const scope = text(answer.document, 'scope');
      const before = grantedBefore(context, answer.event.id);
      if (scope === undefined) return pass('The scope stays as it was.', at('scope'));
      if (before === undefined) return undefined;
      const wider = scopesMissing(before, scope);
      if (wider.length === 0) return pass('The new token has no more scope than the old one.', at('scope'));
      return {
        verdict: 'fail',
        message: `The new token has scope that was never granted: ${wider.join(' ')}.`,
        expected: before,
        actual: scope,
        at: [at('scope')],
      };
    },
  },
  {
    id: 'revocation/status-200',
    stage: 'revocation',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7009, '2.2'), rfc(7009, '2.2.1')],
    statement: 'Revoking a token is answered with 200, whether or not the token was still in force.',
    why: 'After another answer nobody knows whether the token still opens doors.',
    fix: 'Answer 200 with an empty body; 503 only when the client shall try again later.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'revoke');
      if (!answer) return undefined;
      const error = text(answer.json, 'error');
      if (answer.status === 200) return pass('The server confirmed the revocation.', { in: 'status' });
      const excuse = answer.status === 503 || answer.status === 429 ? 'busy' : (error ?? '');
      const doubt = REVOCATION_DOUBTS[excuse];
      if (doubt !== undefined) return { verdict: 'cannot-tell', message: doubt, at: [{ in: 'status' }] };
      return {
        verdict: 'fail',
        message: `The server did not revoke the token${error === undefined ? '.' : `: ${error}.`}`,
        expected: '200',
        actual: `HTTP ${answer.status}${error === undefined ? '' : ` ${error}`}`,
        at: [{ in: 'status' }],
      };
    },
  },
];
