// Every judge on hand-made exchanges: what passes, what fails and how hard, what is not its business.

import { describe, expect, test } from 'vitest';
import type { Case } from '../../support/judging.ts';
import { judge, TARGET, verdict } from '../../support/judging.ts';
import { authorizationParametersRules } from '../../../shared/rules/authorization-parameters.rules.ts';
import { authorizationScopeRules } from '../../../shared/rules/authorization-scope.rules.ts';
import { challengeContentsRules } from '../../../shared/rules/challenge-contents.rules.ts';
import { challengeSyntaxRules } from '../../../shared/rules/challenge-syntax.rules.ts';
import { discoveryRequestRules } from '../../../shared/rules/discovery-request.rules.ts';
import { RULES } from '../../../shared/rules/judge.ts';
import { introspectionRules } from '../../../shared/rules/introspection.rules.ts';
import { mcpParameterHeadersRules } from '../../../shared/rules/mcp-parameter-headers.rules.ts';
import { mcpRefusalRules } from '../../../shared/rules/mcp-refusal.rules.ts';
import { mcpRequestRules } from '../../../shared/rules/mcp-request.rules.ts';
import { mcpResponseRules } from '../../../shared/rules/mcp-response.rules.ts';
import { mcpSessionRules } from '../../../shared/rules/mcp-session.rules.ts';
import { metadataContentsRules } from '../../../shared/rules/metadata-contents.rules.ts';
import { registrationContentsRules } from '../../../shared/rules/registration-contents.rules.ts';
import { tokenRequestRules } from '../../../shared/rules/token-request.rules.ts';
import { tokenMembersRules } from '../../../shared/rules/token-members.rules.ts';
import { tokenResponseRules } from '../../../shared/rules/token-response.rules.ts';
import type { HeaderLine } from '../../../shared/trace/event.ts';

const ISSUER = 'https://as.example';
const challenged = (value: string): HeaderLine[] => [['WWW-Authenticate', value]];
const metadataIn = (url: string): HeaderLine[] => challenged(`Bearer resource_metadata="${url}"`);
const typed = (type: string): HeaderLine[] => [['Content-Type', type]];
const token: HeaderLine[] = [['authorization', 'Bearer opaque-token']];

const PRM = { resource: TARGET, authorization_servers: [ISSUER] };
const prm = (over: object = {}, step: 'prm-path' | 'prm-root' | 'prm-from-challenge' = 'prm-path'): Case => ({
  answer: { step, body: { ...PRM, ...over } },
});
const AS = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  code_challenge_methods_supported: ['S256'],
};
const as = (over: object = {}, rest: Case = {}): Case => ({
  values: { issuer: ISSUER, resource: TARGET },
  ...rest,
  answer: { step: 'as-oauth-root', body: { ...AS, ...over } },
});
const callback = (query: string, rest: Case = {}): Case => ({
  values: { state: 'st', issuer: ISSUER },
  callback: `http://127.0.0.1:1/callback?${query}`,
  ...rest,
});
const advertised = {
  values: {
    state: 'st',
    issuer: ISSUER,
    authorization_server_metadata: { authorization_response_iss_parameter_supported: true },
  },
};
const granted = (body: object | string, rest: Partial<NonNullable<Case['answer']>> = {}): Case => ({
  answer: { step: 'token-code', body, ...rest },
});
const refreshed = (body: object, rest: Case = {}): Case => ({
  ...rest,
  answer: { step: 'token-refresh', requestBody: 'grant_type=refresh_token&refresh_token=old', body },
});
const probe = (status: number, headers: HeaderLine[] = [], rest: Case = {}): Case => ({
  ...rest,
  answer: { step: 'mcp-probe', status, headers },
});
const call = (status: number, rest: Case = {}, headers: HeaderLine[] = []): Case => ({
  values: { access_token: 'opaque-token' },
  ...rest,
  answer: { step: 'mcp-call-tool', status, headers, requestHeaders: token, startedAt: 5000 },
});
const revoke = { step: 'revoke', requestBody: 'token=opaque-token', status: 200 } as const;
const insufficient = challenged('Bearer error="insufficient_scope", scope="admin"');
const threeCallbacks = Array.from({ length: 3 }, () => ({ callback: 'http://127.0.0.1:1/callback?code=x' }));

