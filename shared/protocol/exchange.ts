// What is read from one exchange by many: parsed once and remembered for as long as the exchange is. Judges nothing.

import type { RequestContent } from '../trace/event.ts';
import type { EventOf } from '../trace/session.ts';
import { bearerChallenge, parseChallenges } from './challenge.ts';
import type { Challenge, ParsedChallenges } from './challenge.ts';
import { isJsonObject, readJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { asAnswer, findAnswer } from './mcp-message.ts';
import type { RequestId, RpcAnswer } from './mcp-message.ts';

type Exchange = EventOf<'exchange'>;

/** Remembers what `read` makes of an object for as long as the object lives. */
export function once<K extends object, V>(read: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found) return found.value;
    const value = read(key);
    known.set(key, { value });
    return value;
  };
}

/** The challenges of an answer (RFC 9110 §11.6.1). */
export const challengesOf: (exchange: Exchange) => ParsedChallenges = once((exchange: Exchange) =>
  parseChallenges(exchange.response?.headers ?? []),
);

/** The challenge a client acts on. */
export const bearerOf: (exchange: Exchange) => Challenge | undefined = once((exchange: Exchange) =>
  bearerChallenge(challengesOf(exchange)),
);

/** The JSON object that a request carries. */
export const messageOf = once<RequestContent, JsonObject | undefined>((request) => {
  const read = readJson(request.body);
  return 'value' in read && isJsonObject(read.value) ? read.value : undefined;
});

/** The JSON-RPC id of a request, if it has one. */
export function requestIdOf(request: RequestContent): RequestId | undefined {
  const id = messageOf(request)?.['id'];
  return typeof id === 'number' || typeof id === 'string' ? id : undefined;
}

const answers = new WeakMap<Exchange, RpcAnswer>();

/**
 * The JSON-RPC answer to the request of an exchange.
 * @param bodyText the body as it was recorded, as text; asked for only where it is needed
 * @param json the same, where it was parsed already
 */
export function answerTo(exchange: Exchange, bodyText: () => string | undefined, json?: unknown): RpcAnswer {
  const known = answers.get(exchange);
  if (known) return known;
  const id = requestIdOf(exchange.request);
  const events = exchange.response?.events;
  // Only a stream or a batch has to be looked through.
  const direct = events === undefined ? asAnswer(json, id) : undefined;
  const answer = direct ?? findAnswer(id, bodyText(), events);
  answers.set(exchange, answer);
  return answer;
}
