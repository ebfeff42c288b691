// What the two metadata documents say beyond what the flow needs to go on.

import { isJsonObject, text, texts } from '../protocol/json.ts';
import { RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS } from '../protocol/steps.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { StepId } from '../trace/event.ts';
import { challenged, responseHeader } from './facts.ts';
import type { Judgement, Rule } from './rule.ts';
import { documentOf, exchangeOf, notApplicable, pass } from './rule.ts';
import { mcp, openid, rfc } from './sources.ts';

const OPENID_STEPS: readonly StepId[] = [
  'as-openid-path-inserted',
  'as-openid-path-appended',
  'as-openid-root',
];

const at = (name: string) => ({ in: 'response-body', path: name === '' ? '' : `/${name}` }) as const;

const shown = (document: JsonObject, name: string): string =>
  name in document ? JSON.stringify(document[name]) : 'absent';

/** Members that a document must have, by their shape. */
function judgeMembers(
  document: JsonObject,
  members: Readonly<Record<string, 'text' | 'list'>>,
  kind: string,
): Judgement {
  const missing = Object.entries(members).filter(([name, shape]) =>
    shape === 'text' ? text(document, name) === undefined : texts(document, name) === undefined,
  );
  if (missing.length === 0)
    return pass(`The document has the members that ${kind} requires.`, ...Object.keys(members).map(at));
  const names = missing.map(([name]) => `\`${name}\``).join(', ');
  return {
    verdict: 'fail',
    message: `The document lacks ${names}, which ${kind} requires. The official SDKs refuse such a document.`,
    expected: missing
      .map(([name, shape]) => `${name}: ${shape === 'text' ? 'a string' : 'a list of strings'}`)
      .join('; '),
    actual: missing.map(([name]) => `${name}: ${shown(document, name)}`).join('; '),
    at: missing.map(([name]) => at(name)),
  };
}

