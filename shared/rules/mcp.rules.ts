import { bearerOf } from '../protocol/exchange.ts';
import { isMcpStep } from '../protocol/steps.ts';
import { latest, latestText } from '../trace/fold.ts';
import { challenged, mcpExchange, tokenOf } from './facts.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/** Authorization attempts for one operation before a client gives up. */
const MAX_AUTHORIZATION_ATTEMPTS = 3;

/** The token an MCP request carried, with its answer. */
function authenticated(context: JudgeContext) {
  const answer = mcpExchange(context);
  const token = answer && tokenOf(answer.event.request);
  return answer && token !== undefined ? { answer, token } : undefined;
}

/** How often a person was sent to the authorization endpoint on this path. */
function authorizationAttempts(session: JudgeContext['session']): number {
  return session.callbacks.length;
}

export const mcpRules: readonly Rule[] = [
  {
    id: 'mcp/token-accepted',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('index', 'Token Handling'), rfc(6750, '3.1')],
    statement: 'The server accepts the token that its own authorization server has just issued for it.',
    why: 'A server that refuses fresh tokens sends every client into a loop of signing in.',
    fix: 'Compare the audience of the token with the `resource` sent and the one your server expects, its issuer with the one your server trusts, and the clocks.',
    refuses: true,
    only: ['with-token'],
    judge(context) {
      const found = authenticated(context);
      if (!found) return undefined;
      const { answer, token } = found;
      if (answer.status !== 401) {
        return answer.status < 400 ? pass('The server accepted the token.', { in: 'status' }) : undefined;
      }
      if (token !== latestText(context.session, 'access_token')) return undefined;
      const received = context.session.values.get('access_token')?.at(-1);
      // Nobody knows for whom a pasted token was issued; one that was asked for another resource is rightly refused.
      if (received?.from.kind === 'given' || context.session.settings?.resource !== undefined)
        return undefined;
      const issued = received?.id ?? 0;
      const acceptedBefore = context.session.exchanges.some(
        (other) =>
          other.id > issued &&
          other.id !== answer.event.id &&
          isMcpStep(other.step) &&
          (other.response?.status ?? 500) < 400,
      );
      const revoked = context.session.exchanges.some((other) => other.id > issued && other.step === 'revoke');
      const expiresAt = latest(context.session, 'expires_at');
      const expired = typeof expiresAt === 'number' && answer.event.timing.startedAt >= expiresAt;
      // A token that worked, was revoked or has expired: its refusal is an ordinary event.
      if (acceptedBefore || revoked || expired) return undefined;
      const description = challenged(answer.event, 'error_description')?.value;
      return {
        verdict: 'fail',
        message: `The server refuses the token that was issued for it a moment ago${description === undefined ? '.' : `: ${description}`}`,
        expected: 'the token is accepted',
        actual: 'HTTP 401',
        at: [{ in: 'status' }, { in: 'response-header', name: 'www-authenticate' }],
        final: true,
      };
    },
  },
  {
    id: 'mcp/step-up-limit',
    stage: 'mcp',
    level: 'SHOULD',
    binds: 'client',
    since: '2025-11-25',
    sources: [mcp('index', 'Step-Up Authorization Flow')],
    statement: 'After a few attempts to raise the scope the refusal is treated as permanent.',
    why: 'A server that asks for more scope without end sends a person to the sign-in page for ever.',
    fix: 'Check that the scopes of the challenge can be granted at all and that the server recognises them in the token.',
    refuses: true,
    only: ['with-token', 'failed'],
    judge(context) {
      const found = authenticated(context);
      if (!found || found.answer.status !== 403) return undefined;
      const challenge = bearerOf(found.answer.event);
      const error = challenged(found.answer.event, 'error')?.value;
      if (
        error !== 'insufficient_scope' ||
        authorizationAttempts(context.session) < MAX_AUTHORIZATION_ATTEMPTS
      ) {
        return undefined;
      }
      return {
        verdict: 'fail',
        severity: 'error',
        message: `The server still asks for more scope after ${MAX_AUTHORIZATION_ATTEMPTS} authorizations.`,
        expected: 'the call is allowed once the scopes asked for are granted',
        actual: `insufficient_scope after ${authorizationAttempts(context.session)} authorizations`,
        at: [
          { in: 'status' },
          { in: 'response-header', name: 'www-authenticate', index: challenge?.line ?? 0 },
        ],
        final: true,
      };
    },
  },
  {
    id: 'revocation/effective',
    stage: 'revocation',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7009, '2'), rfc(7009, '2.1')],
    statement: 'A revoked token is refused.',
    why: 'A person who signs out, or loses a device, believes that access has ended.',
    fix: 'Let the resource server ask the authorization server (introspection), or keep tokens short-lived.',
    refuses: false,
    only: ['with-token'],
    judge(context) {
      // Nothing was revoked in most sessions: the long way is for the others.
      if ((context.session.stages.get('revocation')?.exchanges.length ?? 0) === 0) return undefined;
      const found = authenticated(context);
      if (!found) return undefined;
      const revoked = context.session.exchanges.some(
        (other) =>
          other.step === 'revoke' &&
          other.response?.status === 200 &&
          new URLSearchParams(other.request.body ?? '').get('token') === found.token,
      );
      if (!revoked) return undefined;
      if (found.answer.status === 401) return pass('The server refuses the revoked token.', { in: 'status' });
      if (found.answer.status >= 400) return undefined;
      // Three dot-separated parts: a token the server can validate alone, which nobody told of the revocation.
      if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(found.token)) {
        return {
          verdict: 'cannot-tell',
          message:
            'The server still accepts the revoked token. It is self-contained, so the server may learn of it only when it expires.',
          at: [{ in: 'status' }],
        };
      }
      return {
        verdict: 'fail',
        message: 'The server still accepts a token that its authorization server has revoked.',
        expected: '401',
        actual: String(found.answer.status),
        at: [{ in: 'status' }],
      };
    },
  },
];
