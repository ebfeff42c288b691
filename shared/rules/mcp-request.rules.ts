// Keyhole's own requests to the MCP endpoint: the token, and the headers and members of the revision.

import { messageOf } from '../protocol/exchange.ts';
import { isJsonObject, text } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import { encodeHeaderValue } from '../protocol/mcp-parameter-headers.ts';
import type { Pointer } from '../trace/event.ts';
import { latestText } from '../trace/fold.ts';
import { claimsInside, headerLine, mcpRequest, queryOf, tokenOf } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass, requestRule } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/** A request of Keyhole's own: where a redirect led, the headers are those that may be taken along. */
function sent(context: JudgeContext) {
  const asked = mcpRequest(context);
  return asked && asked.event.redirectOf === undefined ? asked : undefined;
}

/** A header of the request with its place. */
function header(context: JudgeContext, name: string) {
  const line =
    context.subject.kind === 'exchange' ? headerLine(context.subject.event.request.headers, name) : undefined;
  const at: Pointer = { in: 'request-header', name, ...(line ? { index: line.index } : {}) };
  return { value: line?.value, at };
}

/** The JSON-RPC request of the modern era; notifications and other eras are `undefined`. */
export function sentMessage(context: JudgeContext): JsonObject | undefined {
  const answer = context.policy.era === 'modern' ? sent(context) : undefined;
  if (!answer || answer.event.request.method !== 'POST') return undefined;
  const message = messageOf(answer.event.request);
  return message && 'id' in message ? message : undefined;
}

/** The member of `params` that Mcp-Name repeats, by method. */
export const NAMED: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const META = 'params/_meta';
const inMeta = (name: string): Pointer => ({
  in: 'request-body',
  path: `/${META}/${name.replace('/', '~1')}`,
});

function judgeVersion(context: JudgeContext): Judgement | undefined {
  const found = header(context, 'mcp-protocol-version');
  if (context.policy.era === 'modern') {
    const message = sentMessage(context);
    if (!message) return undefined;
    const params = isJsonObject(message['params']) ? message['params'] : {};
    const stated = text(params['_meta'], VERSION_KEY);
    if (found.value !== undefined && found.value === stated)
      return pass('Header and body name the same revision.', found.at, inMeta(VERSION_KEY));
    return {
      verdict: 'fail',
      message:
        found.value === undefined
          ? 'The request does not name its revision in a header.'
          : 'Header and body name different revisions.',
      expected: stated ?? context.policy.revision,
      actual: found.value ?? 'absent',
      at: [found.at],
    };
  }
  const answer = sent(context);
  const agreed = latestText(context.session, 'revision');
  // `initialize` comes before any agreement, and 2025-03-26 knows no such header.
  if (!answer || answer.event.step === 'mcp-initialize' || answer.event.step === 'mcp-probe')
    return undefined;
  if (agreed === undefined || agreed === '2025-03-26') return undefined;
  if (found.value === agreed) return pass('The request names the revision agreed on.', found.at);
  return {
    verdict: 'fail',
    message:
      found.value === undefined
        ? 'The request does not name the revision agreed on.'
        : 'The request names another revision than the one agreed on.',
    expected: agreed,
    actual: found.value ?? 'absent',
    at: [found.at],
  };
}

function judgeOwnToken(context: JudgeContext): Judgement | undefined {
  const answer = sent(context);
  const token = answer && tokenOf(answer.event.request);
  if (!answer || token === undefined) return undefined;
  const { at } = header(context, 'authorization');
  const known = context.session.values.get('access_token')?.some(({ value }) => value === token);
  if (known === true)
    return pass('The token was issued in this flow, by the server that the metadata names.', at);
  const issuer = latestText(context.session, 'issuer');
  const claimed = text(claimsInside(token), 'iss');
  if (claimed === undefined || issuer === undefined || claimed === issuer) {
    return {
      verdict: 'cannot-tell',
      message: 'The token does not come from this flow; who issued it cannot be seen.',
      at: [at],
    };
  }
  return {
    verdict: 'fail',
    message: 'The token was issued by another authorization server.',
    expected: issuer,
    actual: claimed,
    at: [at],
  };
}

