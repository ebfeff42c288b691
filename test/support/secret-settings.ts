// Every place of a trace in which a secret can stand, each with one planted in it.

import type { HeaderLine, ResponseContent, TraceEvent, TraceEventBody } from '../../shared/trace/event.ts';

/** Secrets of one flow. */
export interface Planted {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly code: string;
  readonly verifier: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly cookie: string;
  readonly sessionId: string;
}

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

/** `Basic` as RFC 6749 §2.3.1 wants it: both halves form-encoded first. */
export function basicCredentials(id: string, secret: string): string {
  const half = (text: string): string => form({ '': text }).slice(1);
  return Buffer.from(`${half(id)}:${half(secret)}`).toString('base64');
}

/** Events of a flow that has every secret in every usual place, and quotes each of them in unusual ones. */
export function eventsWith(planted: Planted, quote: (secret: string) => string): TraceEvent[] {
  const { accessToken, refreshToken, code, verifier, clientId, clientSecret, cookie, sessionId } = planted;
  const callback = `http://127.0.0.1:1/callback?${form({ state: 'st', code, iss: 'https://as.example' })}`;
  const tokens = { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer' };
  const all = Object.values(planted).filter((secret) => secret !== clientId);
  const bodies: TraceEventBody[] = [
    exchange({
      headers: [
        ['Location', callback],
        ['Set-Cookie', `sid=${cookie}; Path=/; HttpOnly`],
      ],
      status: 303,
    }),
    exchange({
      headers: [
        [
          'location',
          `https://as.example/go?next=${encodeURIComponent(callback)}&cookie=${encodeURIComponent(cookie)}`,
        ],
      ],
      request: [['cookie', `sid=${cookie}; theme=dark`]],
      status: 303,
    }),
    { kind: 'callback', draft: 1, how: 'listener', url: callback },
    { kind: 'value', name: 'code', value: code, secret: true, from: { kind: 'made', how: 'x' } },
    draft({
      body: form({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_secret: clientSecret,
      }),
      headers: [['Authorization', `Basic ${basicCredentials(clientId, clientSecret)}`]],
    }),
    {
      kind: 'value',
      name: 'access_token',
      value: accessToken,
      secret: true,
      from: { kind: 'made', how: 'x' },
    },
    draft({
      headers: [
        ['authorization', `Bearer ${accessToken}`],
        ['mcp-session-id', sessionId],
      ],
    }),
    exchange({
      headers: [['Mcp-Session-Id', sessionId]],
      sse: [JSON.stringify(tokens), JSON.stringify(tokens, null, 2)],
    }),
    // From here on every secret is known, wherever it may be quoted.
    ...all.flatMap((secret): TraceEventBody[] => [
      exchange({ sse: [quote(secret)], headers: [['x-echo', quote(secret)]] }),
      { kind: 'failed', stage: 'token', message: `The server says: ${quote(secret)}.` },
      {
        kind: 'finding',
        ruleId: 'token/succeeded',
        verdict: 'fail',
        severity: 'error',
        stage: 'token',
        message: `refused: ${quote(secret)}`,
        expected: quote(secret),
        actual: secret,
        evidence: [],
      },
      {
        kind: 'value',
        name: 'result',
        value: { content: [{ type: 'text', text: quote(secret) }], [quote(secret)]: 1 },
        secret: false,
        from: { kind: 'made', how: 'x' },
      },
      { kind: 'action', action: { kind: 'call-tool', name: 'echo', arguments: { text: secret } } },
    ]),
  ];
  return bodies.map((body, index) => ({ id: index + 1, parent: index, at: 0, identity: 'default', ...body }));
}

function draft(request: { headers?: readonly HeaderLine[]; body?: string }): TraceEventBody {
  return {
    kind: 'draft',
    stage: 'token',
    step: 'token-code',
    to: 'authorization-server',
    by: 'keyhole',
    request: { method: 'POST', url: 'https://as.example/token', headers: [], ...request },
    parts: [],
  };
}

/** An exchange with these response headers and server-sent events. */
export function exchange(options: {
  readonly headers?: readonly HeaderLine[];
  readonly request?: readonly HeaderLine[];
  readonly sse?: readonly string[];
  readonly status?: number;
}): TraceEventBody {
  const response: ResponseContent = {
    status: options.status ?? 200,
    statusText: 'OK',
    headers: options.headers ?? [],
    ...(options.sse ? { events: options.sse.map((data) => ({ at: 0, data })) } : {}),
  };
  return {
    kind: 'exchange',
    stage: 'mcp',
    step: 'mcp-call-tool',
    draft: 0,
    from: 'keyhole',
    to: 'mcp-server',
    request: { method: 'GET', url: 'https://shop.example/mcp', headers: options.request ?? [] },
    wireHeaders: options.request ?? [],
    response,
    timing: { startedAt: 0, total: 1, reusedConnection: false },
  };
}
