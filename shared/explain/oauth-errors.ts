// OAuth error codes: what each means where it came, what usually causes it, what to do next.

import type { Source } from '../rules/rule.ts';
import { rfc } from '../rules/sources.ts';
import type { StageId } from '../trace/event.ts';

export interface OAuthErrorExplanation {
  readonly key: string;
  readonly meaning: string;
  readonly causes: readonly string[];
  readonly next: readonly string[];
  readonly sources: readonly Source[];
}

type Words = Omit<OAuthErrorExplanation, 'key'>;

const TOKEN = rfc(6749, '5.2');
const AUTHORIZE = rfc(6749, '4.1.2.1');
const CHALLENGE = rfc(6750, '3.1');
const REGISTER = rfc(7591, '3.2.2');

/** Where a stage defines its codes; of these only the one of the stage at hand is cited. */
const CODES_OF_A_STAGE: ReadonlySet<Source> = new Set([TOKEN, AUTHORIZE, CHALLENGE, REGISTER]);

const RETRY_FRESH = 'Restart at the authorization request: a code and its verifier are used once.';

const ERRORS: Readonly<Record<string, Words>> = {
  invalid_request: {
    meaning: 'A parameter is missing, is there twice, or cannot be read.',
    causes: ['A required parameter is missing.', 'The body is not form-encoded.', 'A parameter is repeated.'],
    next: ['Compare the request with the parameters that the step explains, and edit the draft.'],
    sources: [TOKEN, AUTHORIZE],
  },
  invalid_client: {
    meaning: 'The authorization server does not accept the client itself.',
    causes: [
      'The client authenticated by another method than it registered for.',
      'The registration is gone or belongs to another authorization server.',
      'The secret is wrong, or was not form-encoded before Base64.',
    ],
    next: ['Look at `token_endpoint_auth_method` of the registration.', 'Register again.'],
    sources: [TOKEN],
  },
  invalid_grant: {
    meaning: 'The code or the refresh token does not count, or does not fit this request.',
    causes: [
      'The code was used before, or is too old.',
      '`redirect_uri` differs from the authorization request.',
      'The verifier does not hash to the challenge that was sent.',
      'The code belongs to another client.',
    ],
    next: [RETRY_FRESH],
    sources: [TOKEN, rfc(7636, '4.6')],
  },
  unauthorized_client: {
    meaning: 'This client may not use this kind of grant.',
    causes: ['`grant_types` of the registration does not list it.'],
    next: ['Register with the grant type, or use another client.'],
    sources: [TOKEN, AUTHORIZE],
  },
  unsupported_grant_type: {
    meaning: 'The authorization server does not know this kind of grant.',
    causes: ['`grant_types_supported` of its metadata does not list it.', 'A typing error in `grant_type`.'],
    next: ['Look at the metadata of the authorization server.'],
    sources: [TOKEN],
  },
  invalid_scope: {
    meaning: 'A scope is unknown, badly written, or more than may be asked for.',
    causes: [
      'The scope is not among `scopes_supported`.',
      'The scopes are separated by commas in place of spaces.',
      'A refresh asked for more than was granted.',
    ],
    next: [
      'Edit the scope in the draft.',
      'For more scope than before, use step-up: a new authorization request.',
    ],
    sources: [TOKEN, AUTHORIZE],
  },
  invalid_target: {
    meaning: 'The authorization server does not issue tokens for this `resource`.',
    causes: [
      '`resource` is not byte for byte what the server knows; often a trailing slash.',
      'The resource server is not configured at this authorization server.',
    ],
    next: ['Compare `resource` as sent with `resource` of the metadata.'],
    sources: [rfc(8707, '2')],
  },
  use_dpop_nonce: {
    meaning: 'The proof of possession must contain a nonce of the server.',
    causes: ['The `DPoP-Nonce` header of this answer was not known yet.'],
    next: ['Send the request again with the nonce.'],
    sources: [rfc(9449, '8')],
  },
  access_denied: {
    meaning: 'The person, or the authorization server, said no.',
    causes: ['The person pressed “Deny” or cancelled.', 'A policy refuses this person or this client.'],
    next: ['Try again and agree, or sign in as somebody else.'],
    sources: [AUTHORIZE],
  },
  unsupported_response_type: {
    meaning: 'The authorization server does not issue codes in this way.',
    causes: ['`response_types_supported` does not list `code`.'],
    next: ['Look at the metadata of the authorization server.'],
    sources: [AUTHORIZE],
  },
  server_error: {
    meaning: 'The authorization server failed.',
    causes: ['A fault behind the server; its logs know more.'],
    next: ['Retry the stage.'],
    sources: [AUTHORIZE],
  },
  temporarily_unavailable: {
    meaning: 'The authorization server cannot answer now.',
    causes: ['Overload or maintenance.'],
    next: ['Wait, then retry the stage.'],
    sources: [AUTHORIZE],
  },
  login_required: {
    meaning: 'The person must sign in, but the request forbade asking.',
    causes: ['`prompt=none` was sent without a live sign-in.'],
    next: ['Take `prompt` out of the draft.'],
    sources: [
      {
        label: 'OpenID Connect Core 1.0 §3.1.2.6',
        url: 'https://openid.net/specs/openid-connect-core-1_0.html#AuthError',
      },
    ],
  },
  invalid_token: {
    meaning: 'The MCP server does not accept the access token.',
    causes: ['It has expired or was revoked.', 'It was issued for another audience or by another server.'],
    next: ['Refresh once.', 'Compare the audience of the token with `resource` of the metadata.'],
    sources: [CHALLENGE],
  },
  insufficient_scope: {
    meaning: 'The token counts, but the operation needs more scope.',
    causes: ['The operation needs scopes that were not granted.'],
    next: ['Step up: ask for the old scopes and the new ones together.'],
    sources: [CHALLENGE],
  },
  invalid_redirect_uri: {
    meaning: 'The authorization server does not take this redirect URI.',
    causes: [
      'A loopback redirect with `application_type` `web`, or left out, which means `web`.',
      'The server allows only https redirects, or only certain hosts.',
    ],
    next: ['Register as `native` with a 127.0.0.1 redirect.', 'Choose another redirect URI or port.'],
    sources: [REGISTER, rfc(8252, '7.3')],
  },
  invalid_client_metadata: {
    meaning: 'A field of the registration is not accepted.',
    causes: ['A value that the server does not support.', 'Fields that contradict each other.'],
    next: ['Read `error_description`, edit the body of the draft.'],
    sources: [REGISTER],
  },
  invalid_software_statement: {
    meaning: 'The software statement cannot be verified.',
    causes: ['Its signature or issuer is not trusted.'],
    next: ['Leave the statement out, or get one that this server trusts.'],
    sources: [REGISTER],
  },
  unapproved_software_statement: {
    meaning: 'The software statement is genuine but not approved here.',
    causes: ['The operator approves clients one by one.'],
    next: ['Ask the operator.'],
    sources: [REGISTER],
  },
  unsupported_token_type: {
    meaning: 'The authorization server cannot revoke this kind of token.',
    causes: ['Self-contained access tokens often cannot be revoked.'],
    next: ['Revoke the refresh token in its place.'],
    sources: [rfc(7009, '2.2.1')],
  },
};

