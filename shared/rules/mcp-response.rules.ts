// How the MCP server answers: refusals, sessions, and the shape of results in the modern era.

import { isJsonObject } from '../protocol/json.ts';
import { scopesMissing, scopeTokens } from '../protocol/scope.ts';
import type { Revision } from '../protocol/revision.ts';
import { isMcpStep } from '../protocol/steps.ts';
import type { EventOf } from '../trace/session.ts';
import {
  answerOf,
  bearerOf,
  challenged,
  headerLine,
  mcpExchange,
  messageOf,
  placeOf,
  responseHeader,
  tokenOf,
} from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const MODERN_ONLY = { '2025-03-26': null, '2025-06-18': null, '2025-11-25': null } as const;
const LEGACY_ONLY = { '2026-07-28': null } as const satisfies Partial<Record<Revision, null>>;

/** What an operation is, apart from its id and the client's description of itself. */
function operationOf(exchange: EventOf<'exchange'>): string {
  const message = messageOf(exchange.request);
  const params = isJsonObject(message?.['params']) ? message['params'] : {};
  return JSON.stringify([message?.['method'], params['name'] ?? params['uri']]);
}

/** A refusal for lack of scope. */
function insufficient(context: JudgeContext) {
  const answer = mcpExchange(context);
  if (answer?.status !== 403 || tokenOf(answer.event.request) === undefined) return undefined;
  const challenge = bearerOf(answer.event);
  return challenge && { answer, challenge };
}

/** The status that RFC 6750 §3.1 and MCP give to each error. */
const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
};

function judgeInvalidToken(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  const token = answer && tokenOf(answer.event.request);
  if (!answer || token === undefined || answer.event.edited !== true) return undefined;
  const issued = context.session.values.get('access_token')?.some(({ value }) => value === token);
  if (issued === true) return undefined;
  const at = { in: 'status' } as const;
  if (answer.status === 401)
    return pass('The server refuses a token that was never issued to this client.', at);
  if (answer.status >= 400) return undefined;
  const guarded = context.session.exchanges.some(
    (other) =>
      operationOf(other) === operationOf(answer.event) &&
      other.response?.status === 401 &&
      headerLine(other.request.headers, 'authorization') === undefined,
  );
  if (!guarded) {
    return {
      verdict: 'cannot-tell',
      message:
        'The server serves a request with a token that this flow does not know; it may serve it without one, too.',
      at: [at],
    };
  }
  // A person may have pasted a token that is good: only one that cannot be, tells.
  if (/^[A-Za-z0-9\-._~+/]{16,}=*$/.test(token)) {
    return {
      verdict: 'cannot-tell',
      message:
        'The server accepts a token that this flow did not obtain. Send one that is surely wrong, such as "wrong", to see whether it looks at all.',
      at: [at],
    };
  }
  return {
    verdict: 'fail',
    message: 'The server accepts a token that nobody issued, though it refuses a request without any.',
    expected: '401',
    actual: String(answer.status),
    at: [{ in: 'request-header', name: 'authorization' }, at],
  };
}

function judgeSessionEntropy(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  if (answer?.event.step !== 'mcp-initialize' || context.policy.era !== 'legacy') return undefined;
  const { value, at } = responseHeader(answer.event, 'mcp-session-id');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value) || value.length < 16) {
    return {
      verdict: 'fail',
      message: 'The session identifier is short or a mere number: others can guess it.',
      expected: 'a random value, such as a UUID of version 4',
      actual: /^\d+$/.test(value) ? `a number of ${value.length} digits` : `${value.length} characters`,
      at: [at],
    };
  }
  return pass('The session identifier is long enough not to be guessed, as far as its length tells.', at);
}

function judgeMismatch(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  if (!answer || answer.event.edited !== true || context.policy.era !== 'modern') return undefined;
  const message = messageOf(answer.event.request);
  if (!message || !('id' in message)) return undefined;
  const params = isJsonObject(message['params']) ? message['params'] : {};
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const differs = (name: string, value: unknown): boolean => {
    const line = headerLine(answer.event.request.headers, name);
    return line !== undefined && typeof value === 'string' && line.value !== value;
  };
  const name = differs('mcp-method', message['method'])
    ? 'mcp-method'
    : differs('mcp-protocol-version', meta['io.modelcontextprotocol/protocolVersion'])
      ? 'mcp-protocol-version'
      : undefined;
  if (name === undefined) return undefined;
  const at = [{ in: 'request-header', name }, { in: 'status' }] as const;
  if (answer.status >= 400) return pass('The server refuses a request whose header and body differ.', ...at);
  return {
    verdict: 'fail',
    message: 'The server serves a request whose header and body differ.',
    expected: '400 with JSON-RPC error -32020',
    actual: String(answer.status),
    at,
  };
}

