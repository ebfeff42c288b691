import { isJsonObject, readJson, text } from '../protocol/json.ts';
import type { EventOf } from '../trace/session.ts';

/** What was called: a tool, a resource or a prompt; `server` for what the server says of itself. */
export interface Called {
  readonly kind: 'tool' | 'resource' | 'prompt' | 'server';
  readonly name: string;
}

/** The JSON-RPC params of a request. */
export function paramsOf(exchange: EventOf<'exchange'>): unknown {
  const read = readJson(exchange.request.body);
  return 'value' in read && isJsonObject(read.value) ? read.value['params'] : undefined;
}

/** What a request asks of an MCP server. The request itself counts, for a person may have edited it. */
export function calledBy(exchange: EventOf<'exchange'>): Called {
  const params = paramsOf(exchange);
  switch (exchange.step) {
    case 'mcp-call-tool':
      return { kind: 'tool', name: text(params, 'name') ?? '' };
    case 'mcp-read-resource':
      return { kind: 'resource', name: text(params, 'uri') ?? '' };
    case 'mcp-get-prompt':
      return { kind: 'prompt', name: text(params, 'name') ?? '' };
    default:
      return { kind: 'server', name: '' };
  }
}
