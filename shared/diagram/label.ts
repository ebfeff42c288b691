// Short names of requests, for arrows and lists.

import type { RequestContent } from '../trace/event.ts';

/** Path of a URL as it was written, or the whole text when it is no absolute URL. A query shows as `?…`. */
export function pathOf(url: string): string {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/i.exec(url);
  if (!match) return url;
  const path = match[1] === '' || match[1] === undefined ? '/' : match[1];
  return match[2] === undefined || match[2] === '?' ? path : `${path}?…`;
}

/** Scheme, host and port of a URL as they were written; empty when it is no absolute URL. */
export function originOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
}

const BODY_LOOKED_AT = 64 * 1024;

/** The JSON-RPC method a request calls: from `Mcp-Method`, else from its body. */
export function rpcMethodOf(request: RequestContent): string | undefined {
  const header = request.headers.find(([name]) => name.toLowerCase() === 'mcp-method');
  if (header) return header[1];
  const { body } = request;
  if (request.method !== 'POST' || !body?.startsWith('{') || body.length > BODY_LOOKED_AT) return undefined;
  try {
    const message: unknown = JSON.parse(body);
    if (typeof message !== 'object' || message === null || !('jsonrpc' in message)) return undefined;
    return 'method' in message && typeof message.method === 'string' ? message.method : undefined;
  } catch {
    return undefined;
  }
}

/** `POST /register`; `POST /mcp · tools/call`. */
export function requestLabel(request: RequestContent): string {
  const rpc = rpcMethodOf(request);
  const line = `${request.method} ${pathOf(request.url)}`;
  return rpc === undefined ? line : `${line} · ${rpc}`;
}
