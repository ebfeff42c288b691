// Decides where a recorded redirect leads, as fetch would, and what must not go along. Pure.

import { isLoopbackHost, leadsInward } from '../../../shared/protocol/urls.ts';
import type { HeaderLine, RequestContent, ResponseContent } from '../../../shared/trace/event.ts';

/** Redirects followed in one chain before it is given up. */
export const MAX_REDIRECTS = 10;

/** What a redirect asks for, and what becomes of it. */
export type RedirectDecision =
  /** The response is no redirect, or names no place to go. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'follow';
      readonly request: RequestContent;
      readonly crossOrigin: boolean;
      /** Names of the headers left behind because they are for the first origin only, as they were written. */
      readonly stripped: readonly string[];
      /** The body was left behind although the status asks to repeat it. */
      readonly bodyStripped: boolean;
    }
  | {
      readonly kind: 'refuse';
      readonly reason: 'bad-location' | 'unsafe-url' | 'downgrade' | 'loop' | 'limit';
      /** What happened and what to try. */
      readonly message: string;
    };

/** Headers that speak for the person or the session, in lower case. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'dpop',
  'mcp-session-id',
]);

/** Headers that describe a body, and go when it goes. */
const BODY_HEADERS: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
  'transfer-encoding',
]);

/**
 * Decides the next hop of a chain.
 * @param chain Requests sent so far, oldest first; the last one got `response`.
 * @param secretHeaders Further headers that are for the first origin only, in any case: those a person added.
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export function decideRedirect(
  chain: readonly RequestContent[],
  response: Pick<ResponseContent, 'status' | 'headers'>,
  secretHeaders: readonly string[] = [],
): RedirectDecision {
  const request = chain.at(-1);
  const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (request === undefined || location === undefined || !isRedirect(response.status))
    return { kind: 'none' };

  const from = new URL(request.url);
  const places = response.headers.filter(([name]) => name.toLowerCase() === 'location');
  if (places.some(([, value]) => value !== location)) {
    return refuse(
      'bad-location',
      `${from.host} redirects to ${places.length} places at once. Have the server send a single Location header.`,
    );
  }
  if (!URL.canParse(location, from.href)) {
    return refuse(
      'bad-location',
      `${from.host} redirects to “${location.slice(0, 100)}”, which is not a URL. Correct the Location header on the server.`,
    );
  }
  const to = new URL(location, from);
  if (to.hash === '') to.hash = from.hash;
  const danger = judgeTarget(from, to);
  if (danger) return danger;

  const next = followingRequest(request, response.status, from, to, secretHeaders);
  if (chain.some((earlier) => earlier.method === next.request.method && sameResource(earlier.url, to))) {
    return refuse(
      'loop',
      `The redirect from ${from.host} leads back to ${shown(to)}, which was already asked, so it would never end. Correct the redirects on the server, or start from the final URL.`,
    );
  }
  if (chain.length > MAX_REDIRECTS) {
    return refuse(
      'limit',
      `${MAX_REDIRECTS} redirects led to yet another one, to ${shown(to)}. Start from the final URL, or shorten the chain on the server.`,
    );
  }
  return next;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function judgeTarget(from: URL, to: URL): RedirectDecision | undefined {
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    return refuse(
      'unsafe-url',
      `${from.host} redirects to a ${to.protocol} URL, which Keyhole does not open. Correct the Location header on the server.`,
    );
  }
  if (to.username !== '' || to.password !== '') {
    return refuse(
      'unsafe-url',
      `${from.host} redirects to a URL of ${to.host} that carries a user name or a password. Take it out of the Location header on the server.`,
    );
  }
  if (from.protocol === 'https:' && to.protocol === 'http:' && !isLoopbackHost(to.hostname)) {
    return refuse(
      'downgrade',
      `${from.host} redirects from https to plain http on ${to.host}, where anybody on the way can read along. Have the server redirect to https.`,
    );
  }
  if (leadsInward(from.href, to.href) !== undefined) {
    return refuse(
      'unsafe-url',
      `${from.host} redirects to ${to.host}, an address that only machines inside a network reach. Correct the Location header on the server, or start from that address if you mean it.`,
    );
  }
  return undefined;
}

/** The request of the next hop, without what is meant for another origin. */
function followingRequest(
  request: RequestContent,
  status: number,
  from: URL,
  to: URL,
  secretHeaders: readonly string[],
): Extract<RedirectDecision, { kind: 'follow' }> {
  const crossOrigin = from.origin !== to.origin;
  const becomesGet =
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  const bodyStripped = crossOrigin && !becomesGet && request.body !== undefined;
  const body = becomesGet || bodyStripped ? undefined : request.body;
  const secret = new Set(secretHeaders.map((name) => name.toLowerCase()));
  const stripped: string[] = [];
  const headers = request.headers.filter(([name]: HeaderLine) => {
    const key = name.toLowerCase();
    if (crossOrigin && isSecret(key, secret)) {
      stripped.push(name);
      return false;
    }
    // A Host header written by hand names the first origin.
    if (crossOrigin && key === 'host') return false;
    return body !== undefined || !BODY_HEADERS.has(key);
  });
  return {
    kind: 'follow',
    request: {
      method: becomesGet ? 'GET' : request.method,
      url: to.href,
      headers,
      ...(body === undefined ? {} : { body }),
    },
    crossOrigin,
    stripped,
    bodyStripped,
  };
}

/** `Mcp-Param-*` repeats arguments of a tool call, so it is as private as the body (MCP 2026-07-28). */
function isSecret(name: string, secret: ReadonlySet<string>): boolean {
  return CREDENTIALS.has(name) || secret.has(name) || name.startsWith('mcp-param-');
}

/** A fragment is never sent, so it does not make another resource. */
function sameResource(earlier: string, to: URL): boolean {
  const url = new URL(earlier);
  return url.origin === to.origin && url.pathname === to.pathname && url.search === to.search;
}

/** A URL for a sentence: without its query, which may hold a code or a token. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function refuse(
  reason: Extract<RedirectDecision, { kind: 'refuse' }>['reason'],
  message: string,
): Extract<RedirectDecision, { kind: 'refuse' }> {
  return { kind: 'refuse', reason, message };
}
