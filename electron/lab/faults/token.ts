import { editJson, grantTypeOf, htmlAnswer, jsonAnswer, replaceAnswer } from './fault.ts';
import type { AnswerRewrite, Fault, LabAnswer } from './fault.ts';

const STAGE = { stage: 'token', refuses: true, routes: ['token'] } as const;

/** Faults of the code exchange; a refresh is left alone. @see RFC 6749 sections 5.1, 5.2 */
export const TOKEN_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'token-invalid-grant',
    title: 'The code is not accepted',
    description:
      'invalid_grant: the code was used or is too old, or verifier or redirect URI differ. Start again.',
    trips: ['token/succeeded'],
    rewrite: onExchange((answer) => {
      replaceAnswer(
        answer,
        jsonAnswer(400, { error: 'invalid_grant', error_description: 'the code is not valid any more' }),
      );
    }),
  },
  {
    ...STAGE,
    id: 'token-200-error',
    title: 'An error that says 200',
    description: 'Some servers answer 200 with an error inside: the status alone proves nothing.',
    trips: ['token/succeeded', 'token/error-response'],
    rewrite: onExchange((answer) => {
      replaceAnswer(
        answer,
        jsonAnswer(200, { error: 'bad_verification_code', error_description: 'The code is incorrect' }),
      );
    }),
  },
  {
    ...STAGE,
    id: 'token-html',
    title: 'A web page for a token',
    description: 'The token endpoint answers with HTML, as proxies and sign-in walls do.',
    trips: ['token/json'],
    rewrite: onExchange((answer) => {
      replaceAnswer(answer, htmlAnswer(200));
    }),
  },
  {
    ...STAGE,
    id: 'token-missing-access-token',
    title: 'A token response without a token',
    description: 'Everything is there but access_token.',
    trips: ['token/access-token'],
    rewrite: onExchange((answer) => {
      editJson(answer, (document) => {
        delete document.access_token;
      });
    }),
  },
  {
    ...STAGE,
    id: 'token-wrong-type',
    title: 'A token of an unknown type',
    description: 'token_type says mac: a client must not use a token whose type it does not understand.',
    trips: ['token/token-type'],
    rewrite: onExchange((answer) => {
      editJson(answer, (document) => {
        document.token_type = 'mac';
      });
    }),
  },
  {
    id: 'token-wrong-audience',
    title: 'A token for somebody else',
    description: 'The token is minted for another resource, so the MCP server rightly refuses it.',
    stage: 'token',
    trips: ['mcp/token-accepted'],
    refuses: true,
    policy: { audience: 'https://mcp.example.net/mcp' },
  },
];

function onExchange(change: (answer: LabAnswer) => void): AnswerRewrite {
  return (exchange, answer) => {
    if (grantTypeOf(exchange) !== 'refresh_token') change(answer);
  };
}