/** Words that differ with the stage the code came at. */
function atStage(code: string, stage: StageId, words: Words): Words {
  if (stage === 'refresh' && code === 'invalid_grant') {
    return {
      meaning: 'The refresh token does not count any more.',
      causes: [
        'It has expired or was revoked.',
        'It was rotated, and an older one was sent; a server may then revoke the whole family.',
        'It belongs to another client or another authorization server.',
      ],
      next: ['Drop the tokens and sign in again.'],
      sources: [rfc(6749, '5.2'), rfc(6749, '6')],
    };
  }
  const own: Partial<Record<StageId, Source>> = {
    'authorization-response': AUTHORIZE,
    token: TOKEN,
    refresh: TOKEN,
    registration: REGISTER,
    challenge: CHALLENGE,
    mcp: CHALLENGE,
  };
  const first = own[stage];
  if (!first || !words.sources.includes(first)) return words;
  return {
    ...words,
    sources: words.sources.filter((source) => source === first || !CODES_OF_A_STAGE.has(source)),
  };
}

/** What an OAuth error code means at a stage; `undefined` for a code that no specification here defines. */
export function explainOAuthError(code: string, stage: StageId): OAuthErrorExplanation | undefined {
  const words = Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined;
  return words && { key: `explain.error.${code}`, ...atStage(code, stage, words) };
}
