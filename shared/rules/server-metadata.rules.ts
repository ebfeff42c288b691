import { isJsonObject, text, texts } from '../protocol/json.ts';
import { isSince } from '../protocol/policy.ts';
import { SERVER_METADATA_STEPS } from '../protocol/steps.ts';
import { authorizationServerCandidates, isPlainHttp, urlFault } from '../protocol/urls.ts';
import { latestText } from '../trace/fold.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { documentOf, exchangeOf, notApplicable, pass } from './rule.ts';
import { mcp, practices, rfc } from './sources.ts';

const steps = SERVER_METADATA_STEPS;

/** Endpoints of the document that Keyhole may be led to. */
const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'jwks_uri',
] as const;

const at = (name: string) => ({ in: 'response-body', path: `/${name}` }) as const;

function usesCode(context: JudgeContext): boolean {
  return context.session.settings?.grant !== 'client_credentials';
}

function judgeEndpoints(context: JudgeContext, wrong: (url: unknown) => string | undefined, final: boolean) {
  const document = documentOf(context, ...steps);
  if (!document) return undefined;
  for (const name of ENDPOINTS) {
    if (!(name in document)) continue;
    const fault = wrong(document[name]);
    if (fault === undefined) continue;
    return {
      verdict: 'fail',
      message: `\`${name}\` ${fault}.`,
      expected: 'an https URL',
      actual: typeof document[name] === 'string' ? document[name] : JSON.stringify(document[name]),
      at: [at(name)],
      final,
    } satisfies Judgement;
  }
  return undefined;
}

