import { editJson, grantTypeOf, jsonAnswer, replaceAnswer } from './fault.ts';
import type { AnswerRewrite, Fault, LabAnswer } from './fault.ts';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const FOREIGN_ID_TOKEN = `${part({ alg: 'none' })}.${part({ iss: 'https://login.example.net', aud: 'another-client', sub: 'mallory' })}.`;

const STAGE = { stage: 'token', refuses: false, routes: ['token'] } as const;

/** Faults of a token response with which a flow can go on, and of its neighbours. @see RFC 6749 sections 5.1, 5.2, 6 */
export const TOKEN_RESPONSE_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'token-error-403',
    title: 'A refusal with the wrong status',
    description: 'Errors of the token endpoint are 400, or 401 for the client: a client may misread 403.',
    trips: ['token/succeeded', 'token/error-response'],
    refuses: true,
    rewrite: onCode((answer) => {
      replaceAnswer(answer, jsonAnswer(403, { error: 'access_denied' }));
    }),
  },
  {
    ...STAGE,
    id: 'token-cacheable',
    title: 'Tokens that may be cached',
    description: 'Without Cache-Control: no-store a cache on the way may keep the tokens.',
    trips: ['token/no-store'],
    rewrite: onCode((answer) => {
      delete answer.headers['cache-control'];
    }),
  },
  {
    ...STAGE,
    id: 'token-media-type',
    title: 'A token as plain text',
    description: 'The answer is JSON, its Content-Type is not: who chooses a parser by it cannot read it.',
    trips: ['token/media-type'],
    rewrite: onCode((answer) => {
      answer.headers['content-type'] = 'text/plain; charset=utf-8';
    }),
  },
  {
    ...STAGE,
    id: 'token-no-expiry',
    title: 'A token of unknown age',
    description: 'Without expires_in a client waits for a refusal before it refreshes.',
    trips: ['token/expires-in'],
    rewrite: onCode((answer) => {
      editJson(answer, (document) => {
        delete document.expires_in;
      });
    }),
  },
  {
    ...STAGE,
    id: 'token-scope-not-said',
    title: 'Less granted, and not said',
    description:
      'When less is granted than was asked for, the answer must say so. Ask as alice for inventory:write.',
    trips: ['token/scope-stated'],
    rewrite: onCode((answer) => {
      editJson(answer, (document) => {
        delete document.scope;
      });
    }),
  },
  {
    ...STAGE,
    id: 'token-refresh-token-null',
    title: 'A refresh token of null',
    description: 'A member without a value is left out: clients that check the response refuse all of it.',
    trips: ['token/member-types'],
    rewrite: onCode((answer) => {
      editJson(answer, (document) => {
        document.refresh_token = null;
      });
    }),
  },
  {
    ...STAGE,
    id: 'token-foreign-id-token',
    title: 'Somebody else’s ID token',
    description: 'An ID token that another issuer wrote for another client, and nobody signed, comes along.',
    trips: ['token/id-token'],
    rewrite: onCode((answer) => {
      editJson(answer, (document) => {
        document.id_token = FOREIGN_ID_TOKEN;
      });
    }),
  },
  {
    id: 'refresh-wider-scope',
    title: 'A refresh that gives more',
    description: 'A refreshed token must not have scope that the person did not agree to.',
    stage: 'refresh',
    trips: ['refresh/scope-granted'],
    refuses: false,
    routes: ['token'],
    rewrite: (exchange, answer) => {
      if (grantTypeOf(exchange) !== 'refresh_token') return;
      editJson(answer, (document) => {
        document.scope = `${String(document.scope)} inventory:write`;
      });
    },
  },
  {
    id: 'introspection-no-active',
    title: 'An introspection that does not say',
    description: 'The answer lacks active, the one member that is required.',
    stage: 'introspection',
    trips: ['introspection/active'],
    refuses: false,
    routes: ['introspection'],
    rewrite: (_exchange, answer) => {
      editJson(answer, (document) => {
        delete document.active;
      });
    },
  },
  {
    id: 'introspection-refused',
    title: 'An introspection that is refused',
    description: 'A question about a dead token is answered with 200 and active: false, not with an error.',
    stage: 'introspection',
    trips: ['introspection/status-200'],
    refuses: false,
    routes: ['introspection'],
    intercept: () => jsonAnswer(400, { error: 'invalid_request' }),
  },
  {
    id: 'revocation-refused',
    title: 'A revocation that is refused',
    description:
      'Revocation is answered with 200 even for dead tokens: now nobody knows whether this one lives.',
    stage: 'revocation',
    trips: ['revocation/status-200'],
    refuses: false,
    routes: ['revocation'],
    intercept: () => jsonAnswer(400, { error: 'invalid_request' }),
  },
];

function onCode(change: (answer: LabAnswer) => void): AnswerRewrite {
  return (exchange, answer) => {
    if (grantTypeOf(exchange) !== 'refresh_token') change(answer);
  };
}
