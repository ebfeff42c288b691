// The shape of MCP answers: media types, results and errors of the transport.

import { messageOf, requestIdOf } from '../protocol/exchange.ts';
import { isJsonObject, text } from '../protocol/json.ts';
import type { RequestId } from '../protocol/mcp-message.ts';
import { decodeHeaderValue } from '../protocol/mcp-parameter-headers.ts';
import type { Revision } from '../protocol/revision.ts';
import type { RequestContent } from '../trace/event.ts';
import { answerOf, headerLine, mcpExchange, responseHeader } from './facts.ts';
import { mirroredIn } from './mcp-parameter-headers.rules.ts';
import { NAMED } from './mcp-request.rules.ts';
import type { ExchangeSubject, JudgeContext, Judgement, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { mcp } from './sources.ts';

/** JSON-RPC error of a request whose headers contradict its body. */
const HEADER_MISMATCH = -32020;

const LEGACY_ONLY = { '2026-07-28': null } as const satisfies Partial<Record<Revision, null>>;

/** The first header of a request that contradicts its body, in lower case. */
function contradiction(context: JudgeContext, request: RequestContent): string | undefined {
  const message = messageOf(request);
  if (!message || !('id' in message)) return undefined;
  const params = isJsonObject(message['params']) ? message['params'] : {};
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const differs = (name: string, value: unknown): boolean => {
    const line = headerLine(request.headers, name);
    return line !== undefined && typeof value === 'string' && decodeHeaderValue(line.value) !== value;
  };
  if (differs('mcp-method', message['method'])) return 'mcp-method';
  if (differs('mcp-protocol-version', meta['io.modelcontextprotocol/protocolVersion']))
    return 'mcp-protocol-version';
  if (differs('mcp-name', params[NAMED[text(message, 'method') ?? ''] ?? ''])) return 'mcp-name';
  // A header without an argument may be ignored by a server; an argument without its header may not.
  return mirroredIn(context.session, request).find(
    ({ agrees, expected }) => !agrees && expected !== undefined,
  )?.header;
}

function judgeMismatch(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  if (!answer || answer.event.edited !== true || context.policy.era !== 'modern') return undefined;
  const name = contradiction(context, answer.event.request);
  if (name === undefined) return undefined;
  const at = [{ in: 'request-header', name }, { in: 'status' }] as const;
  const rpc = answerOf(answer);
  const named = rpc.kind === 'error' && rpc.error.code === HEADER_MISMATCH;
  if (answer.status === 400 || (named && answer.status > 400))
    return pass('The server refuses a request whose header and body differ.', ...at);
  if (answer.status >= 400) {
    return {
      verdict: 'cannot-tell',
      message: `The server refuses the request with HTTP ${answer.status}; whether it compared header and body cannot be seen.`,
      at,
    };
  }
  return {
    verdict: 'fail',
    message: named
      ? `The server names the difference of header and body, but with status ${answer.status}.`
      : 'The server serves a request whose header and body differ.',
    ...(named ? { severity: 'warning' as const } : {}),
    expected: '400 with JSON-RPC error -32020',
    actual: `HTTP ${answer.status}`,
    at,
  };
}

/** What a body is that holds no answer to the request with this id. */
function otherThanAnswer(
  { bodyText, json }: ExchangeSubject,
  id: RequestId,
): Pick<Judgement, 'message' | 'actual'> {
  if (bodyText === undefined || bodyText === '')
    return { message: 'The answer is empty.', actual: 'no body' };
  const messages: readonly unknown[] = Array.isArray(json) ? json : [json];
  const rpc = messages.filter(isJsonObject).find((message) => message['jsonrpc'] === '2.0');
  if (json === undefined) return { message: 'The body is not JSON.', actual: 'a body that is not JSON' };
  if (!rpc) {
    return {
      message: 'The body is JSON, but not a JSON-RPC message: no client finds a result in it.',
      actual: 'JSON without `"jsonrpc": "2.0"`',
    };
  }
  if (rpc['id'] !== id) {
    return {
      message: 'The body is the answer to another request: clients wait on for their own.',
      actual: `id ${JSON.stringify(rpc['id']) ?? 'absent'}`,
    };
  }
  return {
    message: 'The message has neither a result nor an error that can be read.',
    actual: `members ${Object.keys(rpc).join(', ')}`,
  };
}

function judgeJsonRpc(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  const id = answer && requestIdOf(answer.event.request);
  if (!answer || answer.status !== 200 || id === undefined) return undefined;
  const at = { in: 'response-body', path: '' } as const;
  const rpc = answerOf(answer);
  if (rpc.kind !== 'none') return pass('The answer is a JSON-RPC message with the id of the request.', at);
  if (answer.event.response?.events) {
    return {
      verdict: 'cannot-tell',
      message: 'The stream ended before the answer to the request came on it. It may come on another one.',
      at: [at],
    };
  }
  // What is sent as another media type is judged as that.
  const { value } = responseHeader(answer.event, 'content-type');
  if (!/^application\/json\b/i.test(value ?? '')) return undefined;
  return {
    verdict: 'fail',
    ...otherThanAnswer(answer, id),
    expected: `a JSON-RPC 2.0 message with id ${JSON.stringify(id)} and a result or an error`,
    at: [at],
  };
}

export const mcpResponseRules: readonly Rule[] = [
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
    only: ['succeeded'],
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
    id: 'mcp/json-rpc-answer',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    sources: [mcp('transport', 'Sending Messages'), mcp('basic', 'Responses')],
    statement: 'A request that is answered with 200 gets a JSON-RPC message with its own id.',
    why: 'A client matches answers to requests by the id: without it the call hangs until it times out.',
    fix: 'Wrap results as {"jsonrpc":"2.0","id":<id of the request>,"result":{…}}; check that no gateway or framework answers in place of the MCP handler.',
    refuses: false,
    only: ['succeeded'],
    judge: judgeJsonRpc,
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
    only: ['succeeded'],
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
    id: 'mcp/result-type',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('basic', 'ResultType')],
    statement: 'Every result says in `resultType` whether it is complete.',
    why: 'Without it a client cannot tell an answer from a question that it has to answer first.',
    fix: 'Add "resultType": "complete" to results.',
    refuses: false,
    only: ['succeeded'],
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
    sources: [mcp('transport', 'Server Validation'), mcp('transport', 'Server Behavior for Custom Headers')],
    statement: 'A request whose headers contradict its body is refused.',
    why: 'A gateway that allows methods by their header is passed with a body that does something else.',
    fix: 'Compare MCP-Protocol-Version, Mcp-Method, Mcp-Name and each Mcp-Param header with the body; answer 400 with error -32020.',
    refuses: false,
    only: ['edited'],
    judge: judgeMismatch,
  },
  {
    id: 'mcp/method-not-found',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2026-07-28',
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
];