type Row = readonly [what: string, given: Case, expected: string];
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'challenge/status-401': [
    ['401', probe(401), 'pass'],
    ['403', probe(403), 'fail error tolerated'],
    ['an open server', probe(200), 'not-applicable'],
    ['404', probe(404), 'cannot-tell'],
    ['500', probe(500), 'cannot-tell'],
    [
      'a request that carried a token',
      { answer: { step: 'mcp-probe', status: 403, requestHeaders: token } },
      '-',
    ],
    ['a document', prm(), '-'],
  ],
  'challenge/metadata-discoverable': [
    ['a challenge that names it', probe(401, metadataIn('https://shop.example/m')), 'pass'],
    ['a challenge that does not', probe(401, challenged('Bearer realm="x"')), 'cannot-tell'],
    ['no challenge', probe(401), 'cannot-tell'],
    [
      'the parameter under another scheme',
      probe(401, challenged('Basic resource_metadata="https://a.example"')),
      'cannot-tell',
    ],
    [
      'a look-alike',
      probe(401, challenged('Bearer realm="resource_metadata=https://a.example"')),
      'cannot-tell',
    ],
    ['a document at the root', prm({}, 'prm-root'), 'pass'],
    ['none at the root', { answer: { step: 'prm-root', status: 404 } }, 'fail error overridable'],
    [
      'none at the root, while the revision is still open',
      { settings: { revision: 'auto' }, answer: { step: 'prm-root', status: 404 } },
      'cannot-tell',
    ],
    ['none at the path', { answer: { step: 'prm-path', status: 404 } }, '-'],
    [
      'none at all',
      { settings: { revision: 'auto' }, answer: { step: 'as-oauth-root', status: 404 } },
      'fail error final',
    ],
    [
      'its own metadata instead',
      { settings: { revision: 'auto' }, answer: { step: 'as-oauth-root', body: AS } },
      'not-applicable',
    ],
    ['2025-03-26, which has none', { revision: '2025-03-26', ...probe(401) }, '-'],
  ],
  'challenge/metadata-url-absolute': [
    ['https', probe(401, metadataIn('https://shop.example/m')), 'pass'],
    ['http on this machine', probe(401, metadataIn('http://127.0.0.1:1/m')), 'pass'],
    ['a relative URL', probe(401, metadataIn('/m')), 'fail error final'],
    ['http elsewhere', probe(401, metadataIn('http://shop.example/m')), 'fail error final'],
    ['a script', probe(401, metadataIn('javascript:alert(1)')), 'fail error final'],
    ['a file', probe(401, metadataIn('file:///etc/passwd')), 'fail error final'],
    ['none', probe(401), '-'],
    ['a 403', probe(403, metadataIn('/m')), '-'],
  ],
  'challenge/private-address': [
    ['a public address', probe(401, metadataIn('https://shop.example/m')), 'pass'],
    [
      'the cloud metadata service',
      probe(401, metadataIn('http://169.254.169.254/m')),
      'fail warning overridable',
    ],
    [
      'a private address from a private server',
      probe(401, metadataIn('http://10.0.0.1/m'), { target: 'http://127.0.0.1:1/mcp' }),
      '-',
    ],
    [
      'the cloud metadata service, from a private server',
      probe(401, metadataIn('http://169.254.169.254/m'), { target: 'http://127.0.0.1:1/mcp' }),
      'fail warning overridable',
    ],
    [
      'a neighbour of a server that is link-local itself',
      probe(401, metadataIn('http://[fe80::2]/m'), { target: 'http://[fe80::1]/mcp' }),
      '-',
    ],
    ['none', probe(401), '-'],
  ],
  'resource-metadata/found': [
    ['200', prm(), 'pass'],
    [
      '404 at the URL of the challenge',
      { answer: { step: 'prm-from-challenge', status: 404 } },
      'fail error overridable',
    ],
    ['404 at a well-known location', { answer: { step: 'prm-path', status: 404 } }, '-'],
  ],
  'resource-metadata/json': [
    ['JSON', prm(), 'pass'],
    [
      'JSON with a suffix',
      { answer: { step: 'prm-path', headers: typed('application/resource+json; charset=utf-8'), body: PRM } },
      'pass',
    ],
    [
      'JSON under another type',
      { answer: { step: 'prm-path', headers: typed('text/plain'), body: PRM } },
      'fail warning tolerated',
    ],
    [
      'JSON without a type',
      { answer: { step: 'prm-path', headers: [], body: PRM } },
      'fail warning tolerated',
    ],
    [
      'a page at the path',
      { answer: { step: 'prm-path', headers: typed('text/html'), body: '<html>' } },
      'fail warning tolerated',
    ],
    [
      'a page at the root',
      { answer: { step: 'prm-root', headers: typed('text/html'), body: '<html>' } },
      'fail error overridable',
    ],
    ['a list', { answer: { step: 'prm-root', body: '[]' } }, 'fail error overridable'],
    ['nothing', { answer: { step: 'prm-root' } }, 'fail error overridable'],
    ['404', { answer: { step: 'prm-path', status: 404 } }, '-'],
  ],
  'resource-metadata/resource-matches': [
    ['the endpoint', prm(), 'pass'],
    ['the origin, from the root', prm({ resource: 'https://shop.example' }, 'prm-root'), 'pass'],
    [
      'the origin with its slash, from the root',
      prm({ resource: 'https://shop.example/' }, 'prm-root'),
      'pass',
    ],
    ['the origin, from the path', prm({ resource: 'https://shop.example' }), 'fail warning tolerated'],
    ['the endpoint, from the root', prm({}, 'prm-root'), 'fail warning tolerated'],
    ['a slash too many', prm({ resource: `${TARGET}/` }), 'fail warning tolerated'],
    ['a neighbour', prm({ resource: 'https://shop.example/mc' }), 'fail error overridable'],
    ['another origin', prm({ resource: 'https://evil.example/mcp' }), 'fail error overridable'],
    ['another port', prm({ resource: 'https://shop.example:444/mcp' }), 'fail error overridable'],
    [
      'nothing',
      { answer: { step: 'prm-path', body: { authorization_servers: [ISSUER] } } },
      'fail error overridable',
    ],
    ['a list', prm({ resource: [TARGET] }), 'fail error overridable'],
  ],
  'resource-metadata/authorization-servers': [
    ['one', prm(), 'pass'],
    ['two', prm({ authorization_servers: [ISSUER, 'https://b.example'] }), 'pass'],
    ['none', prm({ authorization_servers: [] }), 'fail error overridable'],
    ['no list', prm({ authorization_servers: ISSUER }), 'fail error overridable'],
    ['numbers', prm({ authorization_servers: [1] }), 'fail error overridable'],
    ['no member', { answer: { step: 'prm-path', body: { resource: TARGET } } }, 'fail error overridable'],
  ],
  'resource-metadata/safe-urls': [
    ['https', prm(), 'pass'],
    ['http on this machine', prm({ authorization_servers: ['http://localhost:1'] }), 'pass'],
    ['http elsewhere', prm({ authorization_servers: ['http://as.example'] }), 'fail error overridable'],
    ['a script', prm({ authorization_servers: ['javascript:x'] }), 'fail error final'],
    ['a file, second', prm({ authorization_servers: [ISSUER, 'file:///x'] }), 'fail error final'],
    ['a query', prm({ authorization_servers: [`${ISSUER}?x`] }), 'fail error final'],
    ['a fragment', prm({ authorization_servers: [`${ISSUER}#x`] }), 'fail error final'],
    ['none to judge', prm({ authorization_servers: [] }), '-'],
  ],
  'resource-metadata/private-address': [
    ['a public address', prm(), 'pass'],
    [
      'a private one',
      prm({ authorization_servers: [ISSUER, 'http://[fd00::1]/'] }),
      'fail warning overridable',
    ],
    [
      'loopback inside IPv6',
      prm({ authorization_servers: ['https://[::ffff:127.0.0.1]/'] }),
      'fail warning overridable',
    ],
    ['a name that begins like one', prm({ authorization_servers: ['https://10.example.com'] }), 'pass'],
  ],
  'server-metadata/found': [
    ['a document', as(), 'pass'],
    [
      '404 at the first location',
      { values: { issuer: ISSUER }, answer: { step: 'as-oauth-root', status: 404 } },
      '-',
    ],
    [
      '404 at the last',
      { values: { issuer: ISSUER }, answer: { step: 'as-openid-root', status: 404 } },
      'fail error overridable',
    ],
    [
      'a page at the last',
      { values: { issuer: ISSUER }, answer: { step: 'as-openid-root', body: '<html>' } },
      'fail error overridable',
    ],
    [
      '404 at the last of a path',
      { values: { issuer: `${ISSUER}/t` }, answer: { step: 'as-openid-path-appended', status: 404 } },
      'fail error overridable',
    ],
    [
      '404 in 2025-03-26, which has defaults',
      { revision: '2025-03-26', values: { issuer: ISSUER }, answer: { step: 'as-oauth-root', status: 404 } },
      '-',
    ],
  ],
  'server-metadata/issuer-matches': [
    ['the same', as(), 'pass'],
    ['another', as({ issuer: 'https://evil.example' }), 'fail error overridable'],
    ['a slash', as({ issuer: `${ISSUER}/` }), 'fail error overridable'],
    ['another case', as({ issuer: 'https://AS.example' }), 'fail error overridable'],
    ['none', as({ issuer: undefined }), 'fail error overridable'],
    ['a number', as({ issuer: 1 }), 'fail error overridable'],
    ['no issuer to compare with', { answer: { step: 'as-oauth-root', body: AS } }, '-'],
  ],
  'server-metadata/safe-urls': [
    ['https', as(), 'pass'],
    ['http, which is another rule', as({ token_endpoint: 'http://as.example/token' }), 'pass'],
    ['a script', as({ authorization_endpoint: 'javascript:alert(1)' }), 'fail error final'],
    ['a file', as({ jwks_uri: 'file:///etc/passwd' }), 'fail error final'],
    ['a relative URL', as({ registration_endpoint: '/register' }), 'fail error final'],
    ['a number', as({ revocation_endpoint: 7 }), 'fail error final'],
    ['null', as({ introspection_endpoint: null }), 'fail error final'],
  ],
  'server-metadata/endpoints-https': [
    ['https', as(), 'pass'],
    ['http on this machine', as({ token_endpoint: 'http://127.0.0.1:1/token' }), 'pass'],
    ['http elsewhere', as({ token_endpoint: 'http://as.example/token' }), 'fail error overridable'],
  ],
  'server-metadata/endpoints-present': [
    ['both', as(), 'pass'],
    ['no token endpoint', as({ token_endpoint: undefined }), 'fail error final'],
    ['no authorization endpoint', as({ authorization_endpoint: undefined }), 'fail error final'],
    [
      'no authorization endpoint, for client credentials',
      as(
        { authorization_endpoint: undefined },
        { settings: { grant: 'client_credentials' }, values: { issuer: ISSUER } },
      ),
      'pass',
    ],
  ],
  'server-metadata/pkce-advertised': [
    ['a list', as(), 'pass'],
    ['none', as({ code_challenge_methods_supported: undefined }), 'fail error overridable'],
    [
      'none in 2025-06-18, which does not ask',
      as(
        { code_challenge_methods_supported: undefined },
        { revision: '2025-06-18', values: { issuer: ISSUER } },
      ),
      'not-applicable',
    ],
    [
      'none, for client credentials',
      as(
        { code_challenge_methods_supported: undefined },
        { settings: { grant: 'client_credentials' }, values: { issuer: ISSUER } },
      ),
      'not-applicable',
    ],
  ],
  'server-metadata/pkce-s256': [
    ['S256', as(), 'pass'],
    ['S256 among others', as({ code_challenge_methods_supported: ['plain', 'S256'] }), 'pass'],
    ['plain alone', as({ code_challenge_methods_supported: ['plain'] }), 'fail error overridable'],
    ['an empty list', as({ code_challenge_methods_supported: [] }), 'fail error overridable'],
    ['another case', as({ code_challenge_methods_supported: ['s256'] }), 'fail error overridable'],
    ['no list', as({ code_challenge_methods_supported: 'S256' }), 'fail error overridable'],
    ['nothing, which is another rule', as({ code_challenge_methods_supported: undefined }), '-'],
  ],
  'server-metadata/private-address': [
    ['public addresses', as(), 'pass'],
    [
      'a private token endpoint',
      as({ token_endpoint: 'https://192.168.0.1/token' }),
      'fail warning overridable',
    ],
  ],
  'registration/succeeded': [
    ['201', { answer: { step: 'register', status: 201, body: { client_id: 'c' } } }, 'pass'],
    ['200', { answer: { step: 'register', body: { client_id: 'c' } } }, 'pass'],
    [
      '400 with an error',
      {
        answer: {
          step: 'register',
          status: 400,
          body: { error: 'invalid_redirect_uri', error_description: 'no' },
        },
      },
      'fail error overridable',
    ],
    [
      'a loopback redirect of a client that does not say what it is: the server may be right',
      {
        answer: {
          step: 'register',
          status: 400,
          requestBody: '{"redirect_uris":["http://127.0.0.1:1/callback"]}',
          body: { error: 'invalid_redirect_uri' },
        },
      },
      'fail warning overridable',
    ],
    [
      'a loopback redirect of a native client',
      {
        answer: {
          step: 'register',
          status: 400,
          requestBody: '{"application_type":"native","redirect_uris":["http://127.0.0.1:1/callback"]}',
          body: { error: 'invalid_redirect_uri' },
        },
      },
      'fail error overridable',
    ],
    [
      'an https redirect of a client that does not say what it is',
      {
        answer: {
          step: 'register',
          status: 400,
          requestBody: '{"redirect_uris":["https://client.example/callback"]}',
          body: { error: 'invalid_redirect_uri' },
        },
      },
      'fail error overridable',
    ],
    ['403 without a word', { answer: { step: 'register', status: 403, body: '' } }, 'fail error overridable'],
  ],
  'registration/client-id': [
    ['one', { answer: { step: 'register', status: 201, body: { client_id: 'c' } } }, 'pass'],
    [
      'an empty one',
      { answer: { step: 'register', status: 201, body: { client_id: '' } } },
      'fail error overridable',
    ],
    [
      'a number',
      { answer: { step: 'register', status: 201, body: { client_id: 7 } } },
      'fail error overridable',
    ],
    ['a page', { answer: { step: 'register', status: 200, body: '<html>' } }, 'fail error overridable'],
    ['a refusal, which is another rule', { answer: { step: 'register', status: 400, body: {} } }, '-'],
  ],
  'authorization-request/accepted': [
    ['a redirect', { answer: { step: 'authorize-hop', status: 302 } }, 'pass'],
    ['a sign-in page', { answer: { step: 'authorize-hop', status: 200, body: '<html>' } }, 'pass'],
    [
      'an error page',
      { answer: { step: 'authorize-hop', status: 400, body: '<h1>invalid client</h1>' } },
      'fail error final',
    ],
    [
      'an error page for another redirect URI',
      {
        values: { redirect_uri: 'http://127.0.0.1:1/a' },
        answer: {
          step: 'authorize-hop',
          status: 400,
          url: `${ISSUER}/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A2%2Fa`,
        },
      },
      'fail error final',
    ],
    ['a broken server', { answer: { step: 'authorize-hop', status: 500 } }, 'cannot-tell'],
    ['a person who may not', { answer: { step: 'authorize-hop', status: 403 } }, 'cannot-tell'],
    ['a later hop', { answer: { step: 'authorize-hop', status: 400, redirectOf: 1 } }, '-'],
  ],
  'authorization-response/state': [
    ['the same', callback('code=x&state=st'), 'pass'],
    ['another', callback('code=x&state=zz'), 'fail error overridable'],
    ['none', callback('code=x'), 'fail error overridable'],
    ['an empty one', callback('code=x&state='), 'fail error overridable'],
    ['two', callback('code=x&state=st&state=st'), 'fail error overridable'],
    ['the same with an error', callback('error=access_denied&state=st'), 'pass'],
  ],
  'authorization-response/iss': [
    ['the same', callback(`code=x&state=st&iss=${ISSUER}`), 'pass'],
    ['another', callback('code=x&state=st&iss=https://evil.example'), 'fail error overridable'],
    ['a slash', callback(`code=x&state=st&iss=${ISSUER}/`), 'fail error overridable'],
    ['two', callback(`code=x&state=st&iss=${ISSUER}&iss=${ISSUER}`), 'fail error overridable'],
    ['none, never promised', callback('code=x&state=st'), 'not-applicable'],
    ['none, though promised', callback('code=x&state=st', advertised), 'fail error overridable'],
    [
      'none, though promised, in 2025-11-25',
      callback('code=x&state=st', { ...advertised, revision: '2025-11-25' }),
      'fail warning tolerated',
    ],
    [
      'another in 2025-11-25',
      callback('code=x&state=st&iss=https://evil.example', { revision: '2025-11-25' }),
      'fail error overridable',
    ],
  ],
  'authorization-response/no-error': [
    ['a code', callback('code=x&state=st'), 'pass'],
    ['access denied', callback('error=access_denied&state=st'), 'fail error final'],
    [
      'an error with words',
      callback('error=invalid_scope&error_description=no&state=st'),
      'fail error final',
    ],
    ['an error with a foreign state', callback('error=x&error_description=attack&state=zz'), '-'],
    [
      'an error from a foreign issuer',
      callback('error=x&error_description=attack&state=st&iss=https://evil.example'),
      '-',
    ],
  ],
  'authorization-response/code': [
    ['one', callback('code=x&state=st'), 'pass'],
    ['two', callback('code=x&code=y&state=st'), 'fail error overridable'],
    ['none', callback('state=st'), 'fail error final'],
    ['an empty one', callback('code=&state=st'), 'fail error overridable'],
    ['an error instead', callback('error=x&state=st'), '-'],
    ['a foreign state, which is another rule', callback('state=zz'), '-'],
  ],
  'token/succeeded': [
    ['200', granted({ access_token: 'a', token_type: 'Bearer' }), 'pass'],
    [
      '400 invalid_grant',
      granted({ error: 'invalid_grant', error_description: 'used' }, { status: 400 }),
      'fail error final',
    ],
    ['200 with an error', granted({ error: 'bad_code' }), 'fail error final'],
    ['500', granted('oops', { status: 500 }), 'fail error final'],
    ['a refresh, which has its own', refreshed({}), '-'],
  ],
  'token/json': [
    ['JSON', granted({ access_token: 'a' }), 'pass'],
    [
      'a form',
      granted('access_token=a', { headers: typed('application/x-www-form-urlencoded') }),
      'fail error final',
    ],
    ['nothing', granted('', { headers: [] }), 'fail error final'],
    ['400', granted('x', { status: 400 }), '-'],
  ],
  'token/access-token': [
    ['one', granted({ access_token: 'a', token_type: 'Bearer' }), 'pass'],
    ['none', granted({ token_type: 'Bearer' }), 'fail error final'],
    ['an empty one', granted({ access_token: '' }), 'fail error final'],
    ['no text', granted({ access_token: {} }), 'fail error final'],
  ],
  'token/token-type': [
    ['Bearer', granted({ access_token: 'a', token_type: 'Bearer' }), 'pass'],
    ['in small letters', granted({ access_token: 'a', token_type: 'bearer' }), 'pass'],
    ['DPoP', granted({ access_token: 'a', token_type: 'DPoP' }), 'pass'],
    ['none', granted({ access_token: 'a' }), 'fail error overridable'],
    ['another', granted({ access_token: 'a', token_type: 'mac' }), 'fail error overridable'],
    [
      'one that only begins like it',
      granted({ access_token: 'a', token_type: 'Bearer ' }),
      'fail error overridable',
    ],
  ],
  'refresh/succeeded': [
    ['a new token', refreshed({ access_token: 'b', token_type: 'Bearer' }), 'pass'],
    [
      'invalid_grant',
      { answer: { step: 'token-refresh', status: 400, body: { error: 'invalid_grant' } } },
      'fail warning tolerated',
    ],
    ['200 without a token', refreshed({}), 'fail warning tolerated'],
    ['a first token', granted({ access_token: 'a' }), '-'],
  ],
  'refresh/rotated': [
    ['another', refreshed({ access_token: 'b', refresh_token: 'new' }), 'pass'],
    ['the same', refreshed({ access_token: 'b', refresh_token: 'old' }), 'fail error tolerated'],
    ['none', refreshed({ access_token: 'b' }), 'fail error tolerated'],
    [
      'none, for a confidential client',
      refreshed({ access_token: 'b' }, { values: { token_endpoint_auth_method: 'client_secret_basic' } }),
      'not-applicable',
    ],
    ['a refusal', { answer: { step: 'token-refresh', status: 400, body: { error: 'x' } } }, '-'],
  ],
  'mcp/token-accepted': [
    ['200', call(200), 'pass'],
    ['401 at once', call(401), 'fail error final'],
    ['401 for another token', call(401, { values: { access_token: 'another' } }), '-'],
    [
      '401 after it worked',
      call(401, { before: [{ step: 'mcp-list-tools', status: 200, requestHeaders: token }] }),
      '-',
    ],
    ['401 after it was revoked', call(401, { before: [revoke] }), '-'],
    ['401 after it expired', call(401, { values: { access_token: 'opaque-token', expires_at: 4000 } }), '-'],
    [
      '401 before it expires',
      call(401, { values: { access_token: 'opaque-token', expires_at: 9000 } }),
      'fail error final',
    ],
    ['403', call(403), '-'],
    ['a request without a token', probe(401), '-'],
  ],
  'mcp/step-up-limit': [
    ['the third refusal', call(403, { before: threeCallbacks }, insufficient), 'fail error final'],
    ['the second', call(403, { before: threeCallbacks.slice(1) }, insufficient), '-'],
    ['another error', call(403, { before: threeCallbacks }, challenged('Bearer error="invalid_token"')), '-'],
    ['no challenge', call(403, { before: threeCallbacks }), '-'],
  ],
  'revocation/effective': [
    ['401 after revocation', call(401, { before: [revoke] }), 'pass'],
    ['200 after revocation', call(200, { before: [revoke] }), 'fail error tolerated'],
    [
      '200 for a self-contained token',
      {
        before: [{ ...revoke, requestBody: 'token=aaa.bbb.ccc' }],
        answer: {
          step: 'mcp-call-tool',
          status: 200,
          requestHeaders: [['authorization', 'Bearer aaa.bbb.ccc']],
        },
      },
      'cannot-tell',
    ],
    ['200 after a refused revocation', call(200, { before: [{ ...revoke, status: 503 }] }), '-'],
    [
      '200 after the revocation of another token',
      call(200, { before: [{ ...revoke, requestBody: 'token=other' }] }),
      '-',
    ],
    ['200 without revocation', call(200), '-'],
  ],
};

