// The JSON-RPC messages of one exchange with an MCP server, each with where it stands, so that evidence can point at it.

import { isJsonObject, readJson, type JsonObject } from '../protocol/json.ts';
import type { Pointer } from '../trace/event.ts';
import type { EventOf } from '../trace/session.ts';

/** One message that a server sent. */
export interface ServerMessage {
  readonly message: JsonObject;
  /** Pointer of the message within its text: '' but in a batch (2025-03-26). */
  readonly path: string;
  /** The event of the stream that carried it; absent for a body. */
  readonly sse?: number;
}

function messagesIn(text: string | undefined, sse?: number): ServerMessage[] {
  const read = readJson(text);
  if (!('value' in read)) return [];
  const place = sse === undefined ? {} : { sse };
  const each = Array.isArray(read.value) ? (read.value as unknown[]) : [read.value];
  return each.flatMap((message, index) =>
    isJsonObject(message) ? [{ message, path: Array.isArray(read.value) ? `/${index}` : '', ...place }] : [],
  );
}

/** The messages of a response, in order: of its body, or of the events of its stream. */
export function messagesOf(exchange: EventOf<'exchange'>, bodyText: string | undefined): ServerMessage[] {
  const events = exchange.response?.events;
  return events ? events.flatMap(({ data }, index) => messagesIn(data, index)) : messagesIn(bodyText);
}

/** Where a place within a message is among the bytes of its exchange. */
export function placeIn({ path: base, sse }: Pick<ServerMessage, 'path' | 'sse'>, path: string): Pointer {
  return { in: 'response-body', path: `${base}${path}`, ...(sse === undefined ? {} : { sse }) };
}
