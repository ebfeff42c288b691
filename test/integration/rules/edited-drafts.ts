// Edited drafts, and what else a person can make the client do: the rules that breaks. One is meant, the others follow
// from it (the server refuses the request).

import type { Walk } from './a-walk.ts';
import { both, field, header, json, query, queryToo } from './a-walk.ts';
import { NEEDS_MORE } from './fault-walks.ts';

export interface EditedDraft {
  readonly title: string;
  readonly trips: readonly string[];
  /** `modern` unless named. */
  readonly variant?: string;
  /** A fault that leads the flow to the request. */
  readonly fault?: string;
  readonly walk: Walk & { readonly overrides?: readonly string[] };
}

/** A token that another issuer wrote: `{"iss":"https://login.example.net"}`. */
const FOREIGN_TOKEN = `eyJhbGciOiJFUzI1NiJ9.${btoa('{"iss":"https://login.example.net"}').replace(/=+$/, '')}.AAAA`;

const legacy = { variant: 'legacy' } as const;
/** A call with an argument that its tool wants in a header, too. */
const IN_CATEGORY = {
  kind: 'call-tool',
  name: 'search_products',
  arguments: { category: 'kitchen' },
} as const;
const elsewhere = (url: string): string => `${url}?elsewhere=1`;

export const EDITED_DRAFTS: readonly EditedDraft[] = [
  {
    title: 'another metadata document than the challenge names',
    trips: ['resource-metadata/challenge-url-used'],
    walk: { edits: { 'prm-from-challenge': (request) => ({ ...request, url: elsewhere(request.url) }) } },
  },
  {
    title: 'another well-known location than that of the endpoint',
    trips: ['resource-metadata/well-known-order'],
    fault: 'challenge-metadata-not-named',
    walk: { edits: { 'prm-path': (request) => ({ ...request, url: elsewhere(request.url) }) } },
  },
  {
    title: 'another location than that of the issuer',
    trips: ['server-metadata/well-known-order'],
    walk: { edits: { 'as-oauth-root': (request) => ({ ...request, url: elsewhere(request.url) }) } },
  },
  {
    title: 'a discovery of 2025-03-26 that does not name its revision',
    trips: ['server-metadata/protocol-version-header'],
    variant: '2025-03-26',
    walk: {
      settings: { revision: '2025-03-26' },
      edits: { 'as-oauth-root': header('mcp-protocol-version', undefined) },
    },
  },
  {
    title: 'a registration without redirect URIs',
    trips: ['registration/succeeded', 'registration/redirect-uris'],
    walk: {
      edits: {
        register: json((body) => {
          delete body['redirect_uris'];
        }),
      },
    },
  },
  {
    title: 'a registration as a web client',
    trips: ['registration/application-type'],
    walk: {
      edits: {
        register: json((body) => {
          delete body['application_type'];
        }),
      },
    },
  },
  {
    title: 'a registration without refresh tokens',
    trips: ['registration/refresh-grant'],
    walk: {
      edits: {
        register: json((body) => {
          body['grant_types'] = ['authorization_code'];
        }),
      },
    },
  },
  {
    title: 'a request for a token instead of a code',
    trips: [
      'authorization-request/response-type',
      'authorization-response/state',
      'authorization-response/iss',
    ],
    walk: { edits: { authorize: query('response_type', 'token') } },
  },
  {
    title: 'a request in the name of another client',
    trips: ['authorization-request/client-id', 'authorization-request/accepted'],
    walk: { edits: { authorize: query('client_id', 'somebody-else') } },
  },
  {
    title: 'a client identifier that is no URL to fetch',
    trips: [
      'authorization-request/client-id',
      'authorization-request/client-id-url',
      'authorization-request/accepted',
    ],
    walk: {
      settings: { registration: 'cimd', clientMetadataUrl: 'https://keyhole.example/client.json' },
      edits: { authorize: query('client_id', 'https://keyhole.example/') },
    },
  },
  {
    title: 'a redirect URI that was not registered',
    trips: ['authorization-request/redirect-uri', 'authorization-request/accepted'],
    walk: { edits: { authorize: query('redirect_uri', 'http://attacker.example/callback') } },
  },
  {
    title: 'a request without PKCE',
    trips: ['authorization-request/pkce', 'authorization-response/no-error'],
    walk: {
      edits: {
        authorize: both(query('code_challenge', undefined), query('code_challenge_method', undefined)),
      },
    },
  },
  {
    title: 'a challenge that is not hashed',
    trips: ['authorization-request/pkce-s256', 'authorization-response/no-error'],
    walk: { edits: { authorize: query('code_challenge_method', 'plain') } },
  },
  {
    title: 'a request without state',
    trips: ['authorization-request/state', 'authorization-response/state'],
    walk: { edits: { authorize: query('state', undefined) } },
  },
  {
    title: 'a request that does not ask for a resource',
    trips: ['authorization-request/resource', 'authorization-response/no-error'],
    walk: { edits: { authorize: query('resource', undefined) } },
  },
  {
    title: 'a resource with a fragment',
    trips: [
      'authorization-request/resource',
      'authorization-request/resource-canonical',
      'authorization-response/no-error',
    ],
    walk: { edits: { authorize: query('resource', 'https://shop.example/mcp#top') } },
  },
  {
    title: 'a request without the scope of the challenge',
    trips: ['authorization-request/scope-challenged'],
    walk: { edits: { authorize: query('scope', undefined) } },
  },
  {
    title: 'a request for more than is needed',
    trips: ['authorization-request/scope-strategy'],
    walk: { edits: { authorize: query('scope', 'orders:read orders:write offline_access') } },
  },
  {
    title: 'a step-up that forgets the earlier scope',
    trips: ['step-up/scope-union'],
    walk: { actions: [NEEDS_MORE], edits: { authorize: [undefined, query('scope', 'orders:write')] } },
  },
  {
    title: 'a parameter that is sent twice',
    trips: ['authorization-request/no-duplicates', 'authorization-response/no-error'],
    walk: { edits: { authorize: queryToo('login_hint', 'bob') } },
  },
  {
    title: 'a code that is sent a second time, after a step back',
    trips: ['token/code-single-use'],
    walk: { again: 'token-code' },
  },
  {
    title: 'a client that belongs to another authorization server',
    trips: ['registration/issuer-binding'],
    walk: {
      settings: {
        registration: 'preregistered',
        clientId: 'keyhole-public',
        clientIssuer: 'https://login.example.net',
      },
    },
  },
  {
    title: 'a code sent elsewhere',
    trips: ['token/endpoint'],
    walk: { edits: { 'token-code': (request) => ({ ...request, url: elsewhere(request.url) }) } },
  },
  {
    title: 'a code without its verifier',
    trips: ['token/code-verifier', 'token/succeeded'],
    walk: { edits: { 'token-code': field('code_verifier', undefined) } },
  },
  {
    title: 'a code with another redirect URI',
    trips: ['token/redirect-uri', 'token/succeeded'],
    walk: { edits: { 'token-code': field('redirect_uri', 'http://127.0.0.1:1/other') } },
  },
  {
    title: 'a token request without a resource',
    trips: ['token/resource'],
    walk: { edits: { 'token-code': field('resource', undefined) } },
  },
  {
    title: 'a public client that sends a secret',
    trips: ['token/client-authentication', 'token/succeeded'],
    walk: { edits: { 'token-code': field('client_secret', 'a-secret') } },
  },
  {
    title: 'a code of an answer that was found wrong',
    trips: ['authorization-response/state', 'token/after-validation'],
    fault: 'callback-state-wrong',
    walk: { overrides: ['authorization-response/state'] },
  },
  {
    title: 'a refresh without a resource',
    trips: ['refresh/resource'],
    walk: { actions: [{ kind: 'refresh' }], edits: { 'token-refresh': field('resource', undefined) } },
  },
  {
    title: 'a refresh that asks for more',
    trips: ['refresh/scope-requested', 'refresh/succeeded'],
    walk: {
      actions: [{ kind: 'refresh' }],
      edits: { 'token-refresh': field('scope', 'orders:read orders:write') },
    },
  },
  {
    title: 'a call without its token',
    trips: ['mcp/authorization-header'],
    walk: { edits: { 'mcp-list-tools': header('authorization', undefined) } },
  },
  {
    title: 'a token in the URL',
    trips: ['mcp/no-token-in-query'],
    walk: { edits: { 'mcp-list-tools': query('access_token', 'not-a-real-one') } },
  },
  {
    title: 'a token of another server',
    trips: ['mcp/own-token'],
    walk: { edits: { 'mcp-list-tools': header('authorization', `Bearer ${FOREIGN_TOKEN}`) } },
  },
  {
    title: 'a call that accepts no stream',
    trips: ['mcp/accept'],
    walk: { edits: { 'mcp-list-tools': header('accept', 'application/json') } },
  },
  {
    title: 'a call that does not name its revision',
    trips: ['mcp/protocol-version'],
    walk: { edits: { 'mcp-list-tools': header('mcp-protocol-version', undefined) } },
  },
  {
    title: 'a call of a session that does not name its revision',
    trips: ['mcp/protocol-version'],
    ...legacy,
    walk: {
      settings: { revision: '2025-11-25' },
      edits: { 'mcp-list-tools': header('mcp-protocol-version', undefined) },
    },
  },
  {
    title: 'a call that does not name its method',
    trips: ['mcp/method-header'],
    walk: { edits: { 'mcp-list-tools': header('mcp-method', undefined) } },
  },
  {
    title: 'a call that names another tool in its header',
    trips: ['mcp/name-header'],
    walk: {
      actions: [{ kind: 'call-tool', name: 'get_categories', arguments: {} }],
      edits: { 'mcp-call-tool': header('mcp-name', 'list_orders') },
    },
  },
  {
    title: 'a call without the header of a mirrored argument',
    trips: ['mcp/parameter-headers'],
    walk: { actions: [IN_CATEGORY], edits: { 'mcp-call-tool': header('mcp-param-category', undefined) } },
  },
  {
    title: 'a call whose header mirrors another argument',
    trips: ['mcp/parameter-headers'],
    walk: { actions: [IN_CATEGORY], edits: { 'mcp-call-tool': header('mcp-param-category', 'garden') } },
  },
  {
    title: 'a header that mirrors an argument which is not there',
    trips: ['mcp/parameter-headers'],
    walk: {
      actions: [{ kind: 'call-tool', name: 'search_products', arguments: {} }],
      edits: { 'mcp-call-tool': header('mcp-param-category', 'kitchen') },
    },
  },
  {
    title: 'a mirrored argument that differs, where nobody compares',
    trips: ['mcp/parameter-headers', 'mcp/mismatch-refused'],
    fault: 'mcp-ignores-headers',
    walk: { actions: [IN_CATEGORY], edits: { 'mcp-call-tool': header('mcp-param-category', 'garden') } },
  },
  {
    title: 'another tool in the header, where nobody compares',
    trips: ['mcp/name-header', 'mcp/mismatch-refused'],
    fault: 'mcp-ignores-headers',
    walk: {
      actions: [{ kind: 'call-tool', name: 'get_categories', arguments: {} }],
      edits: { 'mcp-call-tool': header('mcp-name', 'list_orders') },
    },
  },
  {
    title: 'a call that does not describe itself',
    trips: ['mcp/request-meta'],
    walk: {
      edits: {
        'mcp-list-tools': json((body) => {
          body['params'] = {
            _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' },
          };
        }),
      },
    },
  },
];
