// What the authorization server answers when it is asked about a token.

import { isJsonObject, text } from '../protocol/json.ts';
import type { Rule } from './rule.ts';
import { exchangeOf, pass } from './rule.ts';
import { rfc } from './sources.ts';

const at = (name: string) => ({ in: 'response-body', path: `/${name}` }) as const;

/** Refusals that are about who asks, and not about the token. */
const ABOUT_THE_CLIENT = new Set(['invalid_client', 'unauthorized_client', 'access_denied', 'invalid_token']);

export const introspectionRules: readonly Rule[] = [
  {
    id: 'introspection/active',
    stage: 'introspection',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7662, '2.2')],
    statement: 'An introspection response says in `active` whether the token is in force.',
    why: 'A resource server that finds no `active` may let a dead token in.',
    fix: 'Return "active": true or false.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'introspect');
      if (!answer || answer.status !== 200) return undefined;
      const active = isJsonObject(answer.json) ? answer.json['active'] : undefined;
      if (typeof active === 'boolean')
        return pass(active ? 'The token is in force.' : 'The token is not in force.', at('active'));
      return {
        verdict: 'fail',
        message: 'The response does not say whether the token is in force.',
        expected: 'true or false',
        actual: active === undefined ? 'absent' : JSON.stringify(active),
        at: [at('active')],
      };
    },
  },
  {
    id: 'introspection/status-200',
    stage: 'introspection',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7662, '2.2'), rfc(7662, '2.3')],
    statement: 'A question about a token is answered with 200, whether or not the token is in force.',
    why: 'After another answer a resource server does not know whether to let the token in.',
    fix: 'Answer 200 with "active": false for tokens that are unknown or dead; 401 only when the client cannot be authenticated.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'introspect');
      if (!answer) return undefined;
      const { status } = answer;
      if (status === 200) return pass('The server answers the question.', { in: 'status' });
      const error = text(answer.json, 'error');
      if (status === 401 || status === 403 || ABOUT_THE_CLIENT.has(error ?? '')) {
        return {
          verdict: 'cannot-tell',
          message: 'The server does not answer this client: that is about the client, not about the token.',
          at: [{ in: 'status' }],
        };
      }
      if (status === 429 || status >= 500) {
        return {
          verdict: 'cannot-tell',
          message: `HTTP ${status} says nothing about the token: ask again later.`,
          at: [{ in: 'status' }],
        };
      }
      return {
        verdict: 'fail',
        message: `The server does not say whether the token is in force${error === undefined ? '.' : `: ${error}.`}`,
        expected: '200',
        actual: `HTTP ${status}${error === undefined ? '' : ` ${error}`}`,
        at: [{ in: 'status' }],
      };
    },
  },
];
