// The header fields that matter to authorization, and what the value at hand says.

import { bearerChallenge, challengeParameter, parseChallenges } from '../protocol/challenge.ts';
import type { Revision } from '../protocol/revision.ts';
import type { Source } from '../rules/rule.ts';
import { rfc } from '../rules/sources.ts';
import { scopeTokens } from '../protocol/scope.ts';
import { urlFault } from '../protocol/urls.ts';
import type { StepId } from '../trace/event.ts';
import type { Explanation, McpSection } from './explanation.ts';
import { cite } from './explanation.ts';
import * as section from './mcp-sections.ts';

export interface HeaderContext {
  readonly direction: 'request' | 'response';
  readonly step?: StepId;
  readonly status?: number;
  readonly revision?: Revision;
}

interface HeaderWords {
  readonly summary: string;
  readonly sources: readonly Source[];
  readonly mcp?: readonly McpSection[];
  readonly details?: (value: string, context: HeaderContext) => readonly string[];
}

const fetchStandard = (name: string): Source => ({
  label: `Fetch Standard, ${name}`,
  url: `https://fetch.spec.whatwg.org/#http-${name.toLowerCase()}`,
});

function challengeDetails(value: string): string[] {
  const parsed = parseChallenges([['WWW-Authenticate', value]]);
  const bearer = bearerChallenge(parsed);
  if (!bearer) {
    const schemes = parsed.challenges.map((challenge) => challenge.scheme);
    return schemes.length === 0
      ? ['The value cannot be read as a challenge.']
      : [`It asks for ${schemes.join(', ')}, not for a bearer token.`];
  }
  const details: string[] = [];
  const read = (name: string): string | undefined => challengeParameter(bearer, name)?.value;
  const metadata = read('resource_metadata');
  details.push(
    metadata === undefined
      ? 'It names no `resource_metadata`, so a client tries the well-known places.'
      : `Its resource metadata is at ${metadata}; a client uses this place and no other.`,
  );
  const scope = read('scope');
  if (scope !== undefined) details.push(`This request needs the scopes: ${scopeTokens(scope).join(', ')}.`);
  const error = read('error');
  if (error !== undefined) details.push(`It says \`${error}\`: why the token that was sent does not do.`);
  for (const fault of parsed.faults) details.push(fault.message);
  return details;
}

function cacheDetails(value: string, { step }: HeaderContext): string[] {
  const noStore = /(?:^|,)\s*no-store\s*(?:,|$)/i.test(value);
  if (step?.startsWith('token-') || step === 'register' || step === 'introspect') {
    return noStore
      ? ['Nobody may keep this answer: right for an answer that holds credentials.']
      : ['An answer with credentials should say `no-store`; this one does not.'];
  }
  const age = /max-age\s*=\s*"?(\d+)/i.exec(value)?.[1];
  return age === undefined ? [] : [`It may be reused for ${age} seconds.`];
}

const CORS: HeaderWords = {
  summary: 'Says which web pages a browser lets read this answer. It protects nothing by itself.',
  sources: [fetchStandard('Access-Control-Allow-Origin')],
  details: (value) =>
    value === '*' ? ['Any page may read it: fine for public metadata, never together with credentials.'] : [],
};