describe.each(Object.entries(TABLE))('%s', (ruleId, rows) => {
  test.each(rows)('%s → $2', (_what, given, expected) => {
    const judged = judge(given).get(ruleId);
    expect(verdict(judged)).toBe(expected);
    if (!judged) return;
    const { finding } = judged;
    expect(finding.message).toMatch(/[^\s].*/);
    expect(finding.evidence.length).toBeGreaterThan(0);
    if (finding.verdict !== 'fail') return;
    for (const words of [finding.expected, finding.actual, finding.fix]) expect(words).toMatch(/\S/);
  });
});

describe('evidence', () => {
  test('points at the very characters of a parameter in a challenge', () => {
    const value = 'Basic realm="x", Bearer realm="y", resource_metadata="/relative"';
    const found = judge(
      probe(401, [
        ['date', 'now'],
        ['www-authenticate', value],
      ]),
    ).get('challenge/metadata-url-absolute');
    const at = found?.finding.evidence[0]?.at;
    expect(at).toMatchObject({ in: 'response-header', name: 'www-authenticate', index: 1 });
    if (at?.in === 'response-header') expect(value.slice(...(at.span ?? [0, 0]))).toBe('/relative');
  });

  test('points at the entry of a list and at the exchange that held it', () => {
    const found = judge(prm({ authorization_servers: [ISSUER, 'file:///x'] })).get(
      'resource-metadata/safe-urls',
    );
    expect(found?.finding.evidence).toEqual([
      { event: 2, at: { in: 'response-body', path: '/authorization_servers/1' } },
    ]);
  });

  test('of a refused request names what was changed in it', () => {
    const found = judge(TABLE['authorization-request/accepted']?.[3]?.[1] ?? {}).get(
      'authorization-request/accepted',
    );
    expect(found?.finding).toMatchObject({
      expected: 'http://127.0.0.1:1/a',
      actual: 'http://127.0.0.1:2/a',
    });
    expect(found?.finding.evidence[0]?.at).toEqual({ in: 'request-url', parameter: 'redirect_uri' });
  });
});

