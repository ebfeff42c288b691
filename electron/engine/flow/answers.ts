// JSON-RPC answers of recorded exchanges. The trace keeps bodies apart; a plan needs only these few.

import { answerTo } from '../../../shared/protocol/exchange.ts';
import type { RpcAnswer } from '../../../shared/protocol/mcp-message.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

/** The answer to the JSON-RPC request of an MCP exchange. */
export function answerOf(
  bodies: { bodyText(hash: string): string | undefined },
  exchange: EventOf<'exchange'>,
): RpcAnswer {
  const hash = exchange.response?.body?.hash;
  return answerTo(exchange, () => (hash === undefined ? undefined : bodies.bodyText(hash)));
}
