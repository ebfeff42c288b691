// Parameters of the token endpoint, of introspection and of revocation.

import { rfc } from '../rules/sources.ts';
import * as section from './mcp-sections.ts';
import type { ParameterWords } from './parameter-words.ts';

const EXCHANGE = rfc(6749, '4.1.3');
const SUCCESS = rfc(6749, '5.1');
const ERROR = rfc(6749, '5.2');
const ASK = rfc(7662, '2.1');
const TELL = rfc(7662, '2.2');

const when = (value: unknown): readonly string[] =>
  typeof value === 'number' ? [`That is ${new Date(value * 1000).toISOString()}.`] : [];

const CLIENT: Readonly<Record<string, ParameterWords>> = {
  client_id: { summary: 'Who asks.', sources: [EXCHANGE] },
  client_secret: {
    summary: 'The client’s secret, in the body (`client_secret_post`).',
    sources: [rfc(6749, '2.3.1')],
  },
  client_assertion: {
    summary: 'A JWT signed by the client, in place of a secret.',
    sources: [rfc(7523, '2.2')],
  },
  client_assertion_type: { summary: 'Says that the assertion is a JWT.', sources: [rfc(7523, '2.2')] },
};

export const TOKEN_REQUEST: Readonly<Record<string, ParameterWords>> = {
  ...CLIENT,
  grant_type: {
    summary: 'What is exchanged for the token.',
    sources: [EXCHANGE],
    details: (value) =>
      value === 'authorization_code'
        ? ['The one-time code of the callback.']
        : value === 'refresh_token'
          ? ['The refresh token of an earlier answer (RFC 6749 §6).']
          : value === 'client_credentials'
            ? ['The client’s own credentials; no person takes part (RFC 6749 §4.4).']
            : [],
  },
  code: {
    summary: 'The one-time code of the callback. A second use fails and may revoke what the first one gave.',
    sources: [EXCHANGE],
  },
  redirect_uri: {
    summary: 'The same as in the authorization request. OAuth 2.1 drops it; many servers still compare it.',
    sources: [EXCHANGE],
  },
  code_verifier: {
    summary: 'Proves that whoever sends the code also sent the authorization request.',
    sources: [rfc(7636, '4.5'), rfc(7636, '4.6')],
    mcp: [section.CODE_PROTECTION],
  },
  resource: {
    summary: 'The MCP server that the token is for; the same string as in the authorization request.',
    sources: [rfc(8707, '2.2')],
    mcp: [section.RESOURCE_PARAMETER],
  },
  refresh_token: {
    summary: 'Buys a new access token without the person.',
    sources: [rfc(6749, '6')],
    mcp: [section.REFRESH_TOKENS],
  },
  scope: {
    summary: 'What the token shall allow. A refresh may narrow it, never widen it.',
    sources: [rfc(6749, '3.3'), rfc(6749, '6')],
  },
};

export const TOKEN_RESPONSE: Readonly<Record<string, ParameterWords>> = {
  access_token: {
    summary: 'The token for the MCP server. A client treats it as opaque, and keeps it to itself.',
    sources: [SUCCESS],
    mcp: [section.TOKEN_THEFT],
  },
  token_type: {
    summary: 'How the token is used: Bearer (case does not matter), or DPoP.',
    sources: [SUCCESS, rfc(6749, '7.1')],
  },
  expires_in: {
    summary: 'Seconds until the access token ends. Recommended; without it a client learns from a 401.',
    sources: [SUCCESS],
    details: (value) =>
      typeof value === 'number' && value > 86_400
        ? [`That is ${Math.round(value / 86_400)} days: long for an access token.`]
        : [],
  },
  refresh_token: {
    summary: 'Buys the next access token. A client must not expect one.',
    sources: [SUCCESS],
    mcp: [section.REFRESH_TOKENS],
  },
  scope: {
    summary: 'What was granted. It must be here when it differs from what was asked for.',
    sources: [SUCCESS, rfc(6749, '3.3')],
  },
  id_token: {
    summary: 'Who signed in, for the client. Never to be sent to the MCP server.',
    sources: [
      {
        label: 'OpenID Connect Core 1.0 §3.1.3.3',
        url: 'https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse',
      },
    ],
  },
  error: { summary: 'Why there is no token.', sources: [ERROR] },
  error_description: { summary: 'The server’s words for the developer.', sources: [ERROR] },
  error_uri: { summary: 'A page about the error. Keyhole never makes it a link.', sources: [ERROR] },
};

export const INTROSPECTION: Readonly<Record<string, ParameterWords>> = {
  ...CLIENT,
  token: { summary: 'The token that is asked about.', sources: [ASK] },
  token_type_hint: { summary: 'Which kind of token it is; only a hint.', sources: [ASK] },
  active: {
    summary: 'Whether the token counts now. When false, nothing else need be told.',
    sources: [TELL],
  },
  scope: { summary: 'What the token allows.', sources: [TELL] },
  aud: { summary: 'Whom the token is for. It should name the MCP server.', sources: [TELL] },
  iss: { summary: 'Who issued the token.', sources: [TELL] },
  sub: { summary: 'Whom the token stands for.', sources: [TELL] },
  username: { summary: 'A name of that person, for people.', sources: [TELL] },
  client_id: { summary: 'The client that asked for the token.', sources: [TELL] },
  exp: { summary: 'When the token ends, in seconds since 1970.', sources: [TELL], details: when },
  iat: { summary: 'When the token was issued, in seconds since 1970.', sources: [TELL], details: when },
  nbf: { summary: 'From when the token counts, in seconds since 1970.', sources: [TELL], details: when },
  token_type: { summary: 'How the token is used.', sources: [TELL] },
};

export const REVOCATION: Readonly<Record<string, ParameterWords>> = {
  ...CLIENT,
  token: { summary: 'The token that is given back.', sources: [rfc(7009, '2.1')] },
  token_type_hint: { summary: 'Which kind of token it is; only a hint.', sources: [rfc(7009, '2.1')] },
  error: { summary: 'Why the token was not revoked.', sources: [rfc(7009, '2.2.1')] },
};
