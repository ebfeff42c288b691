import { grantTypeOf, jsonAnswer, replaceAnswer } from './fault.ts';
import type { Fault } from './fault.ts';

/** Faults of a refresh. @see RFC 6749 section 6; MCP 2026-07-28, security considerations, Token Theft */
export const REFRESH_FAULTS: readonly Fault[] = [
  {
    id: 'refresh-not-rotated',
    title: 'A refresh token for ever',
    description:
      'A public client gets its refresh token back unchanged: a stolen one would work for ever, unseen.',
    stage: 'refresh',
    trips: ['refresh/rotated'],
    refuses: false,
    policy: { keepsRefreshTokens: true },
  },
  {
    id: 'refresh-invalid-grant',
    title: 'The refresh token is not accepted',
    description: 'invalid_grant on refresh: drop the tokens and let the person sign in again.',
    stage: 'refresh',
    trips: ['refresh/succeeded'],
    refuses: false,
    routes: ['token'],
    rewrite: (exchange, answer) => {
      if (grantTypeOf(exchange) !== 'refresh_token') return;
      replaceAnswer(
        answer,
        jsonAnswer(400, { error: 'invalid_grant', error_description: 'the refresh token is not known' }),
      );
    },
  },
];
