// How an MCP server refuses: a token that is no good, or too little scope.

import { bearerOf, messageOf } from '../protocol/exchange.ts';
import { isJsonObject } from '../protocol/json.ts';
import { scopesMissing, scopeTokens } from '../protocol/scope.ts';
import { isMcpStep } from '../protocol/steps.ts';
import type { EventOf } from '../trace/session.ts';
import { challenged, headerLine, mcpExchange, placeOf, tokenOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/** What an operation is, apart from its id and the client's description of itself. */
function operationOf(exchange: EventOf<'exchange'>): string {
  const message = messageOf(exchange.request);
  const params = isJsonObject(message?.['params']) ? message['params'] : {};
  return JSON.stringify([message?.['method'], params['name'] ?? params['uri']]);
}

/** A refusal for lack of scope. */
function insufficient(context: JudgeContext) {
  const answer = mcpExchange(context);
  if (answer?.status !== 403 || tokenOf(answer.event.request) === undefined) return undefined;
  const challenge = bearerOf(answer.event);
  return challenge && { answer, challenge };
}

/** The status that RFC 6750 §3.1 and MCP give to each error. */
const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
};

function judgeInvalidToken(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  const token = answer && tokenOf(answer.event.request);
  if (!answer || token === undefined || answer.event.edited !== true) return undefined;
  const issued = context.session.values.get('access_token')?.some(({ value }) => value === token);
  if (issued === true) return undefined;
  const at = { in: 'status' } as const;
  if (answer.status === 401)
    return pass('The server refuses a token that was never issued to this client.', at);
  if (answer.status >= 400) return undefined;
  const guarded = context.session.exchanges.some(
    (other) =>
      operationOf(other) === operationOf(answer.event) &&
      other.response?.status === 401 &&
      headerLine(other.request.headers, 'authorization') === undefined,
  );
  if (!guarded) {
    return {
      verdict: 'cannot-tell',
      message:
        'The server serves a request with a token that this flow does not know; it may serve it without one, too.',
      at: [at],
    };
  }
  // A person may have pasted a token that is good: only one that cannot be, tells.
  if (/^[A-Za-z0-9\-._~+/]{16,}=*$/.test(token)) {
    return {
      verdict: 'cannot-tell',
      message:
        'The server accepts a token that this flow did not obtain. Send one that is surely wrong, such as "wrong", to see whether it looks at all.',
      at: [at],
    };
  }
  return {
    verdict: 'fail',
    message: 'The server accepts a token that nobody issued, though it refuses a request without any.',
    expected: '401',
    actual: String(answer.status),
    at: [{ in: 'request-header', name: 'authorization' }, at],
  };
}

