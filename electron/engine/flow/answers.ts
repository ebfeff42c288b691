// JSON-RPC answers of recorded exchanges. The trace keeps bodies apart; a plan needs only these few.

import type { RpcAnswer } from '../../../shared/protocol/mcp-message.ts';
import { findAnswer, requestId } from '../../../shared/protocol/mcp-message.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

/** Parsed once an exchange: the plan asks again at every step. */
const answers = new WeakMap<EventOf<'exchange'>, RpcAnswer>();

/** The answer to the JSON-RPC request of an MCP exchange. */
export function answerOf(
  bodies: { bodyText(hash: string): string | undefined },
  exchange: EventOf<'exchange'>,
): RpcAnswer {
  const known = answers.get(exchange);
  if (known) return known;
  const hash = exchange.response?.body?.hash;
  const answer = findAnswer(
    requestId(exchange.request.body),
    hash === undefined ? undefined : bodies.bodyText(hash),
    exchange.response?.events,
  );
  answers.set(exchange, answer);
  return answer;
}
