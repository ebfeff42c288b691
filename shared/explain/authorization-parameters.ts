// Parameters of the authorization request and of its response. RFC 6749 §4.1.1 and §4.1.2, RFC 7636, 8707, 9207.

import { rfc } from '../rules/sources.ts';
import * as section from './mcp-sections.ts';
import type { ParameterWords } from './parameter-words.ts';

const REQUEST = rfc(6749, '4.1.1');
const RESPONSE = rfc(6749, '4.1.2');
const ERROR = rfc(6749, '4.1.2.1');

const loopback = (value: unknown): readonly string[] => {
  if (typeof value !== 'string') return [];
  if (/^http:\/\/localhost[:/]/i.test(value)) {
    return ['`localhost` and `127.0.0.1` are different redirect URIs; RFC 8252 recommends the address.'];
  }
  if (/^http:\/\/(127\.0\.0\.1|\[::1\])[:/]/i.test(value)) {
    return ['A loopback address: the server must accept any port here (RFC 8252 §7.3).'];
  }
  return [];
};

export const AUTHORIZATION_REQUEST: Readonly<Record<string, ParameterWords>> = {
  response_type: { summary: '`code`: the answer is a one-time code, not a token.', sources: [REQUEST] },
  client_id: {
    summary: 'Who asks: the id from the registration, or the URL of the client-ID metadata document.',
    sources: [REQUEST],
    mcp: [section.CLIENT_ID_DOCUMENTS],
    details: (value) =>
      typeof value === 'string' && value.startsWith('https://')
        ? ['It is a URL: the authorization server fetches the client’s document from there.']
        : [],
  },
  redirect_uri: {
    summary: 'Where the browser is sent with the code. It must be registered, exactly so.',
    sources: [REQUEST, rfc(8252, '7.3')],
    mcp: [section.OPEN_REDIRECTION],
    details: loopback,
  },
  code_challenge: {
    summary: 'Hash of the code verifier, which stays with Keyhole until the code is exchanged.',
    sources: [rfc(7636, '4.2'), rfc(7636, '4.3')],
    mcp: [section.CODE_PROTECTION],
  },
  code_challenge_method: {
    summary: 'How the challenge was made from the verifier. S256 is required; `plain` protects nothing.',
    sources: [rfc(7636, '4.3')],
    mcp: [section.CODE_PROTECTION],
    details: (value) => (value === 'S256' ? [] : ['This is not S256.']),
  },
  state: {
    summary: 'A random value that must come back unchanged: it ties the answer to this request.',
    sources: [REQUEST, rfc(6749, '10.12')],
    mcp: [section.OPEN_REDIRECTION],
  },
  scope: {
    summary:
      'What the token shall allow: the scope of the challenge, else `scopes_supported`, else left out.',
    sources: [rfc(6749, '3.3')],
    mcp: [section.SCOPE_SELECTION],
  },
  resource: {
    summary: 'The MCP server that the token is for: the string of the resource metadata, byte for byte.',
    sources: [rfc(8707, '2')],
    mcp: [section.RESOURCE_PARAMETER],
  },
  prompt: {
    summary: 'Whether the person must sign in or agree again.',
    sources: [
      {
        label: 'OpenID Connect Core 1.0 §3.1.2.1',
        url: 'https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest',
      },
    ],
  },
  request_uri: {
    summary: 'The parameters were pushed to the server before; this names them.',
    sources: [rfc(9126, '4')],
  },
};

export const AUTHORIZATION_RESPONSE: Readonly<Record<string, ParameterWords>> = {
  code: { summary: 'One-time code, to be exchanged within minutes and only once.', sources: [RESPONSE] },
  state: {
    summary: 'What was sent in the request, unchanged. A different one means another request, or an attack.',
    sources: [RESPONSE, rfc(6749, '10.12')],
    mcp: [section.OPEN_REDIRECTION],
  },
  iss: {
    summary:
      'Who answers. It must equal the recorded issuer, character for character, before anything else counts.',
    sources: [rfc(9207, '2'), rfc(9207, '2.4')],
    mcp: [section.RESPONSE_VALIDATION],
  },
  error: {
    summary: 'Why there is no code. It counts only after `state` and `iss` have been checked.',
    sources: [ERROR],
    mcp: [section.RESPONSE_VALIDATION],
  },
  error_description: {
    summary: 'The server’s words for the developer: text of a stranger, not for trust.',
    sources: [ERROR],
  },
  error_uri: { summary: 'A page about the error. Keyhole never makes it a link.', sources: [ERROR] },
};
