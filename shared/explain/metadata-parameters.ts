// Fields of the resource metadata (RFC 9728 §2), the server metadata (RFC 8414 §2, OpenID Discovery §3), and of
// client registration (RFC 7591 §2).

import { rfc } from '../rules/sources.ts';
import { openidDiscovery } from './explanation.ts';
import * as section from './mcp-sections.ts';
import type { ParameterWords } from './parameter-words.ts';

const PRM = rfc(9728, '2');
const AS = rfc(8414, '2');
const OIDC = openidDiscovery('3', 'ProviderMetadata');
const CLIENT = rfc(7591, '2');
const ISSUED = rfc(7591, '3.2.1');

const lists = (value: unknown, wanted: string): boolean => Array.isArray(value) && value.includes(wanted);

export const RESOURCE_METADATA: Readonly<Record<string, ParameterWords>> = {
  resource: {
    summary: 'The identifier of the protected resource. It must be the URL that was asked about.',
    sources: [PRM, rfc(9728, '3.3')],
    mcp: [section.RESOURCE_METADATA_DISCOVERY],
  },
  authorization_servers: {
    summary: 'Issuers that can give tokens for this server. The client chooses; there must be at least one.',
    sources: [PRM, rfc(9728, '7.6')],
    mcp: [section.RESOURCE_METADATA_DISCOVERY],
    details: (value) =>
      Array.isArray(value) && value.length > 1
        ? [`${value.length} servers: each is independent, with its own registration.`]
        : [],
  },
  scopes_supported: {
    summary: 'Scopes to ask for when the challenge named none; meant to be the smallest useful set.',
    sources: [PRM],
    mcp: [section.SCOPE_SELECTION],
    details: (value) =>
      lists(value, 'offline_access')
        ? ['`offline_access` does not belong here: it concerns only the authorization server.']
        : [],
  },
  bearer_methods_supported: {
    summary: 'How the token may be sent. MCP allows only the header.',
    sources: [PRM],
    mcp: [section.TOKEN_REQUIREMENTS],
  },
  resource_name: { summary: 'The name of the server, for people. It proves nothing.', sources: [PRM] },
  resource_documentation: { summary: 'A page for developers.', sources: [PRM] },
  jwks_uri: { summary: 'Keys with which the resource signs its answers.', sources: [PRM] },
  signed_metadata: {
    summary: 'The same fields as a signed JWT; where it is trusted, it wins.',
    sources: [PRM],
  },
  dpop_bound_access_tokens_required: {
    summary: 'The resource takes only tokens that are bound to a key.',
    sources: [PRM, rfc(9449, '1')],
  },
};