const HEADERS: Readonly<Record<string, HeaderWords>> = {
  'www-authenticate': {
    summary: 'The challenge: how to authenticate, and where to learn more.',
    sources: [rfc(9110, '11.6.1'), rfc(6750, '3'), rfc(9728, '5.1')],
    mcp: [section.RESOURCE_METADATA_DISCOVERY, section.SCOPE_SELECTION],
    details: challengeDetails,
  },
  authorization: {
    summary: 'The credentials of this request.',
    sources: [rfc(9110, '11.6.2'), rfc(6750, '2.1')],
    mcp: [section.TOKEN_REQUIREMENTS],
    details: (value) => {
      const scheme = value.split(' ')[0]?.toLowerCase();
      if (scheme === 'bearer')
        return ['A bearer token: whoever holds it can use it. It must go with every request.'];
      if (scheme === 'basic') {
        return [
          'Client id and secret, each form-encoded and then Base64 (RFC 6749 §2.3.1). Base64 hides nothing.',
        ];
      }
      if (scheme === 'dpop')
        return ['A token bound to a key; the `DPoP` header proves that the sender has the key.'];
      return [`The scheme is \`${value.split(' ')[0] ?? ''}\`.`];
    },
  },
  dpop: {
    summary: 'A proof, signed for this one request, that the sender has the key the token is bound to.',
    sources: [rfc(9449, '4')],
  },
  'cache-control': {
    summary: 'Who may keep this answer, and for how long.',
    sources: [rfc(9111, '5.2'), rfc(6749, '5.1')],
    details: cacheDetails,
  },
  pragma: {
    summary: '`no-cache` for HTTP/1.0 caches; `Cache-Control` is what counts today.',
    sources: [rfc(9111, '5.4')],
  },
  location: {
    summary: 'Where to go next. Keyhole records every hop and never takes a token to another origin.',
    sources: [rfc(9110, '10.2.2')],
    details: (value) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(value)) {
        const fault = urlFault(value);
        if (fault !== undefined) return [`This address ${fault}.`];
      }
      const found: string[] = [];
      if (/[?&]code=/.test(value)) found.push('It carries the authorization code: the sign-in is over.');
      if (/[?&]error=/.test(value)) found.push('It carries an error in place of a code.');
      return found;
    },
  },
  'content-type': {
    summary: 'How to read the body.',
    sources: [rfc(9110, '8.3')],
    details: (value, { step, direction }) => {
      const type = value.split(';')[0]?.trim().toLowerCase() ?? '';
      if (type === 'text/html' && direction === 'response') {
        return step === 'authorize-hop'
          ? ['A page for a person.']
          : ['A page where JSON was expected: often a catch-all route of a web application.'];
      }
      if (type === 'text/event-stream') return ['A stream of events; each event holds one JSON-RPC message.'];
      if (type === 'application/x-www-form-urlencoded') return ['Names and values, encoded like a query.'];
      return [];
    },
  },
  accept: {
    summary: 'What the client can read.',
    sources: [rfc(9110, '12.5.1')],
    mcp: [section.TRANSPORT],
    details: (value, { step }) =>
      step?.startsWith('mcp-') && !(value.includes('application/json') && value.includes('text/event-stream'))
        ? ['A request to an MCP server must accept both `application/json` and `text/event-stream`.']
        : [],
  },
  'mcp-protocol-version': {
    summary: 'The revision of MCP that this request speaks.',
    sources: [],
    mcp: [section.PROTOCOL_VERSION],
    details: (_, { revision }) =>
      revision === '2026-07-28'
        ? ['It goes with every POST and equals `io.modelcontextprotocol/protocolVersion` in the body.']
        : ['It goes with every request after `initialize`; without it a server assumes 2025-03-26.'],
  },
  'mcp-session-id': {
    summary: 'Names the MCP session. It is no proof of who is calling.',
    sources: [],
    mcp: [section.SESSIONS],
    details: (_, { revision }) =>
      revision === '2026-07-28' ? ['Revision 2026-07-28 has no sessions: a server ignores it.'] : [],
  },
  'mcp-method': {
    summary: 'The JSON-RPC method of the body, for gateways that do not read bodies. The two must agree.',
    sources: [],
    mcp: [section.TRANSPORT],
  },
  'mcp-name': {
    summary: 'The tool, resource or prompt that the body names. The two must agree.',
    sources: [],
    mcp: [section.TRANSPORT],
  },
  'set-cookie': {
    summary:
      'The server wants the browser to remember something. MCP and OAuth endpoints need no cookies from a client.',
    sources: [rfc(6265, '4.1')],
    details: (value) => {
      const missing = ['Secure', 'HttpOnly', 'SameSite'].filter(
        (attribute) => !new RegExp(`;\\s*${attribute}\\b`, 'i').test(value),
      );
      return missing.length === 0 ? [] : [`It lacks ${missing.join(', ')}.`];
    },
  },
  origin: {
    summary: 'The web page that sent the request. A server must refuse origins that it does not know.',
    sources: [rfc(6454, '7')],
    mcp: [section.TRANSPORT],
    details: () => [
      'Keyhole sends none by itself: it is no web page. A 403 without a challenge often means this header.',
    ],
  },
  'access-control-allow-origin': CORS,
  'access-control-allow-headers': {
    summary: 'Request headers that a web page may send. A browser client needs `Authorization` here.',
    sources: [fetchStandard('Access-Control-Allow-Headers')],
  },
  'access-control-expose-headers': {
    summary: 'Response headers that a web page may read. A browser client needs `WWW-Authenticate` here.',
    sources: [fetchStandard('Access-Control-Expose-Headers')],
    details: (value) =>
      value === '*' || /www-authenticate/i.test(value)
        ? []
        : ['`WWW-Authenticate` is not among them: a client in a browser cannot see the challenge.'],
  },
  'retry-after': { summary: 'How long to wait before the next try.', sources: [rfc(9110, '10.2.3')] },
  'strict-transport-security': {
    summary: 'The browser shall use HTTPS for this host from now on.',
    sources: [rfc(6797, '6.1')],
  },
};

/** What a header is and what its value says; `undefined` for headers that do not matter to authorization. */
export function explainHeader(name: string, value: string, context: HeaderContext): Explanation | undefined {
  const lower = name.toLowerCase();
  const words = Object.hasOwn(HEADERS, lower) ? HEADERS[lower] : undefined;
  if (!words) {
    if (!lower.startsWith('mcp-param-')) return undefined;
    return {
      key: 'explain.header.mcp-param',
      summary: 'One argument of the tool, repeated for gateways that do not read bodies. The two must agree.',
      details: [],
      sources: cite(section.TRANSPORT, context.revision ?? '2026-07-28'),
    };
  }
  return {
    key: `explain.header.${lower}`,
    summary: words.summary,
    details: words.details?.(value, context) ?? [],
    sources: [
      ...(words.mcp ?? []).flatMap((at) => cite(at, context.revision ?? '2026-07-28')),
      ...words.sources,
    ],
  };
}
