import { isJsonObject, text, texts } from '../protocol/json.ts';
import { RESOURCE_METADATA_STEPS } from '../protocol/steps.ts';
import { expectedResource, isPathPrefix, isPlainHttp, sameResource, urlFault } from '../protocol/urls.ts';
import { responseHeader } from './facts.ts';
import type { Rule } from './rule.ts';
import { documentOf, exchangeOf, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const steps = RESOURCE_METADATA_STEPS;

export const resourceMetadataRules: readonly Rule[] = [
  {
    id: 'resource-metadata/found',
    stage: 'resource-metadata',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [mcp('discovery', 'Authorization Server Location'), rfc(9728, '3.2')],
    statement: 'The metadata document that the challenge names is there: status 200.',
    why: 'A client must use the URL it was given and has nowhere else to look.',
    fix: 'Serve the document at the URL in the challenge, without authentication, or correct the URL.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, ...steps);
      if (!answer) return undefined;
      if (answer.status === 200) return pass('The metadata document is there.', { in: 'status' });
      // A well-known location without a document is only a step on the way; the challenge rule judges the end of it.
      if (answer.event.step !== 'prm-from-challenge') return undefined;
      return {
        verdict: 'fail',
        message: `The challenge names this document, but the answer is HTTP ${answer.status}.`,
        expected: '200',
        actual: String(answer.status),
        at: [{ in: 'request-url' }, { in: 'status' }],
      };
    },
  },
  {
    id: 'resource-metadata/json',
    stage: 'resource-metadata',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [rfc(9728, '3.2')],
    statement: 'The document is a JSON object, sent as application/json.',
    why: 'A single-page application that answers every path with its HTML page hides the missing document.',
    fix: 'Route /.well-known/oauth-protected-resource to a JSON document before any catch-all page.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, ...steps);
      if (!answer || answer.status !== 200) return undefined;
      const { value: type } = responseHeader(answer.event, 'content-type');
      if (isJsonObject(answer.json)) {
        if (type !== undefined && /^application\/([a-z0-9.+-]+\+)?json\b/i.test(type)) {
          return pass('The document is a JSON object.', { in: 'response-body', path: '' });
        }
        return {
          verdict: 'fail',
          severity: 'warning',
          tolerated: true,
          message: 'The document is JSON but is sent with another media type.',
          expected: 'application/json',
          actual: type ?? 'no Content-Type',
          at: [{ in: 'response-header', name: 'content-type' }],
        };
      }
      return {
        verdict: 'fail',
        message: /html/i.test(type ?? '')
          ? 'The location answers 200 with an HTML page instead of a metadata document.'
          : 'The location answers 200, but not with a JSON object.',
        expected: 'a JSON object',
        actual: type ?? 'no Content-Type',
        at: [
          { in: 'response-header', name: 'content-type' },
          { in: 'response-body', path: '' },
        ],
        // At the path location the root is still to be tried.
        ...(answer.event.step === 'prm-path' ? { tolerated: true, severity: 'warning' as const } : {}),
      };
    },
  },
  {
    id: 'resource-metadata/resource-matches',
    stage: 'resource-metadata',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [rfc(9728, '3.3')],
    statement: '`resource` is the identifier that the document was asked for; otherwise it must not be used.',
    why: 'A document that speaks for another resource lets a server obtain tokens that are meant for somebody else.',
    fix: 'Set `resource` to the exact URL of the MCP endpoint, as clients write it.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      if (!document || context.subject.kind !== 'exchange') return undefined;
      const at = { in: 'response-body', path: '/resource' } as const;
      const expected = expectedResource(context.target, context.subject.event.step);
      const resource = text(document, 'resource');
      if (resource === undefined) {
        return {
          verdict: 'fail',
          message: 'The document does not say which resource it describes.',
          expected,
          actual: 'resource' in document ? JSON.stringify(document['resource']) : 'no `resource`',
          at: [at],
        };
      }
      if (sameResource(resource, expected))
        return pass('`resource` is the identifier that was asked for.', at);
      if (isPathPrefix(resource, context.target)) {
        return {
          verdict: 'fail',
          severity: 'warning',
          tolerated: true,
          message: `\`resource\` covers this endpoint but is not the identifier the document was asked for. The official SDKs accept that; a client that follows RFC 9728 to the letter must not use the document.`,
          expected,
          actual: resource,
          at: [at],
        };
      }
      return {
        verdict: 'fail',
        message: 'The document describes another resource than the one that was asked for.',
        expected,
        actual: resource,
        at: [at],
      };
    },
  },
  {
    id: 'resource-metadata/authorization-servers',
    stage: 'resource-metadata',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [mcp('discovery', 'Authorization Server Location'), rfc(9728, '2')],
    statement: '`authorization_servers` names at least one authorization server.',
    why: 'Without it a client cannot know where a person signs in.',
    fix: 'List the issuer identifier of your authorization server in `authorization_servers`.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      if (!document) return undefined;
      const at = { in: 'response-body', path: '/authorization_servers' } as const;
      const servers = texts(document, 'authorization_servers');
      if (servers && servers.length > 0) {
        return pass(
          `The document names ${servers.length === 1 ? 'one authorization server' : `${servers.length} authorization servers`}.`,
          at,
        );
      }
      return {
        verdict: 'fail',
        message: 'The document names no authorization server.',
        expected: 'an array with at least one issuer identifier',
        actual:
          'authorization_servers' in document ? JSON.stringify(document['authorization_servers']) : 'absent',
        at: [at],
      };
    },
  },
  {
    id: 'resource-metadata/safe-urls',
    stage: 'resource-metadata',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [rfc(8414, '2'), mcp('security', 'Communication Security')],
    statement:
      'Every issuer identifier is an https URL without query or fragment; http is for loopback only.',
    why: 'These URLs come from a server under test: other schemes run code or read files, plain http can be rewritten on the way.',
    fix: 'Write the https issuer identifier of the authorization server.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      const servers = document && texts(document, 'authorization_servers');
      if (!servers || servers.length === 0) return undefined;
      for (const [index, server] of servers.entries()) {
        const fault =
          urlFault(server) ??
          (/[?#]/.test(server) ? 'has a query or a fragment, which an issuer cannot have' : undefined);
        if (fault !== undefined) {
          return {
            verdict: 'fail',
            message: `Authorization server ${index + 1} ${fault}.`,
            expected: 'an https URL without query or fragment',
            actual: server,
            at: [{ in: 'response-body', path: `/authorization_servers/${index}` }],
            final: !isPlainHttp(server),
          };
        }
      }
      return pass('Every issuer identifier can be used safely.', {
        in: 'response-body',
        path: '/authorization_servers',
      });
    },
  },
];
