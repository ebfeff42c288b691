// What each step of the flow is for, which clauses govern it, and what to look at.

import type { Revision } from '../protocol/revision.ts';
import type { Source } from '../rules/rule.ts';
import { rfc } from '../rules/sources.ts';
import type { StepId } from '../trace/event.ts';
import type { McpSection } from './explanation.ts';
import { CLIENT_ID_METADATA_DRAFT, cite, oauth21, openidDiscovery } from './explanation.ts';
import * as section from './mcp-sections.ts';

export interface StepExplanation {
  readonly key: string;
  readonly title: string;
  /** What the step is for, in one or two sentences. */
  readonly purpose: string;
  /** What to look at in its answer, most telling first. */
  readonly lookAt: readonly string[];
  readonly sources: readonly Source[];
}

interface StepWords {
  readonly title: string;
  readonly purpose: string;
  readonly lookAt: readonly string[];
  readonly mcp: readonly McpSection[];
  readonly rfcs: readonly Source[];
}

const METADATA_LOOK = [
  '`issuer` must be, character for character, the identifier that the URL was built from.',
  '`code_challenge_methods_supported` must list S256; when the field is absent a client must refuse to go on.',
  'Every endpoint is an https URL (http only on loopback).',
  '`authorization_response_iss_parameter_supported` decides whether the callback must carry `iss`.',
];

const RESOURCE_LOOK = [
  '`resource` must name this MCP server, or the document may not be used.',
  '`authorization_servers` names at least one issuer; each is an independent server.',
  '`scopes_supported` is what is asked for when the challenge named no scope.',
  'A page of HTML with status 200 is a catch-all route, not metadata.',
];

const PRM: Pick<StepWords, 'mcp' | 'lookAt'> = {
  mcp: [section.RESOURCE_METADATA_DISCOVERY],
  lookAt: RESOURCE_LOOK,
};
const AS: Pick<StepWords, 'mcp' | 'lookAt'> = {
  mcp: [section.SERVER_METADATA_DISCOVERY, section.COMMUNICATION_SECURITY],
  lookAt: METADATA_LOOK,
};
const CALL: Pick<StepWords, 'mcp' | 'rfcs' | 'lookAt'> = {
  mcp: [section.TOKEN_REQUIREMENTS, section.TRANSPORT],
  rfcs: [rfc(6750, '2.1')],
  lookAt: [
    'A 401 here means that the server does not accept the token: expired, revoked, or made for another audience.',
    'A 403 with `insufficient_scope` asks for a step-up; a 403 without a challenge is a plain refusal.',
    'An answer with status 200 may still hold a JSON-RPC error, or a tool result with `isError`.',
  ],
};

