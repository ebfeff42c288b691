import { isJsonObject, text } from '../protocol/json.ts';
import { TOKEN_STEPS } from '../protocol/steps.ts';
import { latestText } from '../trace/fold.ts';
import { responseHeader } from './facts.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { exchangeOf, notApplicable, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/** A first token; refresh has its own rules, for its failure is an ordinary event. */
const steps = ['token-code', 'token-client-credentials'] as const;

function granted(context: JudgeContext) {
  const answer = exchangeOf(context, ...TOKEN_STEPS);
  return answer &&
    answer.status === 200 &&
    isJsonObject(answer.json) &&
    text(answer.json, 'error') === undefined
    ? answer
    : undefined;
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_grant:
    'The code was used before, has expired, or the redirect URI or verifier differ. Retry from the authorization request.',
  invalid_client:
    'Check the client authentication: the method registered, the secret, and that this client belongs to this server.',
  invalid_target:
    'The server does not know the `resource`. Compare it with what the server has registered, byte by byte.',
  invalid_scope: 'The server does not grant one of the scopes. Compare with `scopes_supported`.',
  unauthorized_client: 'This client may not use this grant. Check its registered `grant_types`.',
  unsupported_grant_type: 'The server does not know this grant. Check `grant_types_supported`.',
};

export const tokenRules: readonly Rule[] = [
  {
    id: 'token/succeeded',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1'), rfc(6749, '5.2')],
    statement: 'The token endpoint grants a token: status 200 and no `error`.',
    why: 'No token, no call.',
    fix: 'Read the error; each part of the request shows where it came from.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, ...steps);
      if (!answer) return undefined;
      const error = text(answer.json, 'error');
      if (answer.status === 200 && error === undefined)
        return pass('The server granted a token.', { in: 'status' });
      const description = text(answer.json, 'error_description');
      const hint = error === undefined ? undefined : HINTS[error];
      return {
        verdict: 'fail',
        message:
          answer.status === 200
            ? `The server answers 200 but refuses: ${error}.`
            : `The token endpoint refuses with HTTP ${answer.status}${error === undefined ? '' : `: ${error}`}${description === undefined ? '.' : ` (${description})`}`,
        expected: '200 with an access token',
        actual: `HTTP ${answer.status}${error === undefined ? '' : ` ${error}`}`,
        at: [{ in: 'status' }, { in: 'response-body', path: error === undefined ? '' : '/error' }],
        final: true,
        ...(hint === undefined ? {} : { fix: hint }),
      };
    },
  },
  {
    id: 'token/json',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1')],
    statement: 'The token response is a JSON object.',
    why: 'A page or a form instead of JSON usually means that a proxy or a catch-all route answered.',
    fix: 'Answer POST requests to the token endpoint with application/json.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, ...steps);
      if (!answer || answer.status !== 200) return undefined;
      const place = { in: 'response-body', path: '' } as const;
      if (isJsonObject(answer.json)) return pass('The response is a JSON object.', place);
      const { value: type } = responseHeader(answer.event, 'content-type');
      return {
        verdict: 'fail',
        message: 'The token endpoint answers 200, but not with a JSON object.',
        expected: 'a JSON object',
        actual: type ?? 'no Content-Type',
        at: [{ in: 'response-header', name: 'content-type' }, place],
        final: true,
      };
    },
  },
  {
    id: 'token/access-token',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1')],
    statement: 'The response holds an `access_token`.',
    why: 'Nothing can be called without it.',
    fix: 'Return `access_token` as a string.',
    refuses: true,
    judge(context) {
      const answer = granted(context);
      if (!answer || answer.event.step === 'token-refresh') return undefined;
      const place = { in: 'response-body', path: '/access_token' } as const;
      if ((text(answer.json, 'access_token') ?? '') !== '')
        return pass('The response holds an access token.', place);
      return {
        verdict: 'fail',
        message: 'The response holds no access token.',
        expected: 'a string',
        actual: 'absent',
        at: [place],
        final: true,
      };
    },
  },
  {
    id: 'token/token-type',
    stage: 'token',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '5.1'), rfc(6749, '7.1')],
    statement: '`token_type` is present and is one the client knows: Bearer, or DPoP.',
    why: 'A client must not use a token whose type it does not understand.',
    fix: 'Return `token_type: "Bearer"`.',
    refuses: true,
    judge(context) {
      const answer = granted(context);
      if (!answer) return undefined;
      const place = { in: 'response-body', path: '/token_type' } as const;
      const type = text(answer.json, 'token_type');
      if (type !== undefined && /^(bearer|dpop)$/i.test(type))
        return pass(`The token is of type ${type}.`, place);
      return {
        verdict: 'fail',
        message:
          type === undefined
            ? 'The response does not say what type the token is.'
            : `The token is of the unknown type "${type}".`,
        expected: 'Bearer',
        actual: type ?? 'absent',
        at: [place],
      };
    },
  },
  {
    id: 'refresh/succeeded',
    stage: 'refresh',
    level: 'SHOULD',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(6749, '6'), mcp('index', 'Refresh Tokens')],
    statement: 'The refresh token is exchanged for a new access token.',
    why: 'When refresh fails a person has to sign in again.',
    fix: 'invalid_grant means that the refresh token expired, was revoked or was used before: sign in again.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'token-refresh');
      if (!answer) return undefined;
      if (granted(context) && (text(answer.json, 'access_token') ?? '') !== '') {
        return pass('The server issued a new access token.', { in: 'status' });
      }
      const error = text(answer.json, 'error');
      const hint = error === undefined || error === 'invalid_grant' ? undefined : HINTS[error];
      return {
        verdict: 'fail',
        message: `The refresh token was not accepted${error === undefined ? '.' : `: ${error}.`}`,
        expected: '200 with an access token',
        actual: `HTTP ${answer.status}${error === undefined ? '' : ` ${error}`}`,
        at: [{ in: 'status' }, { in: 'response-body', path: error === undefined ? '' : '/error' }],
        ...(hint === undefined ? {} : { fix: hint }),
      };
    },
  },
  {
    id: 'refresh/rotated',
    stage: 'refresh',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-06-18',
    sources: [mcp('security', 'Token Theft'), rfc(9700, '4.14.2')],
    statement: 'For a public client the refresh token is replaced at every use.',
    why: 'A stolen refresh token that stays valid is stolen for good, and nobody notices.',
    fix: 'Issue a new refresh token with every refresh and invalidate the old one.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'token-refresh');
      if (!answer || !granted(context)) return undefined;
      const place = { in: 'response-body', path: '/refresh_token' } as const;
      if ((latestText(context.session, 'token_endpoint_auth_method') ?? 'none') !== 'none') {
        return notApplicable('The client is confidential: rotation is asked of public clients.', place);
      }
      const used = new URLSearchParams(answer.event.request.body ?? '').get('refresh_token');
      const next = text(answer.json, 'refresh_token');
      if (next !== undefined && next !== used) return pass('The refresh token was replaced.', place);
      return {
        verdict: 'fail',
        message:
          next === undefined
            ? 'The server keeps the old refresh token in force: it returned no new one.'
            : 'The server returned the same refresh token again.',
        expected: 'a new refresh token',
        actual: next === undefined ? 'absent' : 'the same token',
        at: [place],
      };
    },
  },
];
