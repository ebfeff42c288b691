// Sends a request and goes where its redirects lead, each hop on record; and which of them an MCP request may follow.

import type { EventId, RequestContent, ResponseContent } from '../../../shared/trace/event.ts';
import type { Captured } from '../capture/capture.ts';
import { decideRedirect } from '../capture/redirects.ts';

/** One hop as it was recorded. */
export interface Hop {
  readonly exchange: EventId;
  readonly captured: Captured;
}

/** What becomes of an answer: it counts, it is followed, or it is not, for a reason and with what to do. */
export type RedirectStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'follow'; readonly request: RequestContent }
  | { readonly kind: 'refuse'; readonly message: string };

/** Decides about the answer to the last request of a chain. */
export type DecideHop = (
  chain: readonly RequestContent[],
  response: Pick<ResponseContent, 'status' | 'headers'>,
) => RedirectStep;

/**
 * Sends a request and follows its redirects. Resolves to the last hop, and why that one was not followed if it is a
 * redirect all the same.
 * @param send sends and records one hop; `redirectOf` is the exchange that led there
 */
export async function followRedirects<H extends Hop>(
  first: RequestContent,
  send: (request: RequestContent, redirectOf: EventId | undefined) => Promise<H>,
  decide: DecideHop,
): Promise<{ readonly hop: H; readonly refused?: string }> {
  const chain = [first];
  let hop = await send(first, undefined);
  for (;;) {
    const { response, failure } = hop.captured;
    const step = response && !failure ? decide(chain, response) : { kind: 'none' as const };
    if (step.kind === 'none') return { hop };
    if (step.kind === 'refuse') return { hop, refused: step.message };
    chain.push(step.request);
    hop = await send(step.request, hop.exchange);
  }
}

/**
 * Decides about a redirect of an MCP request: it is repeated as it is, and only inside its origin, for the token it
 * carries is for that origin alone.
 * @param secretHeaders Further headers that are for the first origin only
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.4 (307 and 308 keep method and body, the others make it a GET)
 */
export function decideMcpRedirect(
  chain: readonly RequestContent[],
  response: Pick<ResponseContent, 'status' | 'headers'>,
  secretHeaders: readonly string[] = [],
): RedirectStep {
  const decision = decideRedirect(chain, response, secretHeaders);
  if (decision.kind !== 'follow') return decision;
  const from = chain.at(-1);
  const { origin, pathname } = new URL(decision.request.url);
  const there = `${origin}${pathname}`;
  const { status } = response;
  if (decision.crossOrigin) {
    return {
      kind: 'refuse',
      message: `The server redirects (HTTP ${status}) to another origin, ${there}, and a token must not follow it there. If you trust that address, make it the target.`,
    };
  }
  if (decision.request.method !== from?.method) {
    return {
      kind: 'refuse',
      message: `The server redirects a ${from?.method ?? 'POST'} with HTTP ${status}, which turns it into a GET of ${there} without its body: no MCP request arrives there. Redirect with 307 or 308 on the server, or make that address the target.`,
    };
  }
  return decision;
}