const STEPS: Readonly<Record<StepId, StepWords>> = {
  'mcp-probe': {
    title: 'First request, without a token',
    purpose:
      'Keyhole calls the server as anybody could. A protected server answers 401 and says in `WWW-Authenticate` where its metadata is; that challenge starts the whole flow.',
    lookAt: [
      'The status: 401 starts authorization, 200 means that this method is open to all.',
      '`resource_metadata` in `WWW-Authenticate`: when present, this URL alone is used.',
      '`scope` in `WWW-Authenticate`: the scopes that this request needs, and the first choice for what to ask for.',
      'A 400 with a JSON-RPC error is about the protocol version, not about authorization.',
    ],
    mcp: [section.ERROR_HANDLING, section.RESOURCE_METADATA_DISCOVERY, section.SCOPE_SELECTION],
    rfcs: [rfc(9110, '11.6.1'), rfc(6750, '3'), rfc(9728, '5.1')],
  },
  'mcp-initialize': {
    title: 'Initialize',
    purpose:
      'Client and server agree on a protocol version and exchange their capabilities. Revisions before 2026-07-28 begin with it.',
    lookAt: [
      '`protocolVersion` of the result: the version that holds from here on.',
      '`Mcp-Session-Id`: when the server sends one, every later request must repeat it.',
      'A 401 here is the challenge that starts authorization.',
    ],
    mcp: [section.TRANSPORT, section.SESSIONS, section.ERROR_HANDLING],
    rfcs: [rfc(6750, '3')],
  },
  'mcp-initialized': {
    title: 'Say that the client is ready',
    purpose:
      'A notification: the handshake is over. It has no result; the server answers 202 with an empty body.',
    lookAt: ['The status: 202 Accepted, and no body.'],
    mcp: [section.TRANSPORT],
    rfcs: [],
  },
  'prm-from-challenge': {
    ...PRM,
    title: 'Resource metadata, where the challenge says',
    purpose:
      'The 401 named this URL, so it is the only one tried. The document says which authorization servers can issue tokens for this MCP server.',
    rfcs: [rfc(9728, '3.3'), rfc(9728, '5.1')],
  },
  'prm-path': {
    ...PRM,
    title: 'Resource metadata, at the path of the endpoint',
    purpose:
      'The challenge named no metadata, so its place is computed: the well-known part goes between host and path of the MCP URL. This is tried first.',
    rfcs: [rfc(9728, '3.1'), rfc(9728, '3.3')],
  },
  'prm-root': {
    ...PRM,
    title: 'Resource metadata, at the root',
    purpose:
      'The second computed place: the well-known part at the root of the host. A document found here must say that its resource is the root.',
    rfcs: [rfc(9728, '3.1'), rfc(9728, '3.3')],
  },
  'as-oauth-path': {
    ...AS,
    title: 'Server metadata (OAuth), path inserted',
    purpose:
      'The issuer has a path, so the OAuth well-known part goes between its host and its path. This is tried first. The document names the endpoints of the authorization server.',
    rfcs: [rfc(8414, '3.1'), rfc(8414, '3.3')],
  },
  'as-openid-path-inserted': {
    ...AS,
    title: 'Server metadata (OpenID), path inserted',
    purpose: 'The second place for an issuer with a path: the OpenID well-known part between host and path.',
    rfcs: [rfc(8414, '5'), rfc(8414, '3.3')],
  },
  'as-openid-path-appended': {
    ...AS,
    title: 'Server metadata (OpenID), path appended',
    purpose: 'The third place for an issuer with a path: the OpenID well-known part after the path.',
    rfcs: [
      openidDiscovery('4.1', 'ProviderConfigurationRequest'),
      openidDiscovery('4.3', 'ProviderConfigurationValidation'),
    ],
  },
  'as-oauth-root': {
    ...AS,
    title: 'Server metadata (OAuth)',
    purpose:
      'The OAuth well-known document at the root of the issuer. It names the endpoints of the authorization server.',
    rfcs: [rfc(8414, '3.1'), rfc(8414, '3.3')],
  },
  'as-openid-root': {
    ...AS,
    title: 'Server metadata (OpenID)',
    purpose:
      'The OpenID discovery document at the root of the issuer, tried when there is no OAuth document.',
    rfcs: [
      openidDiscovery('4.1', 'ProviderConfigurationRequest'),
      openidDiscovery('4.3', 'ProviderConfigurationValidation'),
    ],
  },
  register: {
    title: 'Register the client',
    purpose:
      'Keyhole tells the authorization server its name and its redirect URI, and receives a `client_id`. Revision 2026-07-28 deprecates this in favour of client-ID metadata documents.',
    lookAt: [
      'The status is 201 and the body holds a `client_id`.',
      'What came back against what was sent: the server may change `redirect_uris`, `grant_types`, `scope` or the authentication method.',
      'With a `client_secret` there must be `client_secret_expires_at` (0 means never).',
      '`application_type` `native` fits a loopback redirect; left out it means `web`.',
    ],
    mcp: [section.DYNAMIC_REGISTRATION],
    rfcs: [rfc(7591, '3.1'), rfc(7591, '3.2.1')],
  },
  authorize: {
    title: 'Ask the person',
    purpose:
      "The person's browser opens the authorization server's page, where the person signs in and agrees. Nothing secret travels here: the PKCE challenge is a hash of a verifier that stays with Keyhole.",
    lookAt: [
      '`redirect_uri` is exactly one that the client registered.',
      '`code_challenge_method` is S256.',
      '`resource` is the string of the resource metadata, byte for byte.',
      '`scope` is what the challenge asked for, or `scopes_supported`, or left out.',
      '`state` comes back unchanged.',
    ],
    mcp: [
      section.RESOURCE_PARAMETER,
      section.SCOPE_SELECTION,
      section.CODE_PROTECTION,
      section.OPEN_REDIRECTION,
    ],
    rfcs: [oauth21('4.1.1'), rfc(7636, '4.3'), rfc(8707, '2'), rfc(8252, '7.3')],
  },
  'authorize-hop': {
    title: 'A hop of the sign-in',
    purpose: 'One redirect or page on the way from the authorization request to the callback.',
    lookAt: ['`Location`: where the browser goes next.', 'A page instead of a redirect wants a person.'],
    mcp: [section.OPEN_REDIRECTION],
    rfcs: [oauth21('4.1.2')],
  },
  'token-code': {
    title: 'Exchange the code for tokens',
    purpose:
      'The one-time code, together with the verifier whose hash was sent before, buys an access token. A stolen code is useless without the verifier.',
    lookAt: [
      '`access_token` and `token_type` are there; the type is Bearer or DPoP.',
      '`scope`: must be given when it differs from what was asked for.',
      '`Cache-Control: no-store` keeps the tokens out of caches.',
      '`refresh_token` may be there, and may be absent.',
    ],
    mcp: [section.RESOURCE_PARAMETER, section.CODE_PROTECTION, section.TOKEN_THEFT],
    rfcs: [oauth21('4.1.3'), rfc(7636, '4.5'), rfc(6749, '5.1'), rfc(8707, '2')],
  },
  'token-client-credentials': {
    title: 'Token for the client itself',
    purpose:
      'No person takes part: the client authenticates with its own credentials and acts in its own name.',
    lookAt: [
      'How the client authenticated, and the `resource` that was sent.',
      '`scope` of the answer against the request.',
    ],
    mcp: [section.RESOURCE_PARAMETER],
    rfcs: [oauth21('4.2'), rfc(6749, '5.1')],
  },
  'token-refresh': {
    title: 'Refresh the access token',
    purpose:
      'The refresh token buys a new access token without the person. A refresh can keep or narrow the scope, never widen it.',
    lookAt: [
      '`refresh_token` of the answer replaces the old one; when absent, the old one stays.',
      'For a public client the refresh token must change each time.',
      '`invalid_grant` means that the refresh token is spent: begin again.',
    ],
    mcp: [section.REFRESH_TOKENS, section.TOKEN_THEFT, section.RESOURCE_PARAMETER],
    rfcs: [rfc(6749, '6'), oauth21('4.3.1')],
  },
  introspect: {
    title: 'Ask what the token is',
    purpose: 'The authorization server says whether a token is active, for whom, and with which scope.',
    lookAt: [
      '`active`: false says only that the token does not count.',
      '`aud`, `scope`, `exp` against what was asked for.',
    ],
    mcp: [],
    rfcs: [rfc(7662, '2.1'), rfc(7662, '2.2')],
  },
  revoke: {
    title: 'Revoke the token',
    purpose:
      'The token is given back. MCP itself does not describe this step; the metadata of the server offers it.',
    lookAt: [
      'The status is 200, also for a token that the server does not know.',
      'The next call with the token is refused.',
    ],
    mcp: [],
    rfcs: [rfc(7009, '2.1'), rfc(7009, '2.2')],
  },
  'mcp-discover': {
    ...CALL,
    title: 'Discover the server',
    purpose:
      'The first request with the token. `server/discover` tells versions and capabilities in one answer.',
  },
  'mcp-list-tools': {
    ...CALL,
    title: 'List the tools',
    purpose: 'What the server offers to call, for this caller.',
  },
  'mcp-list-resources': {
    ...CALL,
    title: 'List the resources',
    purpose: 'What the server offers to read, for this caller.',
  },
  'mcp-list-resource-templates': {
    ...CALL,
    title: 'List the resource templates',
    purpose: 'Resources whose address is made from arguments.',
  },
  'mcp-list-prompts': {
    ...CALL,
    title: 'List the prompts',
    purpose: 'Prompts that the server offers, for this caller.',
  },
  'mcp-call-tool': {
    ...CALL,
    title: 'Call a tool',
    purpose: 'One tool with its arguments, in the name of whoever the token stands for.',
  },
  'mcp-read-resource': {
    ...CALL,
    title: 'Read a resource',
    purpose: 'One resource, in the name of whoever the token stands for.',
  },
  'mcp-get-prompt': { ...CALL, title: 'Get a prompt', purpose: 'One prompt with its arguments filled in.' },
  'mcp-end-session': {
    title: 'End the MCP session',
    purpose:
      'DELETE with the session id tells the server to forget the session. Revision 2026-07-28 has no sessions.',
    lookAt: ['405 means that the server does not let clients end sessions; that is allowed.'],
    mcp: [section.SESSIONS],
    rfcs: [],
  },
};