export const mcpResponseRules: readonly Rule[] = [
  {
    id: 'mcp/invalid-token-refused',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('index', 'Token Handling'), mcp('security', 'Access Token Privilege Restriction')],
    statement: 'A token that the server cannot validate is refused with 401.',
    why: 'A server that only looks whether there is a token lets everybody in.',
    fix: 'Validate signature, issuer, audience and expiry of every token, or ask the authorization server.',
    refuses: false,
    judge: judgeInvalidToken,
  },
  {
    id: 'mcp/invalid-token-error',
    stage: 'mcp',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-03-26',
    sources: [rfc(6750, '3.1')],
    statement: 'When a token is refused with 401, the challenge says error="invalid_token".',
    why: 'Without the code a client cannot tell a dead token from a first visit, and may not refresh.',
    fix: 'Add error="invalid_token" and an error_description to the challenge.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.status !== 401 || tokenOf(answer.event.request) === undefined) return undefined;
      const challenge = bearerOf(answer.event);
      if (!challenge) return undefined;
      const error = challenged(answer.event, 'error');
      if (error) return pass(`The challenge names the error: ${error.value}.`, error.at);
      return {
        verdict: 'fail',
        message: 'The challenge does not say that the token is the reason.',
        expected: 'error="invalid_token"',
        actual: 'no error',
        at: [placeOf(challenge)],
      };
    },
  },
  {
    id: 'mcp/error-status',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('index', 'Error Handling'), rfc(6750, '3.1')],
    statement:
      'Status and error of a challenge agree: 400 invalid_request, 401 invalid_token, 403 insufficient_scope.',
    why: 'One client acts on the status, the other on the code: one refreshes in vain, the other asks for scope in vain.',
    fix: 'Send 401 with invalid_token, 403 with insufficient_scope, 400 with invalid_request.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      const error = answer && answer.status >= 400 ? challenged(answer.event, 'error') : undefined;
      const expected = error && STATUS_OF[error.value];
      if (!answer || !error || expected === undefined) return undefined;
      if (answer.status === expected) return pass('Status and error agree.', { in: 'status' }, error.at);
      return {
        verdict: 'fail',
        message: `The challenge says ${error.value}, but the status is ${answer.status}.`,
        expected: String(expected),
        actual: String(answer.status),
        at: [{ in: 'status' }, error.at],
      };
    },
  },
  {
    id: 'mcp/content-type',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('transport', 'Sending Messages')],
    statement: 'A request is answered as application/json or text/event-stream.',
    why: 'Clients choose their parser by it; the official SDKs refuse anything else.',
    fix: 'Set Content-Type to application/json or text/event-stream.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (!answer || answer.status !== 200) return undefined;
      const message = messageOf(answer.event.request);
      if (!message || !('id' in message)) return undefined;
      const { value, at } = responseHeader(answer.event, 'content-type');
      if (/^(application\/json|text\/event-stream)\b/i.test(value ?? ''))
        return pass('The media type is one of the two.', at);
      return {
        verdict: 'fail',
        message: 'The answer has a media type that MCP clients do not read.',
        expected: 'application/json or text/event-stream',
        actual: value ?? 'no Content-Type',
        at: [at],
      };
    },
  },
  {
    id: 'mcp/notification-accepted',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    levels: LEGACY_ONLY,
    sources: [mcp('transport', 'Sending Messages to the Server', '2025-11-25')],
    statement: 'A notification is accepted with 202 and no body.',
    why: 'A client that gets 200 looks for an answer which is not there.',
    fix: 'Answer notifications with 202 and an empty body.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.event.step !== 'mcp-initialized' || answer.status >= 300) return undefined;
      if (answer.status === 202) return pass('The notification was accepted with 202.', { in: 'status' });
      return {
        verdict: 'fail',
        severity: 'warning',
        message: `The notification was answered with ${answer.status}. The official SDKs tolerate that.`,
        expected: '202',
        actual: String(answer.status),
        at: [{ in: 'status' }],
      };
    },
  },
  {
    id: 'mcp/session-id-characters',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    levels: LEGACY_ONLY,
    sources: [mcp('transport', 'Session Management', '2025-11-25')],
    statement: 'A session identifier consists of visible ASCII characters.',
    why: 'Spaces and other characters are changed on the way, and the session is lost.',
    fix: 'Use a UUID, a JWT or a hash as identifier.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.event.step !== 'mcp-initialize' || context.policy.era !== 'legacy') return undefined;
      const { value, at } = responseHeader(answer.event, 'mcp-session-id');
      if (value === undefined) return undefined;
      if (/^[\x21-\x7E]+$/.test(value))
        return pass('The session identifier is made of visible characters.', at);
      return {
        verdict: 'fail',
        message: 'The session identifier has a character that is not visible ASCII.',
        expected: 'characters from ! to ~',
        actual: 'a space or another character',
        at: [at],
      };
    },
  },
  {
    id: 'mcp/session-id-entropy',
    stage: 'mcp',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-03-26',
    levels: LEGACY_ONLY,
    sources: [mcp('transport', 'Session Management', '2025-11-25')],
    statement: 'A session identifier is unique and cannot be guessed.',
    why: 'Who guesses the identifier of another session gets its messages.',
    fix: 'Make it of at least 128 random bits, and bind it to the person.',
    refuses: false,
    judge: judgeSessionEntropy,
  },
  {
    id: 'mcp/no-session-id',
    stage: 'mcp',
    level: 'MAY',
    binds: 'server',
    since: '2026-07-28',
    levels: MODERN_ONLY,
    sources: [mcp('transport', 'Backward Compatibility')],
    statement: 'There are no sessions in 2026-07-28: Mcp-Session-Id has no meaning.',
    why: 'A server that still relies on it loses its clients of the new revision.',
    fix: 'Do not send Mcp-Session-Id to requests of 2026-07-28.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (!answer || context.policy.era !== 'modern' || answer.status >= 400) return undefined;
      const { value, at } = responseHeader(answer.event, 'mcp-session-id');
      if (value === undefined) return pass('The server opens no session.', at);
      return {
        verdict: 'fail',
        message: 'The server sends a session identifier, which clients of this revision ignore.',
        expected: 'no Mcp-Session-Id',
        actual: 'present',
        at: [at],
      };
    },
  },
  {
    id: 'mcp/result-type',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
    levels: MODERN_ONLY,
    sources: [mcp('basic', 'Responses')],
    statement: 'Every result says in `resultType` whether it is complete.',
    why: 'Without it a client cannot tell an answer from a question that it has to answer first.',
    fix: 'Add "resultType": "complete" to results.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (!answer || answer.status !== 200 || context.policy.era !== 'modern') return undefined;
      const rpc = answerOf(answer);
      if (rpc.kind !== 'result') return undefined;
      const type = rpc.result['resultType'];
      const at = {
        in: 'response-body',
        path: answer.event.response?.events ? '' : '/result/resultType',
      } as const;
      if (typeof type === 'string') return pass(`The result is of the type "${type}".`, at);
      return {
        verdict: 'fail',
        severity: 'warning',
        message: 'The result does not say whether it is complete. Clients tolerate that and take it to be.',
        expected: '"complete" or "input_required"',
        actual: type === undefined ? 'absent' : JSON.stringify(type),
        at: [at],
      };
    },
  },
  {
    id: 'mcp/mismatch-refused',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
    levels: MODERN_ONLY,
    sources: [mcp('transport', 'Server Validation')],
    statement: 'A request whose headers contradict its body is refused.',
    why: 'A gateway that allows methods by their header is passed with a body that does something else.',
    fix: 'Compare MCP-Protocol-Version, Mcp-Method and Mcp-Name with the body; answer 400 with error -32020.',
    refuses: false,
    judge: judgeMismatch,
  },
  {
    id: 'mcp/method-not-found',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
    levels: MODERN_ONLY,
    sources: [mcp('transport', 'Protocol Version Header')],
    statement: 'An unknown method is answered with 404 and JSON-RPC error -32601.',
    why: 'Gateways and clients that see only the status take 200 for a success.',
    fix: 'Answer 404 together with the error -32601.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (!answer || context.policy.era !== 'modern') return undefined;
      const rpc = answerOf(answer);
      if (rpc.kind !== 'error' || rpc.error.code !== -32601) return undefined;
      const at = { in: 'status' } as const;
      if (answer.status === 404) return pass('The unknown method is answered with 404.', at);
      return {
        verdict: 'fail',
        severity: 'warning',
        message: `The unknown method is answered with ${answer.status}. Clients that read the error tolerate that.`,
        expected: '404',
        actual: String(answer.status),
        at: [at],
      };
    },
  },
  {
    id: 'mcp/unsupported-version',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
    levels: MODERN_ONLY,
    sources: [mcp('versioning', 'Protocol Version Negotiation'), mcp('transport', 'Protocol Version Header')],
    statement: 'A revision the server does not speak is answered with 400 and the list of those it does.',
    why: 'Without the list a client cannot choose another one.',
    fix: 'Answer 400 with error -32022 and data.supported.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (!answer || context.policy.era !== 'modern') return undefined;
      const rpc = answerOf(answer);
      if (rpc.kind !== 'error' || rpc.error.code !== -32022) return undefined;
      const listed = isJsonObject(rpc.error.data) && Array.isArray(rpc.error.data['supported']);
      const at = [{ in: 'status' }, { in: 'response-body', path: '/error' }] as const;
      if (answer.status === 400 && listed) return pass('The server says which revisions it speaks.', ...at);
      return {
        verdict: 'fail',
        message: listed
          ? `The refusal of the revision has status ${answer.status}.`
          : 'The server refuses the revision without saying which it speaks.',
        expected: '400 with data.supported',
        actual: `HTTP ${answer.status}${listed ? '' : ' without a list'}`,
        at,
      };
    },
  },
  {
    id: 'step-up/challenge-contents',
    stage: 'step-up',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-11-25',
    sources: [mcp('index', 'Runtime Insufficient Scope Errors'), rfc(6750, '3.1')],
    statement:
      'A refusal for lack of scope is 403 with error="insufficient_scope", `scope` and `resource_metadata`.',
    why: 'Without the code a client does not know that more scope would help; without the scope it does not know which.',
    fix: 'Send WWW-Authenticate: Bearer error="insufficient_scope", scope="…", resource_metadata="…".',
    refuses: false,
    judge(context) {
      const found = insufficient(context);
      if (!found) return undefined;
      const { event } = found.answer;
      const at = placeOf(found.challenge);
      const error = challenged(event, 'error')?.value;
      // Another error is another refusal.
      if (error !== undefined && error !== 'insufficient_scope') return undefined;
      const missing = ['error', 'scope', 'resource_metadata'].filter(
        (name) => challenged(event, name) === undefined,
      );
      if (missing.length === 0) return pass('The refusal says what is missing and where to get it.', at);
      return {
        verdict: 'fail',
        message: `The refusal lacks ${missing.map((name) => `\`${name}\``).join(', ')}.`,
        expected: 'error, scope and resource_metadata',
        actual: found.challenge.parameters.map(({ name }) => name).join(', ') || 'no parameters',
        at: [at],
      };
    },
  },
  {
    id: 'step-up/all-scopes-at-once',
    stage: 'step-up',
    level: 'SHOULD',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('index', 'Runtime Insufficient Scope Errors')],
    statement: 'One refusal names all scopes that the operation needs.',
    why: 'People are sent to sign in once for each scope, and give up.',
    fix: 'Collect every scope the operation needs before refusing it.',
    refuses: false,
    judge(context) {
      const found = insufficient(context);
      const scope = found && challenged(found.answer.event, 'scope');
      if (!found || !scope) return undefined;
      const { event } = found.answer;
      const operation = operationOf(event);
      const before = context.session.exchanges.findLast(
        (other) =>
          other.id < event.id &&
          isMcpStep(other.step) &&
          other.response?.status === 403 &&
          operationOf(other) === operation &&
          challenged(other, 'scope') !== undefined,
      );
      const earlier = before && challenged(before, 'scope')?.value;
      const token = context.session.values.get('access_token')?.at(-1)?.id ?? 0;
      // Only a token that came after the first refusal shows that the client did as it was told.
      if (!before || earlier === undefined || token < before.id) return undefined;
      const more = scopesMissing(earlier, scope.value);
      if (more.length === 0) return undefined;
      return {
        verdict: 'fail',
        message: `The same operation is refused again, for a scope that the first refusal did not name: ${more.join(' ')}.`,
        expected: scopeTokens(`${earlier} ${scope.value}`).join(' '),
        actual: `first ${earlier}, then ${scope.value}`,
        at: [scope.at],
      };
    },
  },
];