test('what an attacker writes into a callback is in no finding when state or issuer are not right', () => {
  for (const query of [
    'error=x&error_description=ATTACK&state=zz',
    'error=ATTACK&state=st&iss=https://evil.example',
  ]) {
    const findings = [...judge(callback(query)).values()].map(({ finding }) => finding);
    expect(JSON.stringify(findings)).not.toContain('ATTACK');
  }
});

test.each([
  ['a result', { jsonrpc: '2.0', id: 7, result: {} }, 'pass', ''],
  ['an error', { jsonrpc: '2.0', id: 7, error: { code: -32601, message: 'no' } }, 'pass', ''],
  ['an error without an id', { jsonrpc: '2.0', error: { code: -32700, message: 'no' } }, 'pass', ''],
  ['a batch', [{ jsonrpc: '2.0', id: 7, result: {} }], 'pass', ''],
  ['a bare result', { tools: [] }, 'fail error tolerated', 'not a JSON-RPC message'],
  ['another id', { jsonrpc: '2.0', id: 8, result: {} }, 'fail error tolerated', 'another request'],
  ['its id as a string', { jsonrpc: '2.0', id: '7', result: {} }, 'fail error tolerated', 'another request'],
  ['no result', { jsonrpc: '2.0', id: 7 }, 'fail error tolerated', 'neither'],
  ['a result that is no object', { jsonrpc: '2.0', id: 7, result: 'x' }, 'fail error tolerated', 'neither'],
  ['null', 'null', 'fail error tolerated', 'not a JSON-RPC message'],
  ['words', 'welcome', 'fail error tolerated', 'not JSON'],
  ['nothing', '', 'fail error tolerated', 'empty'],
])('an MCP request with id 7 that is answered with %s: %s', (_what, body, expected, words) => {
  const requestBody = '{"jsonrpc":"2.0","id":7,"method":"tools/list"}';
  const answer = { step: 'mcp-list-tools', body, requestHeaders: token, requestBody } as const;
  const found = judge({ answer }).get('mcp/json-rpc-answer');
  expect(verdict(found)).toBe(expected);
  expect(found?.finding.message).toContain(words);
});

