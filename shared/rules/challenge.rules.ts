import { urlFault } from '../protocol/urls.ts';
import type { Pointer } from '../trace/event.ts';
import { latestText } from '../trace/fold.ts';
import { challenged, mcpExchange, requestHeader } from './facts.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { exchangeOf, notApplicable, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/** An MCP answer to a request that carried no token. */
export function unauthenticated(context: JudgeContext) {
  const answer = mcpExchange(context);
  return answer && requestHeader(answer.event.request, 'authorization') === undefined ? answer : undefined;
}

/** The `resource_metadata` parameter of a 401 and its place. */
function metadataUrl(context: JudgeContext): { value: string; at: Pointer } | undefined {
  return context.subject.kind === 'exchange'
    ? challenged(context.subject.event, 'resource_metadata')
    : undefined;
}

const MISSING = {
  verdict: 'fail',
  message: 'The challenge names no metadata document and no well-known location has one.',
  expected: 'resource_metadata in WWW-Authenticate, or a document at a well-known location',
} as const;

export const challengeRules: readonly Rule[] = [
  {
    id: 'challenge/status-401',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('index', 'Error Handling'), rfc(9110, '15.5.2')],
    statement: 'A request that needs authorization and carries no token is answered with 401.',
    why: 'Clients start discovery on 401 and on nothing else: with another status a person only sees that the server does not work.',
    fix: 'Answer requests without a token with HTTP 401 and a WWW-Authenticate header, before any other check.',
    refuses: false,
    only: ['without-token'],
    judge(context) {
      const answer = unauthenticated(context);
      if (!answer) return undefined;
      if (answer.status === 401)
        return pass('The server answered 401 to a request without a token.', { in: 'status' });
      if (answer.status === 403) {
        const origin = answer.event.request.headers.some(([name]) => name.toLowerCase() === 'origin');
        return {
          verdict: 'fail',
          message:
            'The server answered 403 to a request without a token, so no client will start to authorize.',
          expected: '401',
          actual: '403',
          at: [{ in: 'status' }],
          ...(origin
            ? { fix: 'The request carried an Origin; check whether the server refused that instead.' }
            : {}),
        };
      }
      if (answer.status < 400) return notApplicable('This request needs no authorization.', { in: 'status' });
      return {
        verdict: 'cannot-tell',
        message: `The server answered ${answer.status}, which says nothing about authorization.`,
        at: [{ in: 'status' }],
      };
    },
  },
  {
    id: 'challenge/metadata-discoverable',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    choosesRevision: true,
    sources: [mcp('discovery', 'Protected Resource Metadata Discovery Requirements'), rfc(9728, '5.1')],
    statement:
      'The 401 carries `resource_metadata`, or the metadata document stands at a well-known location of the endpoint.',
    why: 'Without either, a client cannot learn which authorization server to use.',
    fix: 'Serve /.well-known/oauth-protected-resource followed by the endpoint path, and name it in WWW-Authenticate: Bearer resource_metadata="…".',
    refuses: true,
    judge(context) {
      const auto = context.session.settings?.revision === 'auto';
      // With `auto`, a server without resource metadata may still be one of 2025-03-26: its own metadata decides.
      const origin = auto ? exchangeOf(context, 'as-oauth-root') : undefined;
      if (origin && latestText(context.session, 'resource') === undefined) {
        if (origin.status === 200) {
          return notApplicable('The server has no resource metadata but its own: it follows 2025-03-26.', {
            in: 'status',
          });
        }
        return {
          ...MISSING,
          actual: `HTTP ${origin.status} at the location of 2025-03-26, too`,
          at: [{ in: 'status' }],
          final: true,
        };
      }
      if (!context.policy.protectedResourceMetadata) return undefined;
      const answer = unauthenticated(context);
      if (answer?.status === 401) {
        const found = metadataUrl(context);
        if (found) return pass('The challenge names the metadata document.', found.at);
        return {
          verdict: 'cannot-tell',
          message: 'The challenge names no metadata document; the well-known locations decide.',
          at: [{ in: 'response-header', name: 'www-authenticate' }],
        };
      }
      const root = exchangeOf(context, 'prm-root');
      if (!root) return undefined;
      if (root.status === 200) return pass('The document stands at a well-known location.', { in: 'status' });
      if (auto) {
        return {
          verdict: 'cannot-tell',
          message:
            'No well-known location has a document. A server of 2025-03-26 needs none: its own metadata decides.',
          at: [{ in: 'status' }],
        };
      }
      return { ...MISSING, actual: `HTTP ${root.status} at the last location`, at: [{ in: 'status' }] };
    },
  },
  {
    id: 'challenge/metadata-url-absolute',
    stage: 'challenge',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [rfc(9728, '5.1'), mcp('discovery', 'Protected Resource Metadata Discovery Requirements')],
    statement: '`resource_metadata` is an absolute https URL; http is for loopback only.',
    why: 'A relative or unprotected URL cannot be fetched safely: whoever answers it chooses the authorization server.',
    fix: 'Write the full https URL of the metadata document in the challenge.',
    refuses: true,
    only: ['without-token'],
    judge(context) {
      if (!context.policy.protectedResourceMetadata) return undefined;
      const answer = unauthenticated(context);
      const found = answer?.status === 401 ? metadataUrl(context) : undefined;
      if (!found) return undefined;
      const fault = urlFault(found.value);
      if (fault === undefined) return pass('The URL in the challenge is absolute and protected.', found.at);
      return {
        verdict: 'fail',
        message: `The URL in the challenge ${fault}.`,
        expected: 'an absolute https URL',
        actual: found.value,
        at: [found.at],
        final: true,
      };
    },
  },
];
