// Why a library accepts what a rule finds to be an error: what its code does not look at. Each entry was seen to happen,
// on a fault of the lab or on a hand-made answer; the tests fail when it does not happen any more.

import type { LibraryId } from './opinion.ts';

type Reasons = Readonly<Partial<Record<LibraryId, string>>>;

const both = (reason: string): Reasons => ({ 'sdk-1': reason, 'sdk-2': reason });
const all = (reason: string): Reasons => ({ oauth4webapi: reason, ...both(reason) });

const NO_MEMBERS = { oauth4webapi: 'asks for no member but `issuer`' };
const NO_ENDPOINTS = { oauth4webapi: 'looks at an endpoint only when it is to be used' };
const PKCE: Reasons = {
  oauth4webapi: 'leaves PKCE to its caller',
  ...both('uses PKCE whether or not the document speaks of it'),
};
const SCOPE = all('does not compare scopes');

/** By rule and library: a predicate whose subject is the library. */
export const LENIENCY: Readonly<Record<string, Reasons>> = {
  'resource-metadata/authorization-servers': {
    oauth4webapi: 'leaves the choice of the authorization server to its caller',
    ...both('takes the origin of the MCP server where none is named'),
  },
  'resource-metadata/safe-urls': {
    oauth4webapi: 'does not look at the addresses in the document',
    ...both('forbids only `javascript:`, `data:` and `vbscript:`'),
  },
  'server-metadata/issuer-matches': {
    oauth4webapi: 'compares issuers as URLs, where a slash after the host does not count',
    'sdk-1': 'does not compare the issuer',
    'sdk-2': 'tolerates a slash at the end',
  },
  'server-metadata/safe-urls': {
    ...NO_ENDPOINTS,
    ...both('forbids only `javascript:`, `data:` and `vbscript:`'),
  },
  'server-metadata/endpoints-https': { ...NO_ENDPOINTS, 'sdk-1': 'does not ask for https' },
  'server-metadata/endpoints-present': NO_MEMBERS,
  'server-metadata/required-members': NO_MEMBERS,
  'server-metadata/openid-members': NO_MEMBERS,
  'server-metadata/code-flow': { oauth4webapi: 'does not look at what the server supports' },
  'server-metadata/pkce-advertised': PKCE,
  'server-metadata/openid-pkce': PKCE,
  'server-metadata/pkce-s256': { oauth4webapi: 'leaves PKCE to its caller' },
  'registration/client-id': both('takes an empty `client_id`'),
  'registration/redirect-uris-returned': { oauth4webapi: 'asks for no member but `client_id`' },
  'authorization-response/state': { 'sdk-2': 'leaves `state` to the program around it' },
  'authorization-response/iss': { 'sdk-2': 'looks only at the first `iss`' },
  'authorization-response/iss-advertised': {
    oauth4webapi: 'compares an `iss` that was not promised, and is content when it is right',
    'sdk-2': 'compares an `iss` that was not promised, and is content when it is right',
  },
  'authorization-response/code': { 'sdk-2': 'looks only at the first `code`' },
  'authorization-response/no-duplicates': {
    oauth4webapi: 'counts only the parameters that it knows',
    'sdk-2': 'looks only at the first of several',
  },
  'token/succeeded': both('takes any status from 200 to 299'),
  'token/access-token': both('takes an empty `access_token`'),
  'token/member-types': both('takes an empty text for a refresh token'),
  'token/token-type': both('does not look at the type of the token'),
  'token/scope-stated': SCOPE,
  'refresh/scope-granted': SCOPE,
  'refresh/rotated': all('does not look whether the refresh token was replaced'),
};
