// MCP over Streamable HTTP: what a request of either era looks like on the wire, and how its answer is found.

import type { DraftPart, HeaderLine, RequestContent, SseEvent, StepId } from '../trace/event.ts';
import { isJsonObject } from './json.ts';
import { encodeHeaderValue } from './mcp-parameter-headers.ts';
import type { Policy } from './policy.ts';

/** Who we say we are. The version is the product's; servers must not decide anything by it. */
export const CLIENT_INFO = { name: 'keyhole', title: 'Keyhole', version: '0.1.0' } as const;

export interface McpCall {
  readonly policy: Policy;
  readonly endpoint: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** JSON-RPC id; absent for a notification. */
  readonly id?: number;
  readonly accessToken?: string;
  readonly tokenType?: string;
  readonly sessionId?: string;
  /** Version agreed in `initialize`; sent from then on (2025-06-18 and later). */
  readonly negotiatedVersion?: string;
  readonly extraHeaders?: readonly HeaderLine[];
  readonly parameterHeaders?: readonly HeaderLine[];
}

/** What `Mcp-Name` mirrors, by method (MCP 2026-07-28, Streamable HTTP, "Standard Request Headers"). */
const NAME_PARAMETER: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** Builds one MCP request and says where each part came from. */
export function buildMcpRequest(call: McpCall): { request: RequestContent; parts: DraftPart[] } {
  const { policy } = call;
  const headers: HeaderLine[] = [
    ['content-type', 'application/json'],
    ['accept', 'application/json, text/event-stream'],
  ];
  const parts: DraftPart[] = [{ at: { in: 'request-url' }, from: [], note: 'part.target' }];
  let params = call.params;
  if (policy.era === 'modern') {
    headers.push(['mcp-protocol-version', policy.revision], ['mcp-method', call.method]);
    parts.push({
      at: { in: 'request-header', name: 'mcp-protocol-version' },
      from: ['revision'],
      note: 'part.revision',
    });
    const named = params?.[NAME_PARAMETER[call.method] ?? ''];
    if (typeof named === 'string') headers.push(['mcp-name', encodeHeaderValue(named)]);
    params = {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': policy.revision,
        'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    };
  } else {
    if (call.negotiatedVersion !== undefined && call.negotiatedVersion !== '2025-03-26') {
      headers.push(['mcp-protocol-version', call.negotiatedVersion]);
      parts.push({ at: { in: 'request-header', name: 'mcp-protocol-version' }, from: ['revision'] });
    }
    if (call.sessionId !== undefined) {
      headers.push(['mcp-session-id', call.sessionId]);
      parts.push({ at: { in: 'request-header', name: 'mcp-session-id' }, from: ['session_id'] });
    }
  }
  headers.push(...(call.parameterHeaders ?? []));
  if (call.accessToken !== undefined) {
    headers.push(['authorization', `Bearer ${call.accessToken}`]);
    parts.push({ at: { in: 'request-header', name: 'authorization' }, from: ['access_token', 'token_type'] });
  }
  headers.push(...(call.extraHeaders ?? []));
  const message = {
    jsonrpc: '2.0',
    ...(call.id === undefined ? {} : { id: call.id }),
    method: call.method,
    ...(params === undefined ? {} : { params }),
  };
  parts.push({ at: { in: 'request-body', path: '' }, from: [], note: 'part.json-rpc' });
  return { request: { method: 'POST', url: call.endpoint, headers, body: JSON.stringify(message) }, parts };
}

/** The MCP method of each step. */
export const STEP_METHOD: Readonly<Partial<Record<StepId, string>>> = {
  'mcp-probe': 'server/discover',
  'mcp-discover': 'server/discover',
  'mcp-initialize': 'initialize',
  'mcp-initialized': 'notifications/initialized',
  'mcp-list-tools': 'tools/list',
  'mcp-list-resources': 'resources/list',
  'mcp-list-resource-templates': 'resources/templates/list',
  'mcp-list-prompts': 'prompts/list',
  'mcp-call-tool': 'tools/call',
  'mcp-read-resource': 'resources/read',
  'mcp-get-prompt': 'prompts/get',
};

/** Parameters of `initialize` (up to 2025-11-25). */
export function initializeParams(version: string): Record<string, unknown> {
  return {
    protocolVersion: version,
    capabilities: {},
    clientInfo: { name: CLIENT_INFO.name, version: CLIENT_INFO.version },
  };
}

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** Identifies a JSON-RPC request. Keyhole counts; a person may write anything else into a draft. */
export type RequestId = number | string;

/** A JSON-RPC answer, or why there is none. */
export type RpcAnswer =
  | { readonly kind: 'result'; readonly result: Record<string, unknown> }
  | { readonly kind: 'error'; readonly error: RpcError }
  | { readonly kind: 'none'; readonly why: string };

/** Reads one JSON-RPC message as the answer to `id`; `undefined` when it is something else. */
export function asAnswer(message: unknown, id: RequestId | undefined): RpcAnswer | undefined {
  if (!isJsonObject(message) || message['jsonrpc'] !== '2.0') return undefined;
  const error = message['error'];
  if (isJsonObject(error) && typeof error['code'] === 'number') {
    // A server that could not read the request answers with no id or a null one.
    if (message['id'] !== id && message['id'] !== null && message['id'] !== undefined) return undefined;
    return {
      kind: 'error',
      error: {
        code: error['code'],
        message: typeof error['message'] === 'string' ? error['message'] : '',
        ...('data' in error ? { data: error['data'] } : {}),
      },
    };
  }
  if (message['id'] !== id || !isJsonObject(message['result'])) return undefined;
  return { kind: 'result', result: message['result'] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Finds the answer to `id` in a JSON body or in the events of a stream. */
export function findAnswer(
  id: RequestId | undefined,
  bodyText: string | undefined,
  events: readonly SseEvent[] | undefined,
): RpcAnswer {
  if (events) {
    for (const event of events) {
      const answer = asAnswer(parse(event.data), id);
      if (answer) return answer;
    }
    return { kind: 'none', why: 'The stream ended without an answer to the request.' };
  }
  const message = bodyText === undefined || bodyText === '' ? undefined : parse(bodyText);
  // 2025-03-26 allows batches.
  for (const one of Array.isArray(message) ? message : [message]) {
    const answer = asAnswer(one, id);
    if (answer) return answer;
  }
  return { kind: 'none', why: 'The body is not a JSON-RPC answer to the request.' };
}