export const metadataContentsRules: readonly Rule[] = [
  {
    id: 'resource-metadata/scopes-supported',
    stage: 'resource-metadata',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-06-18',
    sources: [rfc(9728, '2'), mcp('index', 'Scope Selection Strategy')],
    statement: '`scopes_supported` lists the scopes of the resource, as strings.',
    why: 'It is what clients ask for when a challenge names no scope.',
    fix: 'List the least set of scopes that makes the server useful, e.g. "scopes_supported": ["files:read"].',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...RESOURCE_METADATA_STEPS);
      if (!document) return undefined;
      const place = at('scopes_supported');
      if (texts(document, 'scopes_supported')) return pass('The document lists its scopes.', place);
      const challenge = context.session.exchanges.findLast(
        ({ response }) => response?.status === 401 || response?.status === 403,
      );
      const inChallenge = challenge && challenged(challenge, 'scope') !== undefined;
      // Recommended, not required: a resource without scopes has nothing to list.
      if (!('scopes_supported' in document)) {
        return notApplicable(
          inChallenge
            ? 'The document lists no scopes; the challenge names them.'
            : 'The document lists no scopes and the challenge names none: the client asks for none.',
          place,
        );
      }
      return {
        verdict: 'fail',
        message:
          '`scopes_supported` is not a list of strings; clients ignore it or reject the whole document.',
        expected: 'a list of strings',
        actual: shown(document, 'scopes_supported'),
        at: [place],
      };
    },
  },
  {
    id: 'resource-metadata/no-offline-access',
    stage: 'resource-metadata',
    level: 'SHOULD NOT',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('index', 'Refresh Tokens')],
    statement: '`scopes_supported` of a resource does not hold `offline_access`.',
    why: 'Clients that take the list as it is then always ask people to stay signed in for ever.',
    fix: 'Remove offline_access from the resource metadata; list it in the metadata of the authorization server.',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...RESOURCE_METADATA_STEPS);
      const scopes = document && texts(document, 'scopes_supported');
      if (!scopes) return undefined;
      const index = scopes.indexOf('offline_access');
      if (index === -1) return pass('offline_access is not listed.', at('scopes_supported'));
      return {
        verdict: 'fail',
        message: 'The resource lists offline_access, which no resource needs.',
        expected: 'only scopes of the resource',
        actual: scopes.join(' '),
        at: [at(`scopes_supported/${index}`)],
      };
    },
  },
  {
    id: 'resource-metadata/bearer-methods',
    stage: 'resource-metadata',
    level: 'MUST',
    binds: 'server',
    since: '2025-06-18',
    sources: [rfc(9728, '2'), mcp('index', 'Token Requirements')],
    statement: '`bearer_methods_supported`, when present, holds "header": MCP knows no other way.',
    why: 'A client that believes the document cannot call the server at all.',
    fix: 'Publish "bearer_methods_supported": ["header"], or leave it out.',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...RESOURCE_METADATA_STEPS);
      if (!document || !('bearer_methods_supported' in document)) return undefined;
      const place = at('bearer_methods_supported');
      if (texts(document, 'bearer_methods_supported')?.includes('header'))
        return pass('The server takes tokens in the Authorization header.', place);
      return {
        verdict: 'fail',
        severity: 'warning',
        message:
          'The document does not list the Authorization header, the only way MCP allows. Clients tolerate that and use it all the same.',
        expected: 'a list with "header"',
        actual: shown(document, 'bearer_methods_supported'),
        at: [place],
      };
    },
  },
  {
    id: 'server-metadata/json',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(8414, '3.2'), openid('4.2', 'ProviderConfigurationResponse')],
    statement: 'A metadata document is a JSON object, sent as application/json.',
    why: 'A web page that answers every path hides that there is no document; some clients give up at it.',
    fix: 'Answer 404 where there is no document, and send the one there is as application/json.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, ...SERVER_METADATA_STEPS);
      if (!answer || answer.status !== 200) return undefined;
      const type = responseHeader(answer.event, 'content-type');
      const json = /^application\/([a-z0-9.+-]+\+)?json\b/i.test(type.value ?? '');
      if (isJsonObject(answer.json) && json) return pass('The document is a JSON object.', at(''));
      return {
        verdict: 'fail',
        severity: 'warning',
        message: isJsonObject(answer.json)
          ? 'The document is JSON but is sent with another media type. The official SDKs tolerate that.'
          : 'The location answers 200, but not with a JSON object. Some clients stop here instead of trying the next location.',
        expected: 'a JSON object as application/json',
        actual: type.value ?? 'no Content-Type',
        at: [type.at, at('')],
      };
    },
  },
  {
    id: 'server-metadata/required-members',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(8414, '2')],
    statement: '`response_types_supported` is a list of strings.',
    why: 'Clients that check documents by their schema refuse one without it.',
    fix: 'Add "response_types_supported": ["code"].',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...SERVER_METADATA_STEPS);
      return document && judgeMembers(document, { response_types_supported: 'list' }, 'RFC 8414');
    },
  },
  {
    id: 'server-metadata/openid-members',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-11-25',
    sources: [openid('3', 'ProviderMetadata')],
    statement:
      'An OpenID document has `jwks_uri`, `subject_types_supported` and `id_token_signing_alg_values_supported`.',
    why: 'Clients that check documents by their schema refuse one without them.',
    fix: 'Add the members, or serve the document at /.well-known/oauth-authorization-server, where they are not asked for.',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...OPENID_STEPS);
      return (
        document &&
        judgeMembers(
          document,
          {
            jwks_uri: 'text',
            subject_types_supported: 'list',
            id_token_signing_alg_values_supported: 'list',
          },
          'OpenID Connect Discovery',
        )
      );
    },
  },
  {
    id: 'server-metadata/code-flow',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [mcp('index', 'Overview'), rfc(8414, '2')],
    statement: 'What the server lists as supported includes the flow that is to be used.',
    why: 'A client that believes the document does not even try.',
    fix: 'List "code" in `response_types_supported`, and the grant in `grant_types_supported`.',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...SERVER_METADATA_STEPS);
      if (!document) return undefined;
      const grant = context.session.settings?.grant ?? 'authorization_code';
      const types = texts(document, 'response_types_supported');
      const grants = texts(document, 'grant_types_supported');
      const places = [at('response_types_supported'), at('grant_types_supported')];
      if (grant === 'authorization_code' && types && types.length > 0 && !types.includes('code')) {
        return {
          verdict: 'fail',
          message: 'The server does not list the response type `code`.',
          expected: 'a list with "code"',
          actual: types.join(', '),
          at: [at('response_types_supported')],
        };
      }
      if (grants && !grants.includes(grant)) {
        return {
          verdict: 'fail',
          message: `The server does not list the grant \`${grant}\`.`,
          expected: `a list with "${grant}"`,
          actual: grants.join(', ') || 'an empty list',
          at: [at('grant_types_supported')],
        };
      }
      return pass('The flow is among what the server lists.', ...places);
    },
  },
  {
    id: 'server-metadata/openid-pkce',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-11-25',
    sources: [mcp('security', 'Authorization Code Protection')],
    statement: 'An OpenID document has `code_challenge_methods_supported`.',
    why: 'OpenID Connect does not define it, so providers forget it; MCP clients must then refuse.',
    fix: 'Add "code_challenge_methods_supported": ["S256"].',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...OPENID_STEPS);
      if (!document) return undefined;
      const place = at('code_challenge_methods_supported');
      if (context.session.settings?.grant === 'client_credentials')
        return notApplicable('This grant has no authorization code.', place);
      if ('code_challenge_methods_supported' in document)
        return pass('The provider says which PKCE methods it supports.', place);
      return {
        verdict: 'fail',
        message: 'The OpenID document does not say that PKCE is supported.',
        expected: '`code_challenge_methods_supported` with "S256"',
        actual: 'absent',
        at: [place],
      };
    },
  },
  {
    id: 'server-metadata/cimd-advertised',
    stage: 'server-metadata',
    level: 'SHOULD',
    binds: 'authorization-server',
    since: '2025-11-25',
    sources: [mcp('registration', 'Advertising CIMD Support'), mcp('index', 'Overview')],
    statement: 'The server supports client-ID metadata documents and says so.',
    why: 'Without them every client has to register anew at every server, or a person has to do it by hand.',
    fix: 'Support client identifiers that are URLs and publish "client_id_metadata_document_supported": true.',
    refuses: false,
    judge(context) {
      const document = documentOf(context, ...SERVER_METADATA_STEPS);
      if (!document) return undefined;
      const place = at('client_id_metadata_document_supported');
      if (document['client_id_metadata_document_supported'] === true)
        return pass('Client-ID metadata documents are supported.', place);
      const dynamic = text(document, 'registration_endpoint') !== undefined;
      return {
        verdict: 'fail',
        message: dynamic
          ? 'The server does not offer client-ID metadata documents, only dynamic registration, which MCP is phasing out.'
          : 'The server offers neither client-ID metadata documents nor dynamic registration: somebody must register each client by hand.',
        expected: 'true',
        actual: shown(document, 'client_id_metadata_document_supported'),
        at: [place],
      };
    },
  },
];