export const mcpRequestRules: readonly Rule[] = [
  requestRule({
    id: 'mcp/authorization-header',
    stage: 'mcp',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('index', 'Token Requirements'), rfc(6750, '2.1')],
    statement: 'Once there is a token, every HTTP request to the server carries it as Authorization: Bearer.',
    why: 'A session does not stand in for it: a server that believed in sessions could be taken over.',
    fix: 'Send Authorization: Bearer with the access token on every request.',
    judge(context) {
      const answer = sent(context);
      if (!answer) return undefined;
      const held = context.session.values.get('access_token')?.some(({ id }) => id < answer.event.id);
      if (held !== true) return undefined;
      const found = header(context, 'authorization');
      if (tokenOf(answer.event.request) !== undefined) return pass('The request carries a token.', found.at);
      return {
        verdict: 'fail',
        message:
          found.value === undefined
            ? 'The request carries no token.'
            : 'The Authorization header holds no bearer token.',
        expected: 'Authorization: Bearer …',
        actual: found.value === undefined ? 'absent' : (found.value.split(' ')[0] ?? ''),
        at: [found.at],
      };
    },
  }),
  requestRule({
    id: 'mcp/no-token-in-query',
    stage: 'mcp',
    level: 'MUST NOT',
    since: '2025-03-26',
    sources: [mcp('index', 'Token Requirements'), rfc(6750, '2.3')],
    statement: 'No token stands in the query of the URL.',
    why: 'URLs end up in logs, histories and Referer headers, and the token with them.',
    fix: 'Send the token in the Authorization header only.',
    judge(context) {
      const answer = sent(context);
      if (!answer) return undefined;
      if (!answer.event.request.url.includes('?'))
        return pass('No token stands in the URL.', { in: 'request-url' });
      const token = latestText(context.session, 'access_token');
      const found = [...queryOf(answer.event.request)].find(
        ([name, value]) => name === 'access_token' || (token !== undefined && value === token),
      );
      if (!found) return pass('No token stands in the URL.', { in: 'request-url' });
      return {
        verdict: 'fail',
        message: 'The URL carries a token.',
        expected: 'no token in the URL',
        actual: `parameter ${found[0]}`,
        at: [{ in: 'request-url', parameter: found[0] }],
      };
    },
  }),
  requestRule({
    id: 'mcp/own-token',
    stage: 'mcp',
    level: 'MUST NOT',
    since: '2025-03-26',
    sources: [mcp('index', 'Token Handling')],
    statement: 'A server gets no token but one that its own authorization server issued for it.',
    why: 'A server could use a token of another service in the name of the person.',
    fix: 'Send the token of this flow.',
    judge: judgeOwnToken,
  }),
  requestRule({
    id: 'mcp/accept',
    stage: 'mcp',
    level: 'MUST',
    since: '2025-03-26',
    sources: [mcp('transport', 'Sending Messages')],
    statement: 'A POST accepts both application/json and text/event-stream.',
    why: 'The server chooses between the two; many answer 406 to a client that takes only one.',
    fix: 'Send Accept: application/json, text/event-stream.',
    judge(context) {
      const answer = sent(context);
      if (!answer || answer.event.request.method !== 'POST') return undefined;
      const { value, at } = header(context, 'accept');
      if (/application\/json/i.test(value ?? '') && /text\/event-stream/i.test(value ?? ''))
        return pass('Both kinds of answer are accepted.', at);
      return {
        verdict: 'fail',
        message: 'The request does not accept both kinds of answer.',
        expected: 'application/json, text/event-stream',
        actual: value ?? 'absent',
        at: [at],
      };
    },
  }),
  requestRule({
    id: 'mcp/protocol-version',
    stage: 'mcp',
    level: 'MUST',
    since: '2025-06-18',
    sources: [
      mcp('transport', 'Protocol Version Header'),
      mcp('transport', 'Protocol Version Header', '2025-11-25'),
    ],
    statement: 'MCP-Protocol-Version names the revision: that of the body, or the one agreed in initialize.',
    why: 'A server, or a proxy before it, would read the request by the rules of another revision.',
    fix: 'Send MCP-Protocol-Version with the same revision as the body.',
    judge: judgeVersion,
  }),
  requestRule({
    id: 'mcp/method-header',
    stage: 'mcp',
    level: 'MUST',
    since: '2026-07-28',
    sources: [mcp('transport', 'Standard Request Headers')],
    statement: 'Mcp-Method names the method of the body.',
    why: 'A gateway that decides by the header would let through what the body then does.',
    fix: 'Send Mcp-Method with the method of the message.',
    judge(context) {
      const message = sentMessage(context);
      if (!message) return undefined;
      const { value, at } = header(context, 'mcp-method');
      const method = text(message, 'method');
      if (value !== undefined && value === method) return pass('Header and body name the same method.', at);
      return {
        verdict: 'fail',
        message: value === undefined ? 'The header is missing.' : 'Header and body name different methods.',
        expected: method ?? 'a method',
        actual: value ?? 'absent',
        at: [at],
      };
    },
  }),
  requestRule({
    id: 'mcp/name-header',
    stage: 'mcp',
    level: 'MUST',
    since: '2026-07-28',
    sources: [mcp('transport', 'Standard Request Headers'), mcp('transport', 'Value Encoding')],
    statement: 'Mcp-Name names the tool, prompt or resource of the body.',
    why: 'A gateway that allows one tool by its name would let another one through.',
    fix: 'Send Mcp-Name with the name or URI of the message.',
    judge(context) {
      const message = sentMessage(context);
      const key = message && NAMED[text(message, 'method') ?? ''];
      const name = key === undefined ? undefined : text(message?.['params'], key);
      if (name === undefined) return undefined;
      const { value, at } = header(context, 'mcp-name');
      if (value === name || value === encodeHeaderValue(name))
        return pass('Header and body name the same thing.', at);
      return {
        verdict: 'fail',
        message: value === undefined ? 'The header is missing.' : 'Header and body name different things.',
        expected: encodeHeaderValue(name),
        actual: value ?? 'absent',
        at: [at],
      };
    },
  }),
  requestRule({
    id: 'mcp/request-meta',
    stage: 'mcp',
    level: 'MUST',
    since: '2026-07-28',
    sources: [mcp('basic', '_meta')],
    statement:
      'Every request says in `_meta` which revision it follows, what the client can do and who it is.',
    why: 'There is no handshake any more: a request that does not say it is refused.',
    fix: 'Send protocolVersion, clientCapabilities and clientInfo in `params._meta`.',
    judge(context) {
      const message = sentMessage(context);
      if (!message) return undefined;
      const params = isJsonObject(message['params']) ? message['params'] : {};
      const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
      const name = (key: string): string => `io.modelcontextprotocol/${key}`;
      const missing = ['protocolVersion', 'clientCapabilities', 'clientInfo'].filter(
        (key) => !(name(key) in meta),
      );
      if (missing.length === 0)
        return pass('The request describes itself.', { in: 'request-body', path: `/${META}` });
      return {
        verdict: 'fail',
        // Who the client is should be said, but need not.
        ...(missing.join(' ') === 'clientInfo' ? { severity: 'warning' as const } : {}),
        message: `The request lacks ${missing.join(', ')} in \`_meta\`.`,
        expected: missing.map(name).join(', '),
        actual: 'absent',
        at: missing.map((key) => inMeta(name(key))),
      };
    },
  }),
];
