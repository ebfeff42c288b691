// Reading one exchange into the outcome of a cell: allowed, denied and how, or why that cannot be said. Both eras.

import { challengeParameter } from '../protocol/challenge.ts';
import { bearerOf, requestIdOf } from '../protocol/exchange.ts';
import { isJsonObject, text } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { RpcAnswer, RpcError } from '../protocol/mcp-message.ts';
import { findAnswer } from '../protocol/mcp-message.ts';
import type { EventOf } from '../trace/session.ts';
import type { CellOutcome } from './matrix.ts';
import { readRefusal } from './refusal-words.ts';

type Exchange = EventOf<'exchange'>;

const MOST_SAID = 300;

/** Codes by which servers say what HTTP would say with a status. None of them is in the specification of MCP. */
const REFUSING_CODES = new Set([-32001, -32003, -32401, -32403, 401, 403]);
/** An SDK's own code for a request that took too long is also -32001. */
const TIMED_OUT = /\btimed? ?out\b/i;
const MISSING_CODES = new Set([-32002, -32404, 404]);
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const INVALID_REQUEST = -32600;
const INTERNAL_ERROR = -32603;

/** Members of a result that hold what a list lists, and the member that names an entry. */
const LISTS = [
  ['tools', 'name'],
  ['resources', 'uri'],
  ['resourceTemplates', 'uriTemplate'],
  ['prompts', 'name'],
] as const;

