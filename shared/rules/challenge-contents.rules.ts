// What the challenge says: scopes, errors and where the metadata is.

import { bearerOf } from '../protocol/exchange.ts';
import { isScopeToken, scopeTokens } from '../protocol/scope.ts';
import { unauthenticated } from './challenge.rules.ts';
import { challenged, placeOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';
import { challenging } from './challenge-syntax.rules.ts';

function judgeScope(context: JudgeContext): Judgement | undefined {
  const answer = challenging(context);
  const scope = answer && challenged(answer.event, 'scope');
  if (!scope) return undefined;
  const wrong = scopeTokens(scope.value).find((token) => !isScopeToken(token));
  if (wrong !== undefined) {
    return {
      verdict: 'fail',
      message: `The scope "${wrong}" has characters that a scope cannot have.`,
      expected: 'printable ASCII without quotes and backslashes, separated by spaces',
      actual: scope.value,
      at: [scope.at],
    };
  }
  const joined = scopeTokens(scope.value).find((token) => token.includes(','));
  if (joined === undefined) return pass('The scopes are separated by spaces.', scope.at);
  return {
    verdict: 'fail',
    severity: 'warning',
    message: `"${joined}" is read as one single scope: commas do not separate scopes.`,
    expected: joined.split(',').join(' '),
    actual: scope.value,
    at: [scope.at],
  };
}

export const challengeContentsRules: readonly Rule[] = [
  {
    id: 'challenge/scope-present',
    stage: 'challenge',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-11-25',
    sources: [mcp('index', 'Scope Selection Strategy'), rfc(6750, '3')],
    statement: 'The challenge names the scope that the request needs.',
    why: 'Without it a client asks for all scopes it knows of, or for none: people agree to too much, or the token is too weak.',
    fix: 'Add scope="…" with the scopes this one request needs.',
    refuses: false,
    judge(context) {
      const answer = unauthenticated(context);
      const challenge = answer?.status === 401 ? bearerOf(answer.event) : undefined;
      if (!answer || !challenge) return undefined;
      const scope = challenged(answer.event, 'scope');
      if (scope && scopeTokens(scope.value).length > 0)
        return pass('The challenge names the scope.', scope.at);
      return {
        verdict: 'fail',
        message: 'The challenge does not say which scope is needed.',
        expected: 'scope="…"',
        actual: scope ? 'an empty scope' : 'no scope',
        at: [scope?.at ?? placeOf(challenge)],
      };
    },
  },
  {
    id: 'challenge/scope-syntax',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(6750, '3'), rfc(6749, '3.3')],
    statement:
      'The scopes of a challenge are separated by spaces and made of the characters a scope may have.',
    why: 'A client sends them on as they are: the authorization server then answers invalid_scope.',
    fix: 'Write scope="one two three".',
    refuses: false,
    judge: judgeScope,
  },
  {
    id: 'challenge/no-offline-access',
    stage: 'challenge',
    level: 'SHOULD NOT',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('index', 'Refresh Tokens')],
    statement: 'The scope of a challenge does not hold `offline_access`.',
    why: 'Staying signed in is between the client and the authorization server; no call to the MCP server needs it.',
    fix: 'Remove offline_access from the challenge; clients ask for it where the authorization server offers it.',
    refuses: false,
    judge(context) {
      const answer = challenging(context);
      const scope = answer && challenged(answer.event, 'scope');
      if (!scope) return undefined;
      if (!scopeTokens(scope.value).includes('offline_access'))
        return pass('The challenge does not ask for offline_access.', scope.at);
      return {
        verdict: 'fail',
        message: 'The challenge asks for offline_access, which no request to a server needs.',
        expected: 'only scopes of the resource',
        actual: scope.value,
        at: [scope.at],
      };
    },
  },
  {
    id: 'challenge/no-error-code',
    stage: 'challenge',
    level: 'SHOULD NOT',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(6750, '3.1')],
    statement: 'A challenge to a request without any credentials holds no error code.',
    why: 'A client cannot tell a first visit from a refused token, and may throw good tokens away.',
    fix: 'Send `error` only when the request carried a token.',
    refuses: false,
    judge(context) {
      const answer = unauthenticated(context);
      const challenge = answer?.status === 401 ? bearerOf(answer.event) : undefined;
      if (!answer || !challenge) return undefined;
      const error = challenged(answer.event, 'error');
      if (!error)
        return pass('The challenge to a request without a token names no error.', placeOf(challenge));
      return {
        verdict: 'fail',
        severity: 'info',
        message:
          'The challenge names an error although no token was sent. Both official SDKs do that, and clients tolerate it.',
        expected: 'no error parameter',
        actual: error.value,
        at: [error.at],
      };
    },
  },
  {
    id: 'challenge/metadata-in-header',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    levels: { '2025-11-25': null, '2026-07-28': null },
    sources: [mcp('index', 'Authorization Server Location', '2025-06-18'), rfc(9728, '5.1')],
    statement: 'In 2025-06-18 the 401 itself names the metadata document.',
    why: 'Clients of that revision need not look at the well-known locations.',
    fix: 'Add resource_metadata="…" to WWW-Authenticate.',
    refuses: false,
    judge(context) {
      const answer = unauthenticated(context);
      const challenge = answer?.status === 401 ? bearerOf(answer.event) : undefined;
      if (!answer || !challenge) return undefined;
      const url = challenged(answer.event, 'resource_metadata');
      if (url) return pass('The 401 names the metadata document.', url.at);
      return {
        verdict: 'fail',
        message:
          'The 401 does not name the metadata document, as 2025-06-18 demands. Later revisions let clients look for it.',
        expected: 'resource_metadata="…"',
        actual: 'absent',
        at: [placeOf(challenge)],
      };
    },
  },
];
