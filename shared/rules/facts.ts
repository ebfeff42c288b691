// What many judges ask about one exchange, with the places it stands at.

import { callbackParameters } from '../protocol/callback.ts';
import { challengeParameter } from '../protocol/challenge.ts';
import type { Challenge, ChallengeParameter } from '../protocol/challenge.ts';
import { answerTo, bearerOf, once } from '../protocol/exchange.ts';
import { isJsonObject, readJson } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { RpcAnswer } from '../protocol/mcp-message.ts';
import { isMcpStep } from '../protocol/steps.ts';
import type { HeaderLine, Pointer, RequestContent } from '../trace/event.ts';
import type { EventOf } from '../trace/session.ts';
import type { AnsweredSubject, ExchangeSubject, JudgeContext } from './rule.ts';
import { answered } from './rule.ts';

type Exchange = EventOf<'exchange'>;

/** A parameter of the challenge a client acts on, with its place. */
export function challenged(
  exchange: Exchange,
  name: string,
): { readonly value: string; readonly at: Pointer } | undefined {
  const challenge = bearerOf(exchange);
  const parameter = challenge && challengeParameter(challenge, name);
  return challenge && parameter && { value: parameter.value, at: placeOf(challenge, parameter) };
}

/** Where a parameter, or a challenge as a whole, stands. */
export function placeOf(challenge: Challenge, parameter?: ChallengeParameter): Pointer {
  return {
    in: 'response-header',
    name: 'www-authenticate',
    index: challenge.line,
    ...(parameter ? { span: parameter.span } : {}),
  };
}

/** The first line of that name (in lower case), with its index among all lines. */
export function headerLine(
  headers: readonly HeaderLine[] | undefined,
  name: string,
): { readonly value: string; readonly index: number } | undefined {
  // Nearly every judge asks: taking each line apart costs more than the search.
  const lines = headers ?? [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line?.[0].length === name.length && line[0].toLowerCase() === name) return { value: line[1], index };
  }
  return undefined;
}

/** A header of the request. */
export function requestHeader(request: RequestContent, name: string): string | undefined {
  return headerLine(request.headers, name)?.value;
}

/** A header of the answer with its place; the place names no line when the header is absent. */
export function responseHeader(
  exchange: Exchange,
  name: string,
): { readonly value: string | undefined; readonly at: Pointer } {
  const line = headerLine(exchange.response?.headers, name);
  return {
    value: line?.value,
    at: { in: 'response-header', name, ...(line ? { index: line.index } : {}) },
  };
}

/** The form that a request carries. */
export const formOf = once<RequestContent, URLSearchParams>(
  (request) => new URLSearchParams(request.body ?? ''),
);

/** The authorization request is looked at as it is handed over, and again as it is answered: one after the other. */
let lastQuery = { url: '', parameters: new URLSearchParams() };

/** Parameters of a URL's query; none when it is no URL. Not to be changed. */
export const queryOf = once<{ readonly url: string }, URLSearchParams>(({ url }) => {
  if (lastQuery.url !== url) lastQuery = { url, parameters: callbackParameters(url) };
  return lastQuery.parameters;
});

/** The token in a header `Authorization: Bearer …` (or DPoP). */
export const tokenOf = once<RequestContent, string | undefined>(
  (request) => /^(?:bearer|dpop)[ \t]+(\S+)[ \t]*$/i.exec(requestHeader(request, 'authorization') ?? '')?.[1],
);

/** An exchange with the MCP endpoint, whether or not the answer is there: for its request. */
export function mcpRequest(context: JudgeContext): ExchangeSubject | undefined {
  const { subject } = context;
  return subject.kind === 'exchange' && isMcpStep(subject.event.step) ? subject : undefined;
}

/** An exchange with the MCP endpoint that has an answer. */
export function mcpExchange(context: JudgeContext): AnsweredSubject | undefined {
  return answered(mcpRequest(context));
}

/** The JSON-RPC answer to the request of an exchange. */
export function answerOf({ event, bodyText, json }: ExchangeSubject): RpcAnswer {
  return answerTo(event, () => bodyText, json);
}

/** The claims that a self-contained token carries, unverified: what it says of itself. Undefined when it is opaque. */
export function claimsInside(token: string): JsonObject | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  if (payload === undefined) return undefined;
  try {
    const claims = readJson(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return 'value' in claims && isJsonObject(claims.value) ? claims.value : undefined;
  } catch {
    return undefined;
  }
}