export const SERVER_METADATA: Readonly<Record<string, ParameterWords>> = {
  issuer: {
    summary:
      'The identifier of the authorization server: exactly what the document’s own URL was built from.',
    sources: [AS, rfc(8414, '3.3')],
    mcp: [section.SERVER_METADATA_DISCOVERY],
  },
  authorization_endpoint: { summary: 'The page that the person’s browser is sent to.', sources: [AS] },
  token_endpoint: { summary: 'Where codes and refresh tokens become access tokens.', sources: [AS] },
  registration_endpoint: {
    summary: 'Where a client registers itself. When absent, dynamic registration is not offered.',
    sources: [AS],
    mcp: [section.DYNAMIC_REGISTRATION],
  },
  revocation_endpoint: { summary: 'Where tokens are given back.', sources: [AS, rfc(7009, '2')] },
  introspection_endpoint: { summary: 'Where one may ask what a token is.', sources: [AS, rfc(7662, '2')] },
  pushed_authorization_request_endpoint: {
    summary: 'Where parameters can be sent before the browser opens.',
    sources: [rfc(9126, '5')],
  },
  userinfo_endpoint: {
    summary: 'Facts about the person who signed in (OpenID). MCP does not use it.',
    sources: [OIDC],
  },
  jwks_uri: { summary: 'Public keys of the server’s signatures.', sources: [AS] },
  scopes_supported: {
    summary:
      'Scopes that the server knows. `offline_access` here means that refresh tokens can be asked for.',
    sources: [AS],
    mcp: [section.REFRESH_TOKENS],
  },
  response_types_supported: { summary: 'Must contain `code`.', sources: [AS] },
  response_modes_supported: { summary: 'How the answer comes back: query, fragment or form.', sources: [AS] },
  grant_types_supported: {
    summary: 'What can be exchanged for a token. When absent: code and implicit.',
    sources: [AS],
  },
  token_endpoint_auth_methods_supported: {
    summary: 'How clients may authenticate. When absent: only `client_secret_basic`.',
    sources: [AS],
    details: (value) =>
      Array.isArray(value) && !lists(value, 'none')
        ? ['`none` is missing: public clients cannot use this server.']
        : [],
  },
  code_challenge_methods_supported: {
    summary: 'How PKCE may be done. Without this field a client must assume no PKCE, and refuse to go on.',
    sources: [AS],
    mcp: [section.CODE_PROTECTION],
    details: (value) => (lists(value, 'S256') ? [] : ['S256 is missing.']),
  },
  authorization_response_iss_parameter_supported: {
    summary: 'When true, every callback must carry `iss`, and one without it is thrown away.',
    sources: [rfc(9207, '3'), rfc(9207, '2.4')],
    mcp: [section.RESPONSE_VALIDATION],
  },
  client_id_metadata_document_supported: {
    summary: 'When true, a client may use the URL of its metadata document as its id, without registering.',
    sources: [],
    mcp: [section.CLIENT_ID_DOCUMENTS],
  },
  dpop_signing_alg_values_supported: {
    summary: 'Algorithms for proofs of possession.',
    sources: [rfc(9449, '5.1')],
  },
  service_documentation: { summary: 'A page for developers.', sources: [AS] },
};

export const REGISTRATION: Readonly<Record<string, ParameterWords>> = {
  client_id: { summary: 'The id under which the server knows this client from now on.', sources: [ISSUED] },
  client_secret: { summary: 'The client’s secret. A public client gets none.', sources: [ISSUED] },
  client_secret_expires_at: {
    summary: 'When the secret ends, in seconds since 1970; required with a secret.',
    sources: [ISSUED],
    details: (value) =>
      value === 0
        ? ['0: it never ends.']
        : typeof value === 'number'
          ? [`That is ${new Date(value * 1000).toISOString()}.`]
          : [],
  },
  client_id_issued_at: { summary: 'When the id was issued, in seconds since 1970.', sources: [ISSUED] },
  client_name: { summary: 'The name that the person sees when agreeing.', sources: [CLIENT] },
  redirect_uris: {
    summary: 'Where the browser may be sent with a code. Others are refused.',
    sources: [CLIENT],
    mcp: [section.OPEN_REDIRECTION],
  },
  application_type: {
    summary: '`native` for programs with a loopback redirect, `web` for sites. Left out, it means `web`.',
    sources: [
      {
        label: 'OpenID Connect Dynamic Client Registration 1.0 §2',
        url: 'https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata',
      },
    ],
    mcp: [['registration', { '2026-07-28': 'Application Type' }]],
  },
  grant_types: {
    summary: 'What the client wants to exchange for tokens; with `refresh_token` when it wants those.',
    sources: [CLIENT],
    mcp: [section.REFRESH_TOKENS],
  },
  response_types: { summary: '`code`.', sources: [CLIENT] },
  token_endpoint_auth_method: {
    summary: 'How the client authenticates at the token endpoint; `none` for a public client.',
    sources: [CLIENT],
  },
  scope: { summary: 'Scopes that the client may ask for.', sources: [CLIENT] },
  client_uri: {
    summary: 'A page about the client. Some servers refuse one whose host differs from the redirect’s.',
    sources: [CLIENT],
  },
  jwks: { summary: 'The client’s public keys, for `private_key_jwt`.', sources: [CLIENT] },
  registration_access_token: {
    summary: 'Lets the client read or change its registration.',
    sources: [rfc(7592, '3')],
  },
  registration_client_uri: {
    summary: 'Where the client can read or change its registration.',
    sources: [rfc(7592, '3')],
  },
  error: { summary: 'Why the client was not registered.', sources: [rfc(7591, '3.2.2')] },
  error_description: { summary: 'The server’s words for the developer.', sources: [rfc(7591, '3.2.2')] },
};