export const serverMetadataRules: readonly Rule[] = [
  {
    id: 'server-metadata/found',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [mcp('discovery', 'Authorization Server Metadata Discovery'), rfc(8414, '3.1')],
    statement:
      'A metadata document of the authorization server stands at one of the locations of its issuer.',
    why: 'Without it a client knows no endpoint and may not guess.',
    fix: 'Serve RFC 8414 metadata with the well-known part between host and path of the issuer, or an OpenID discovery document.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, ...steps);
      const issuer = latestText(context.session, 'issuer');
      if (!answer || issuer === undefined) return undefined;
      if (answer.status === 200 && isJsonObject(answer.json)) {
        return pass('A metadata document was found.', { in: 'status' });
      }
      // 2025-03-26 knows default endpoints; the plan takes them when there is no document.
      if (context.policy.defaultEndpoints) return undefined;
      const last = authorizationServerCandidates(issuer, context.policy).at(-1);
      if (last?.step !== answer.event.step) return undefined;
      const resourceMetadata = latestText(context.session, 'resource') !== undefined;
      return {
        verdict: 'fail',
        message: `None of the locations of ${issuer} has a metadata document.`,
        expected: '200 with a JSON object',
        actual:
          answer.status === 200
            ? 'a body that is no JSON object'
            : `HTTP ${answer.status} at the last location`,
        at: [{ in: 'request-url' }, { in: 'status' }],
        ...(resourceMetadata
          ? {}
          : {
              fix: 'Serve the protected-resource metadata of the MCP endpoint, so that clients learn the issuer.',
            }),
      };
    },
  },
  {
    id: 'server-metadata/issuer-matches',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(8414, '3.3'), mcp('discovery', 'Authorization Server Metadata Discovery')],
    statement: '`issuer` in the document is identical to the issuer identifier the location was built from.',
    why: 'A document that claims another issuer is how a mix-up attack begins: codes meant for one server are sent to another.',
    fix: 'Publish the document under the issuer it names, or list that issuer in the resource metadata, character by character.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      const expected = latestText(context.session, 'issuer');
      if (!document || expected === undefined) return undefined;
      const issuer = text(document, 'issuer');
      if (issuer === expected) return pass('The document names the issuer it was asked for.', at('issuer'));
      const slash = issuer !== undefined && (issuer === `${expected}/` || `${issuer}/` === expected);
      return {
        verdict: 'fail',
        message:
          issuer === undefined
            ? 'The document does not name its issuer.'
            : slash
              ? 'The metadata names another issuer: the two differ by a trailing slash.'
              : 'The metadata names another issuer than the one it was asked for.',
        expected,
        actual: issuer ?? 'no `issuer`',
        at: [at('issuer')],
      };
    },
  },
  {
    id: 'server-metadata/safe-urls',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [practices('OAuth Authorization URL Validation'), rfc(8414, '2')],
    statement: 'Every endpoint is an absolute http or https URL.',
    why: 'An authorization endpoint such as `javascript:` or `file:` runs code or opens files when a client hands it to the system.',
    fix: 'Write absolute https URLs for all endpoints.',
    refuses: true,
    judge(context) {
      const wrong = (url: unknown): string | undefined =>
        typeof url === 'string' && isPlainHttp(url) ? undefined : urlFault(url);
      return (
        judgeEndpoints(context, wrong, true) ??
        (documentOf(context, ...steps) &&
          pass('Every endpoint is an http or https URL.', { in: 'response-body', path: '' }))
      );
    },
  },
  {
    id: 'server-metadata/endpoints-https',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [mcp('security', 'Communication Security')],
    statement: 'Every endpoint is served over https; http is for loopback during development.',
    why: 'Over plain http anybody on the way reads the code, the verifier and the tokens.',
    fix: 'Serve the authorization server over https and publish https URLs.',
    refuses: true,
    judge(context) {
      const wrong = (url: unknown): string | undefined =>
        typeof url === 'string' && isPlainHttp(url) ? 'is plain http outside this machine' : undefined;
      return (
        judgeEndpoints(context, wrong, false) ??
        (documentOf(context, ...steps) &&
          pass('No endpoint is plain http outside this machine.', { in: 'response-body', path: '' }))
      );
    },
  },
  {
    id: 'server-metadata/endpoints-present',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(8414, '2')],
    statement: 'The document names the authorization endpoint and the token endpoint.',
    why: 'The code flow has nowhere to go without them.',
    fix: 'Add `authorization_endpoint` and `token_endpoint` to the document.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      if (!document) return undefined;
      const needed = usesCode(context) ? ['authorization_endpoint', 'token_endpoint'] : ['token_endpoint'];
      const missing = needed.filter((name) => !(name in document));
      if (missing.length === 0)
        return pass('The endpoints of the flow are named.', { in: 'response-body', path: '' });
      return {
        verdict: 'fail',
        message: `The document lacks ${missing.map((name) => `\`${name}\``).join(' and ')}.`,
        expected: missing.join(', '),
        actual: 'absent',
        at: missing.map(at),
        final: true,
      };
    },
  },
  {
    id: 'server-metadata/pkce-advertised',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'client',
    since: '2025-11-25',
    choosesRevision: true,
    sources: [mcp('security', 'Authorization Code Protection')],
    statement: 'A client refuses to go on when `code_challenge_methods_supported` is absent.',
    why: 'A server without PKCE lets whoever intercepts the code redeem it.',
    fix: 'Publish `code_challenge_methods_supported: ["S256"]`. Entra ID and Cognito do PKCE without saying so: there, continue anyway once you know it.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      if (!document) return undefined;
      const place = at('code_challenge_methods_supported');
      if (!usesCode(context)) return notApplicable('This grant has no authorization code.', place);
      if ('code_challenge_methods_supported' in document)
        return pass('The server says which PKCE methods it supports.', place);
      if (!isSince(context.policy.revision, '2025-11-25')) {
        return notApplicable(`${context.policy.revision} does not ask a client to look for it.`, place);
      }
      return {
        verdict: 'fail',
        message: 'The metadata does not say that PKCE is supported.',
        expected: '`code_challenge_methods_supported` with "S256"',
        actual: 'absent',
        at: [place],
      };
    },
  },
  {
    id: 'server-metadata/pkce-s256',
    stage: 'server-metadata',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [mcp('security', 'Authorization Code Protection'), rfc(7636, '4.2')],
    statement: 'The server supports the PKCE method S256.',
    why: 'With `plain` the challenge is the verifier: whoever sees the authorization request can redeem the code.',
    fix: 'Support S256 and list it in `code_challenge_methods_supported`.',
    refuses: true,
    judge(context) {
      const document = documentOf(context, ...steps);
      if (!document || !('code_challenge_methods_supported' in document) || !usesCode(context))
        return undefined;
      const place = at('code_challenge_methods_supported');
      if (texts(document, 'code_challenge_methods_supported')?.includes('S256'))
        return pass('S256 is supported.', place);
      return {
        verdict: 'fail',
        message: 'The server lists PKCE methods, but not S256.',
        expected: 'a list with "S256"',
        actual: JSON.stringify(document['code_challenge_methods_supported']),
        at: [place],
      };
    },
  },
];