export const mcpRefusalRules: readonly Rule[] = [
  {
    id: 'mcp/invalid-token-refused',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('index', 'Token Handling'), mcp('security', 'Access Token Privilege Restriction')],
    statement: 'A token that the server cannot validate is refused with 401.',
    why: 'A server that only looks whether there is a token lets everybody in.',
    fix: 'Validate signature, issuer, audience and expiry of every token, or ask the authorization server.',
    refuses: false,
    only: ['with-token', 'edited'],
    judge: judgeInvalidToken,
  },
  {
    id: 'mcp/invalid-token-error',
    stage: 'mcp',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(6750, '3.1')],
    statement: 'When a token is refused with 401, the challenge says error="invalid_token".',
    why: 'Without the code a client cannot tell a dead token from a first visit, and may not refresh.',
    fix: 'Add error="invalid_token" and an error_description to the challenge.',
    refuses: false,
    only: ['with-token', 'failed'],
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.status !== 401 || tokenOf(answer.event.request) === undefined) return undefined;
      const challenge = bearerOf(answer.event);
      if (!challenge) return undefined;
      const error = challenged(answer.event, 'error');
      if (error) return pass(`The challenge names the error: ${error.value}.`, error.at);
      return {
        verdict: 'fail',
        message: 'The challenge does not say that the token is the reason.',
        expected: 'error="invalid_token"',
        actual: 'no error',
        at: [placeOf(challenge)],
      };
    },
  },
  {
    id: 'mcp/error-status',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('index', 'Error Handling'), rfc(6750, '3.1')],
    statement:
      'Status and error of a challenge agree: 400 invalid_request, 401 invalid_token, 403 insufficient_scope.',
    why: 'One client acts on the status, the other on the code: one refreshes in vain, the other asks for scope in vain.',
    fix: 'Send 401 with invalid_token, 403 with insufficient_scope, 400 with invalid_request.',
    refuses: false,
    only: ['with-token', 'failed'],
    judge(context) {
      const answer = mcpExchange(context);
      // Without a token 401 is right whatever the code says; that there is one is judged by its own rule.
      const refused = answer && answer.status >= 400 && tokenOf(answer.event.request) !== undefined;
      const error = refused ? challenged(answer.event, 'error') : undefined;
      const expected = error && STATUS_OF[error.value];
      if (!answer || !error || expected === undefined) return undefined;
      if (answer.status === expected) return pass('Status and error agree.', { in: 'status' }, error.at);
      return {
        verdict: 'fail',
        message: `The challenge says ${error.value}, but the status is ${answer.status}.`,
        expected: String(expected),
        actual: String(answer.status),
        at: [{ in: 'status' }, error.at],
      };
    },
  },
  {
    id: 'step-up/challenge-contents',
    stage: 'step-up',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-11-25',
    sources: [mcp('index', 'Runtime Insufficient Scope Errors'), rfc(6750, '3.1')],
    statement:
      'A refusal for lack of scope is 403 with error="insufficient_scope", `scope` and `resource_metadata`.',
    why: 'Without the code a client does not know that more scope would help; without the scope it does not know which.',
    fix: 'Send WWW-Authenticate: Bearer error="insufficient_scope", scope="…", resource_metadata="…".',
    refuses: false,
    only: ['with-token', 'failed'],
    judge(context) {
      const found = insufficient(context);
      if (!found) return undefined;
      const { event } = found.answer;
      const at = placeOf(found.challenge);
      const error = challenged(event, 'error')?.value;
      // Another error is another refusal.
      if (error !== undefined && error !== 'insufficient_scope') return undefined;
      const missing = ['error', 'scope', 'resource_metadata'].filter(
        (name) => challenged(event, name) === undefined,
      );
      if (missing.length === 0) return pass('The refusal says what is missing and where to get it.', at);
      if (error === undefined && missing.includes('scope')) {
        return {
          verdict: 'cannot-tell',
          message: 'The refusal names neither an error nor a scope: more scope may help, or nothing may.',
          at: [at],
        };
      }
      return {
        verdict: 'fail',
        message: `The refusal lacks ${missing.map((name) => `\`${name}\``).join(', ')}.`,
        expected: 'error, scope and resource_metadata',
        actual: found.challenge.parameters.map(({ name }) => name).join(', ') || 'no parameters',
        at: [at],
      };
    },
  },
  {
    id: 'step-up/all-scopes-at-once',
    stage: 'step-up',
    level: 'SHOULD',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('index', 'Runtime Insufficient Scope Errors')],
    statement: 'One refusal names all scopes that the operation needs.',
    why: 'People are sent to sign in once for each scope, and give up.',
    fix: 'Collect every scope the operation needs before refusing it.',
    refuses: false,
    only: ['with-token', 'failed'],
    judge(context) {
      const found = insufficient(context);
      const scope = found && challenged(found.answer.event, 'scope');
      if (!found || !scope) return undefined;
      const { event } = found.answer;
      const operation = operationOf(event);
      const before = context.session.exchanges.findLast(
        (other) =>
          other.id < event.id &&
          isMcpStep(other.step) &&
          other.response?.status === 403 &&
          operationOf(other) === operation &&
          challenged(other, 'scope') !== undefined,
      );
      const earlier = before && challenged(before, 'scope')?.value;
      const token = context.session.values.get('access_token')?.at(-1)?.id ?? 0;
      // Only a token that came after the first refusal shows that the client did as it was told.
      if (!before || earlier === undefined || token < before.id) return undefined;
      const more = scopesMissing(earlier, scope.value);
      if (more.length === 0) return undefined;
      return {
        verdict: 'fail',
        message: `The same operation is refused again, for a scope that the first refusal did not name: ${more.join(' ')}.`,
        expected: scopeTokens(`${earlier} ${scope.value}`).join(' '),
        actual: `first ${earlier}, then ${scope.value}`,
        at: [scope.at],
      };
    },
  },
];
