// Fields that OpenID providers and other specifications add to the metadata documents. MCP asks for none of them,
// but a reader who meets one should not take it for a mistake.

import { rfc } from '../rules/sources.ts';
import { openidDiscovery } from './explanation.ts';
import type { ParameterWords } from './parameter-words.ts';

const OIDC = openidDiscovery('3', 'ProviderMetadata');
const LOGOUT = {
  label: 'OpenID Connect RP-Initiated Logout 1.0 §2.1',
  url: 'https://openid.net/specs/openid-connect-rpinitiated-1_0.html#OPMetadata',
};
const REGISTRATION = {
  label: 'OpenID Connect Dynamic Client Registration 1.0 §2',
  url: 'https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata',
};

type Words = Readonly<Record<string, ParameterWords>>;

const openid = (summary: string): ParameterWords => ({
  summary: `${summary} MCP does not use it.`,
  sources: [OIDC],
});
const by = (number: number, section: string, summary: string): ParameterWords => ({
  summary,
  sources: [rfc(number, section)],
});

/** Of the protected-resource document, beyond what the flow reads. */
export const FURTHER_RESOURCE_METADATA: Words = {
  resource_signing_alg_values_supported: by(
    9728,
    '2',
    'Algorithms with which the resource signs its answers.',
  ),
  resource_policy_uri: by(9728, '2', 'How the data of the resource may be used, for people.'),
  resource_tos_uri: by(9728, '2', 'The terms of service, for people.'),
  tls_client_certificate_bound_access_tokens: by(
    9728,
    '2',
    'Whether tokens can be bound to a TLS certificate.',
  ),
  authorization_details_types_supported: by(
    9728,
    '2',
    'Kinds of detailed authorization that the resource knows.',
  ),
  dpop_signing_alg_values_supported: by(9728, '2', 'Algorithms for proofs of possession at the resource.'),
};

/** Of the authorization server's documents, beyond what the flow reads. */
export const FURTHER_SERVER_METADATA: Words = {
  token_endpoint_auth_signing_alg_values_supported: by(
    8414,
    '2',
    'Algorithms for the signed assertion of `private_key_jwt` and `client_secret_jwt`.',
  ),
  revocation_endpoint_auth_methods_supported: by(
    8414,
    '2',
    'How clients may authenticate to revoke a token.',
  ),
  revocation_endpoint_auth_signing_alg_values_supported: by(
    8414,
    '2',
    'Algorithms for assertions at revocation.',
  ),
  introspection_endpoint_auth_methods_supported: by(
    8414,
    '2',
    'Who may ask what a token is: how they authenticate.',
  ),
  introspection_endpoint_auth_signing_alg_values_supported: by(
    8414,
    '2',
    'Algorithms for assertions at introspection.',
  ),
  ui_locales_supported: by(8414, '2', 'Languages of the sign-in page.'),
  op_policy_uri: by(8414, '2', 'How the server uses what it learns of clients, for people.'),
  op_tos_uri: by(8414, '2', 'The terms of service, for people.'),
  signed_metadata: by(8414, '2.1', 'The same fields as a signed JWT; where it is trusted, it wins.'),
  protected_resources: by(9728, '4', 'Resources that this server can give tokens for.'),
  require_pushed_authorization_requests: by(9126, '5', 'When true, the browser may only carry a reference.'),
  device_authorization_endpoint: by(8628, '4', 'Where devices without a browser begin. MCP does not use it.'),
  mtls_endpoint_aliases: by(8705, '5', 'Other addresses for clients that authenticate by TLS certificate.'),
  tls_client_certificate_bound_access_tokens: by(
    8705,
    '3.3',
    'Whether tokens can be bound to a TLS certificate.',
  ),
  authorization_details_types_supported: by(
    9396,
    '10',
    'Kinds of detailed authorization that the server knows.',
  ),
  require_signed_request_object: by(
    9101,
    '10.5',
    'When true, parameters must come in a signed request object.',
  ),
  introspection_signing_alg_values_supported: by(9701, '7', 'Algorithms for signed introspection answers.'),
  authorization_signing_alg_values_supported: {
    summary: 'Algorithms for a signed authorization response (JARM). MCP does not use it.',
    sources: [{ label: 'JARM §4', url: 'https://openid.net/specs/oauth-v2-jarm.html#section-4' }],
  },
  subject_types_supported: openid('Whether a person has the same identifier at every client.'),
  id_token_signing_alg_values_supported: openid('Algorithms that sign ID tokens.'),
  id_token_encryption_alg_values_supported: openid('Algorithms that encrypt the key of ID tokens.'),
  id_token_encryption_enc_values_supported: openid('Algorithms that encrypt ID tokens.'),
  userinfo_signing_alg_values_supported: openid('Algorithms that sign userinfo answers.'),
  userinfo_encryption_alg_values_supported: openid('Algorithms that encrypt the key of userinfo answers.'),
  userinfo_encryption_enc_values_supported: openid('Algorithms that encrypt userinfo answers.'),
  request_object_signing_alg_values_supported: openid('Algorithms that may sign request objects.'),
  request_object_encryption_alg_values_supported: openid(
    'Algorithms that may encrypt the key of request objects.',
  ),
  request_object_encryption_enc_values_supported: openid('Algorithms that may encrypt request objects.'),
  acr_values_supported: openid('How strongly a person can be asked to prove who they are.'),
  claims_supported: openid('Facts about a person that the server can tell.'),
  claim_types_supported: openid('Whether facts are stated here or elsewhere.'),
  claims_locales_supported: openid('Languages of facts about a person.'),
  claims_parameter_supported: openid('Whether single facts can be asked for.'),
  display_values_supported: openid('How the sign-in page can be shown.'),
  request_parameter_supported: openid('Whether parameters may come as a JWT.'),
  request_uri_parameter_supported: openid('Whether parameters may stand behind a URL. When absent: yes.'),
  require_request_uri_registration: openid('Whether such a URL must be registered before.'),
  end_session_endpoint: { summary: 'Where a person signs out. MCP does not use it.', sources: [LOGOUT] },
};