function short(words: string): string {
  const line = words.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID - 1)}…` : line;
}

/** The text blocks of a result, joined. */
function textOfResult(result: JsonObject): string {
  const blocks = Array.isArray(result['content']) ? (result['content'] as unknown[]) : [];
  return blocks.map((block) => text(block, 'text') ?? '').join(' ');
}

function listedIn(result: JsonObject): readonly string[] | undefined {
  for (const [member, key] of LISTS) {
    const entries = result[member];
    if (Array.isArray(entries))
      return entries.flatMap((entry) => {
        const name = text(entry, key);
        return name === undefined ? [] : [name];
      });
  }
  return undefined;
}

/** Words by which a server denies to have a tool or prompt; SDK 1.x says them in a result with `isError`. */
const NO_SUCH_TOOL =
  /\b(?:unknown|no such) (?:tool|prompt)\b|\b(?:tool|prompt)(?: ["'`]?[\w./-]+["'`]?)? (?:is )?(?:not found|unknown|disabled|does not exist)\b/i;

function ofResult(exchange: Exchange, result: JsonObject): CellOutcome {
  if (result['isError'] === true) {
    const words = textOfResult(result);
    const said = short(words) || 'The result is marked as an error and says nothing.';
    if (NO_SUCH_TOOL.test(words.slice(0, 1_000))) return { kind: 'denied', how: 'not-listed', said };
    switch (readRefusal(words)) {
      case 'refuses':
        return { kind: 'denied', how: 'is-error', said };
      case 'not-found':
        return { kind: 'not-found', said };
      case 'input':
        return { kind: 'input-error', said };
      default:
        return { kind: 'tool-error', said };
    }
  }
  const listed = exchange.step.startsWith('mcp-list-') ? listedIn(result) : undefined;
  const cacheScope = text(result, 'cacheScope');
  return {
    kind: 'allowed',
    ...(listed ? { listed } : {}),
    ...(result['resultType'] === 'input_required' ? { asksInput: true } : {}),
    ...(cacheScope === undefined ? {} : { cacheScope }),
  };
}

function ofError({ code, message }: RpcError, status: number): CellOutcome {
  const said = `${short(message) || 'An error without words'} (${code})`;
  const words = readRefusal(message);
  // A tool or prompt that the server does not know, and a method it does not offer: it denies that there is such a thing.
  if (code === METHOD_NOT_FOUND) return { kind: 'denied', how: 'not-listed', said };
  if (NO_SUCH_TOOL.test(message.slice(0, 1_000))) return { kind: 'denied', how: 'not-listed', said };
  if (words === 'refuses' || (REFUSING_CODES.has(code) && !TIMED_OUT.test(message)))
    return { kind: 'denied', how: 'rpc-error', said };
  if (words === 'not-found' || MISSING_CODES.has(code)) return { kind: 'not-found', said };
  if (code === INVALID_PARAMS || code === INVALID_REQUEST || words === 'input')
    return { kind: 'input-error', said };
  if (code === INTERNAL_ERROR || status >= 500)
    return { kind: 'server-error', said, ...(status >= 500 ? { status } : {}) };
  return { kind: 'tool-error', said };
}

function ofRefusal(
  exchange: Exchange,
  status: 400 | 401 | 403,
  answer: RpcAnswer,
  bodyText: string,
): CellOutcome {
  const challenge = bearerOf(exchange);
  const parameter = (name: string): string | undefined =>
    challenge && challengeParameter(challenge, name)?.value;
  const error = parameter('error');
  const scope = parameter('scope');
  const words =
    parameter('error_description') ??
    (answer.kind === 'error' ? answer.error.message : undefined) ??
    error ??
    (/^\s*[{<]/.test(bodyText) ? '' : bodyText);
  const said = short(words) || `HTTP ${status}`;
  const how =
    status !== 403
      ? (`http-${status}` as const)
      : error === 'insufficient_scope'
        ? 'insufficient-scope'
        : 'http-403';
  return { kind: 'denied', how, said, ...(scope === undefined ? {} : { scope }) };
}

function ofStatus(status: number, answer: RpcAnswer, bodyText: string): CellOutcome {
  const plain = /^\s*[{<]/.test(bodyText) ? '' : short(bodyText);
  const said = plain === '' ? `HTTP ${status}` : `HTTP ${status}: ${plain}`;
  if (status === 404) {
    // Of a session, or of the endpoint: without a JSON-RPC error of its own it may be either.
    const words = answer.kind === 'error' ? short(answer.error.message) : '';
    return { kind: 'not-found', said: words === '' ? said : `HTTP 404: ${words}`, status };
  }
  if (status === 429) return { kind: 'throttled', said };
  if (status >= 500) return { kind: 'server-error', said, status };
  if (answer.kind === 'error') return ofError(answer.error, status);
  if (status === 400 || status === 422) return { kind: 'input-error', said };
  if (status >= 300) return { kind: 'failed', said: `${said}, which is no answer to an MCP request.` };
  return { kind: 'failed', said: answer.kind === 'none' ? answer.why : said };
}

/**
 * What came of a cell.
 * @param bodyText the body as text; absent when there was none or it is not text
 */
export function outcomeOf(exchange: Exchange, bodyText: string | undefined): CellOutcome {
  const { failure, response } = exchange;
  if (failure || !response) {
    const said = failure?.message ?? 'No answer came.';
    return failure?.code === 'timeout' ? { kind: 'timeout', said } : { kind: 'failed', said };
  }
  const { status } = response;
  const body = bodyText ?? '';
  const answer = findAnswer(requestIdOf(exchange.request), bodyText, response.events);
  if (status === 401 || status === 403) return ofRefusal(exchange, status, answer, body);
  if (status === 400 && bearerOf(exchange)) return ofRefusal(exchange, status, answer, body);
  if (response.body?.cut === true && answer.kind === 'none')
    return { kind: 'failed', said: 'The answer is larger than what is kept of it, so it cannot be read.' };
  // A JSON-RPC answer says more than the status around it, unless that is one of those above or below.
  if (status === 404 || status === 429 || status >= 500) return ofStatus(status, answer, body);
  if (answer.kind === 'result' && status < 300) return ofResult(exchange, answer.result);
  if (answer.kind === 'error') return ofError(answer.error, status);
  return ofStatus(status, answer, body);
}

/** The result of a call that was let in, else `undefined`. */
export function resultOf(exchange: Exchange, bodyText: string | undefined): JsonObject | undefined {
  const answer = findAnswer(requestIdOf(exchange.request), bodyText, exchange.response?.events);
  return answer.kind === 'result' && isJsonObject(answer.result) ? answer.result : undefined;
}