/** What a step is for, by the revision in force. */
export function explainStep(step: StepId, revision: Revision = '2026-07-28'): StepExplanation {
  const words = STEPS[step];
  const registration = step === 'authorize' ? cite(section.CLIENT_ID_DOCUMENTS, revision) : [];
  const draft = registration.length > 0 ? [CLIENT_ID_METADATA_DRAFT] : [];
  return {
    key: `explain.step.${step}`,
    title: words.title,
    purpose: words.purpose,
    lookAt: words.lookAt,
    sources: [...words.mcp.flatMap((at) => cite(at, revision)), ...words.rfcs, ...registration, ...draft],
  };
}

/** What the browser's return is for: the callback has no step of its own. */
export function explainCallback(revision: Revision = '2026-07-28'): StepExplanation {
  return {
    key: 'explain.step.callback',
    title: 'The browser comes back',
    purpose:
      'The authorization server sends the browser to the redirect URI with a one-time code. Before the code is used anywhere, the answer must prove that it belongs to this request and comes from this server.',
    lookAt: [
      '`state` equals what was sent; otherwise the answer is thrown away.',
      '`iss` equals the recorded issuer, character for character; when the server advertised `iss`, it may not be missing.',
      'With a wrong `iss`, `error` and `error_description` are not to be believed or shown.',
      '`code` stands there exactly once.',
    ],
    sources: [
      ...cite(section.RESPONSE_VALIDATION, revision),
      ...cite(section.OPEN_REDIRECTION, revision),
      rfc(9207, '2.4'),
      oauth21('4.1.2'),
    ],
  };
}