test.each([
  ['a notification', { requestBody: '{"jsonrpc":"2.0","method":"notifications/initialized"}' }],
  ['a refusal', { status: 400 }],
  ['another media type, which has its own rule', { headers: typed('text/html') }],
])('whether an answer is JSON-RPC is not asked of %s', (_what, rest) => {
  const requestBody = '{"jsonrpc":"2.0","id":7,"method":"tools/list"}';
  const answer = { step: 'mcp-list-tools', body: 'x', requestHeaders: token, requestBody, ...rest } as const;
  expect(verdict(judge({ answer }).get('mcp/json-rpc-answer'))).toBe('-');
});

test('every judge of the catalogue has its table', () => {
  // Raised by the plan and the runner, which have their own tests.
  const raised = ['registration/issuer-binding', 'token/code-single-use'];
  // Proven by real servers with a fault, or by edited drafts, in test/integration/rules.
  const byRuns = [
    ...challengeSyntaxRules,
    ...challengeContentsRules,
    ...discoveryRequestRules,
    ...metadataContentsRules,
    ...registrationContentsRules,
    ...authorizationParametersRules,
    ...authorizationScopeRules,
    ...tokenRequestRules,
    ...tokenResponseRules,
    ...tokenMembersRules,
    ...introspectionRules,
    ...mcpRequestRules,
    ...mcpParameterHeadersRules,
    ...mcpRefusalRules,
    ...mcpSessionRules,
    ...mcpResponseRules,
  ];
  const proven = new Set([
    ...byRuns.map(({ id }) => id),
    'authorization-request/redirect-uri-validated',
    'authorization-response/iss-advertised',
    'authorization-response/iss-sent',
    'authorization-response/no-duplicates',
    'authorization-response/no-token',
  ]);
  const judged = RULES.map(({ id }) => id).filter((id) => !raised.includes(id) && !proven.has(id));
  expect(Object.keys(TABLE).toSorted()).toEqual(judged.toSorted());
});
