// Capture: sends one request and records everything that can be seen of the exchange.
//
// May import shared/ types, Node and undici (the package; never the global fetch). Knows nothing of OAuth, MCP, stages
// or sessions. Never follows a redirect (`redirects.ts` only decides), keeps no cookies, masks nothing. Servers are
// untrusted: every buffer is bounded, every wait ends, and certificates are always verified.

import { Agent } from 'undici';

import type {
  Failure,
  HeaderLine,
  RequestContent,
  ResponseContent,
  SseEvent,
  Timing,
  TlsInfo,
} from '../../../shared/trace/event.ts';
import type { BodyStore } from './bodies.ts';
import { Connector } from './connector.ts';
import { ExchangeRecorder } from './exchange-recorder.ts';
import { explainAbort, explainRefusal } from './failure-explanation.ts';

/** Bytes of response headers accepted when nothing else is asked: four times what most clients take. */
const DEFAULT_HEADER_LIMIT = 64 * 1024;

export interface CaptureOptions {
  /** Bytes of the decoded body kept. Past it the body is counted for a while and marked `cut`, which is no failure. */
  readonly bodyLimit: number;
  /** Milliseconds without progress: for the connection, for the response headers, between parts of the body. */
  readonly timeout: number;
  /** Bytes of response headers accepted; {@link DEFAULT_HEADER_LIMIT} when absent. */
  readonly headerLimit?: number;
  readonly signal?: AbortSignal;
  /** PEM certificates of CAs trusted besides the platform's. */
  readonly ca?: string | readonly string[];
  /** Where the body goes. */
  readonly bodies: BodyStore;
  /** Called with each server-sent event as it comes. */
  readonly onSse?: (event: SseEvent) => void;
  /** True when this was the awaited event: the stream is then given a moment to end, and is ended otherwise. */
  readonly stopAfterSse?: (event: SseEvent) => boolean;
  /** Clock for `timing.startedAt`, in epoch milliseconds. Phases are always measured by the monotonic clock. */
  readonly now?: () => number;
}

/** One exchange as it was seen. A response and a failure may both be there: the answer broke off. */
export interface Captured {
  readonly request: RequestContent;
  readonly wireHeaders?: readonly HeaderLine[];
  readonly response?: ResponseContent;
  /** The kept body as text, for judges; not part of the trace. */
  readonly bodyText?: string;
  readonly failure?: Failure;
  readonly timing: Timing;
  readonly tls?: TlsInfo;
  readonly remoteAddress?: string;
  /** Host and port of the proxy it went through. */
  readonly proxy?: string;
}

interface Route {
  readonly agent: Agent;
  readonly connector: Connector;
}

/** The recorder. One is enough for an engine: it keeps connections alive between exchanges. */
export class Capture {
  /** Connections are shared only between exchanges that trust the same CAs and accept the same headers. */
  readonly #routes = new Map<string, Route>();
  #closed = false;

  /** Sends a request as it is and records what comes back. Rejects only for a fault of ours. */
  send(request: RequestContent, options: CaptureOptions): Promise<Captured> {
    const refusal =
      explainRefusal(request.method, request.url) ??
      (this.#closed || options.signal?.aborted ? explainAbort() : undefined);
    if (refusal) {
      const startedAt = options.now?.() ?? Date.now();
      return Promise.resolve({
        request,
        failure: refusal,
        timing: { startedAt, total: 0, reusedConnection: false },
      });
    }
    const url = new URL(request.url);
    const path = `${url.pathname}${url.search}`;
    const headerLimit = options.headerLimit ?? DEFAULT_HEADER_LIMIT;
    const { agent, connector } = this.#route(options.ca, headerLimit);
    return new Promise((resolve, reject) => {
      const recorder = new ExchangeRecorder(request, url, path, headerLimit, options, resolve, reject);
      connector.opener = (record) => recorder.onConnecting(record);
      try {
        agent.dispatch(
          {
            origin: url.origin,
            path,
            method: request.method,
            headers: request.headers.flat(),
            body: request.body ?? null,
            // One clock decides about progress: the recorder's.
            headersTimeout: 0,
            bodyTimeout: 0,
          },
          recorder,
        );
      } finally {
        connector.opener = undefined;
      }
    });
  }

  /** Ends what is under way (its exchanges fail as aborted) and closes every connection. */
  async close(): Promise<void> {
    this.#closed = true;
    const routes = [...this.#routes.values()];
    this.#routes.clear();
    await Promise.all(
      routes.map(({ agent, connector }) => {
        connector.close();
        return agent.destroy();
      }),
    );
  }

  #route(ca: CaptureOptions['ca'], headerLimit: number): Route {
    const trusted = ca === undefined ? [] : typeof ca === 'string' ? [ca] : ca;
    const key = `${headerLimit}\n${trusted.join('\n')}`;
    let route = this.#routes.get(key);
    if (!route) {
      const connector = new Connector(trusted);
      const agent = new Agent({
        connect: connector.connect,
        pipelining: 1,
        // Raw header lines in wire order exist in HTTP/1.1 only.
        allowH2: false,
        maxHeaderSize: headerLimit,
      });
      route = { agent, connector };
      this.#routes.set(key, route);
    }
    return route;
  }
}
