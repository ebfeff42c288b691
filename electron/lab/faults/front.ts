import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultBoard } from './board.ts';
import type { LabAnswer, LabExchange, LabRoute } from './fault.ts';

/** What the front must know of a request before the server behind it does. */
export interface RoutedRequest {
  readonly route: LabRoute;
  readonly origin: string;
  readonly metadataUrl?: string;
}

/**
 * The layer in front of every server of the lab. With no fault for the route it hands the sockets straight through;
 * otherwise it lets the faults answer, or holds the server's answer back and lets them spoil it. The servers behind know
 * nothing of it.
 */
export async function passThroughFaults(
  board: FaultBoard,
  routed: RoutedRequest,
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => void | Promise<void>,
): Promise<void> {
  const faults = board.activeOn(routed.route);
  if (faults.length === 0) {
    await serve();
    return;
  }

  const exchange: LabExchange = {
    ...routed,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers,
    requestBody: recordBody(request),
  };
  for (const fault of faults) {
    const answer = fault.intercept?.(exchange);
    if (!answer) continue;
    request.resume();
    sendAnswer(response, answer);
    return;
  }

  const rewriting = faults.filter((fault) => fault.rewrite !== undefined);
  if (rewriting.length > 0) {
    holdAnswer(response, (answer) => {
      for (const fault of rewriting) fault.rewrite?.(exchange, answer);
    });
  }
  await serve();
}

/** Listens in on the request body without becoming its reader: the parser delivers through `push`. */
function recordBody(request: IncomingMessage): () => string {
  const chunks: Buffer[] = [];
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return push(chunk, encoding);
  };
  return () => Buffer.concat(chunks).toString('utf8');
}

/**
 * Collects what the server writes and sends it once, after `edit` has seen it whole. An event stream is let go as soon as
 * it shows itself: it has no end to wait for, and no fault spoils one.
 */
function holdAnswer(response: ServerResponse, edit: (answer: LabAnswer) => void): void {
  const chunks: Buffer[] = [];
  const original = {
    writeHead: response.writeHead.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
  };
  const collect = (chunk: unknown): void => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };

  response.writeHead = (status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    const headers = rest.find((entry) => typeof entry === 'object' && entry !== null);
    for (const [name, value] of Object.entries(headers ?? {})) {
      if (value !== undefined) response.setHeader(name, value as string | string[]);
    }
    if (String(response.getHeader('content-type')).startsWith('text/event-stream')) {
      Object.assign(response, original);
      return response.writeHead(status);
    }
    return response;
  };
  response.flushHeaders = () => undefined;
  response.write = ((chunk: unknown) => {
    collect(chunk);
    return true;
  }) as ServerResponse['write'];
  response.end = ((...args: unknown[]) => {
    collect(args[0]);
    const answer: LabAnswer = {
      status: response.statusCode,
      headers: readHeaders(response),
      body: Buffer.concat(chunks).toString('utf8'),
    };
    edit(answer);
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    Object.assign(response, original);
    sendAnswer(response, answer);
    const done = args.find((entry) => typeof entry === 'function');
    if (done) (done as () => void)();
    return response;
  }) as ServerResponse['end'];
}

function readHeaders(response: ServerResponse): LabAnswer['headers'] {
  const headers: LabAnswer['headers'] = {};
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (value !== undefined) headers[name] = typeof value === 'number' ? String(value) : value;
  }
  return headers;
}

function sendAnswer(response: ServerResponse, answer: LabAnswer): void {
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers;
  const body = Buffer.from(answer.body);
  const outgoing: Record<string, string | string[]> = { 'content-length': String(body.length) };
  for (const [name, value] of Object.entries(headers)) {
    outgoing[name] = typeof value === 'string' ? value : [...value];
  }
  response.writeHead(answer.status, outgoing);
  response.end(body);
}
