// The request headers as undici really wrote them, Host and Connection included.

import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { DiagnosticsChannel } from 'undici';

import type { HeaderLine } from '../../../shared/trace/event.ts';

/** What identifies one of our requests on a channel that every undici of the process shares. */
export interface Sending {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly onHeaders: (head: string, socket: Socket) => void;
}

let sending: Sending | undefined;
let subscribed = false;

/**
 * Asks for the headers of the request that undici is about to write. Call it from `onRequestStart`: undici publishes
 * the head in the same turn, right after that handler returns, so no other request can come between the two. Node's
 * global `fetch` publishes on the same channel, hence the comparison.
 */
export function expectWireHeaders(next: Sending): void {
  if (!subscribed) {
    subscribed = true;
    subscribe('undici:client:sendHeaders', (message) => {
      if (sending === undefined) return;
      const { request, headers, socket } = message as DiagnosticsChannel.ClientSendHeadersMessage;
      const { origin, path, method, onHeaders } = sending;
      if (request.path !== path || request.method !== method || String(request.origin) !== origin) return;
      sending = undefined;
      onHeaders(headers, socket);
    });
  }
  sending = next;
}

/** Methods for which undici announces an empty body. */
const SENDS_LENGTH = new Set(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);

/**
 * Header lines of a published request head. undici appends Content-Length while it writes, after the publication, so
 * the line is added here by the same rule.
 */
export function parseWireHeaders(head: string, method: string, bodyLength: number): HeaderLine[] {
  const lines = head.split('\r\n');
  const headers: HeaderLine[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 2)]);
  }
  if (bodyLength > 0 || SENDS_LENGTH.has(method)) headers.push(['content-length', String(bodyLength)]);
  return headers;
}