/** Of registration and of client-ID metadata documents, beyond what Keyhole sends. */
export const FURTHER_REGISTRATION: Words = {
  contacts: by(7591, '2', 'Whom to write to about the client.'),
  logo_uri: by(7591, '2', 'The picture that the person sees when agreeing. It proves nothing.'),
  tos_uri: by(7591, '2', 'The terms of service of the client.'),
  policy_uri: by(7591, '2', 'What the client does with data.'),
  jwks_uri: by(7591, '2', 'Where the client’s public keys are, for `private_key_jwt`.'),
  software_id: by(7591, '2', 'Names the program, the same for each of its installations.'),
  software_version: by(7591, '2', 'The version of the program.'),
  software_statement: by(7591, '2.3', 'Facts about the client that somebody else signed.'),
  require_auth_time: {
    summary: 'Whether ID tokens tell when the person signed in.',
    sources: [REGISTRATION],
  },
  default_max_age: { summary: 'How old a sign-in may be, in seconds.', sources: [REGISTRATION] },
  subject_type: {
    summary: 'Whether other clients see the same identifier of a person.',
    sources: [REGISTRATION],
  },
  id_token_signed_response_alg: { summary: 'The algorithm that signs ID tokens.', sources: [REGISTRATION] },
  token_endpoint_auth_signing_alg: {
    summary: 'The algorithm of the assertion with which the client authenticates.',
    sources: [REGISTRATION],
  },
  initiate_login_uri: { summary: 'Where others may begin a sign-in.', sources: [REGISTRATION] },
  post_logout_redirect_uris: { summary: 'Where the browser may go after signing out.', sources: [LOGOUT] },
  dpop_bound_access_tokens: by(9449, '5.2', 'Whether the client’s tokens are always bound to a key.'),
  require_pushed_authorization_requests: by(
    9126,
    '6',
    'Whether the client always sends its parameters before.',
  ),
  tls_client_certificate_bound_access_tokens: by(
    8705,
    '3.4',
    'Whether its tokens are bound to a certificate.',
  ),
};
