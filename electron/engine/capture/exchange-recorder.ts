// One exchange from dispatch to settlement: undici's handler calls on one side, a `Captured` on the other.

import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';

import type {
  Failure,
  HeaderLine,
  RequestContent,
  ResponseContent,
  SseEvent,
  Timing,
} from '../../../shared/trace/event.ts';
import { BodyRecorder } from './body-recorder.ts';
import type { CaptureOptions, Captured } from './capture.ts';
import { ConnectionError, connectionRecord, type ConnectionRecord } from './connector.ts';
import { contentCodings } from './content-decoding.ts';
import {
  explainAbort,
  explainDecoding,
  explainError,
  explainInterimFlood,
  explainTimeout,
  type FailureContext,
  type Phase,
} from './failure-explanation.ts';
import { headerLines, joinedHeader } from './header-lines.ts';
import { SseRecorder } from './sse-recorder.ts';
import { expectWireHeaders, parseWireHeaders } from './wire-headers.ts';

/**
 * After the awaited event a stream normally ends by itself. This many milliseconds are given for it, because a
 * stream that ended leaves its connection usable and one that was torn off does not.
 */
const STREAM_GRACE = 50;

/** Interim (1xx) responses taken before a server is believed never to answer. */
const MAX_INTERIM = 20;

const utf8 = new TextDecoder();

/** Handles one dispatched request. Everything undici says after settlement is ignored. */
export class ExchangeRecorder implements Dispatcher.DispatchHandler {
  readonly #request: RequestContent;
  readonly #url: URL;
  readonly #path: string;
  readonly #headerLimit: number;
  readonly #options: CaptureOptions;
  readonly #resolve: (captured: Captured) => void;
  readonly #reject: (fault: unknown) => void;
  readonly #startedAt: number;
  readonly #start = performance.now();
  readonly #watchdog: NodeJS.Timeout;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #connecting: ConnectionRecord | undefined;
  #connection: ConnectionRecord | undefined;
  #opened = false;
  #wireHeaders: readonly HeaderLine[] | undefined;
  #sent: number | undefined;
  #firstByte: number | undefined;
  #interim = 0;
  #head: Omit<ResponseContent, 'body' | 'events'> | undefined;
  #codings: readonly string[] | undefined;
  #body: BodyRecorder | undefined;
  #sse: SseRecorder | undefined;
  #grace: NodeJS.Timeout | undefined;

  constructor(
    request: RequestContent,
    url: URL,
    path: string,
    headerLimit: number,
    options: CaptureOptions,
    resolve: (captured: Captured) => void,
    reject: (fault: unknown) => void,
  ) {
    this.#request = request;
    this.#url = url;
    this.#path = path;
    this.#headerLimit = headerLimit;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedAt = options.now?.() ?? Date.now();
    this.#watchdog = setTimeout(() => this.#onTimeout(), options.timeout);
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** A connection is being opened for this exchange. */
  onConnecting(record: ConnectionRecord): void {
    this.#connecting = record;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) {
      // Given up while it waited for a connection: nothing of it may be written.
      controller.abort(new Error('given up'));
      return;
    }
    this.#controller = controller;
    this.#watchdog.refresh();
    expectWireHeaders({
      origin: this.#url.origin,
      path: this.#path,
      method: this.#request.method,
      onHeaders: (head, socket) => this.#onWireHeaders(head, socket),
    });
  }

  onRequestSent(): void {
    this.#sent = performance.now();
  }

  onResponseStarted(): void {
    this.#firstByte ??= performance.now();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    if (this.#settled) return;
    this.#watchdog.refresh();
    if (status < 200) {
      this.#interim += 1;
      if (this.#interim > MAX_INTERIM) this.#finish(explainInterimFlood(this.#context(), this.#interim));
      return;
    }
    const headers = headerLines(controller.rawHeaders);
    this.#head = { status, statusText: statusText ?? '', headers };
    this.#codings = contentCodings(joinedHeader(headers, 'content-encoding'));
    if (/^\s*text\/event-stream\b/i.test(joinedHeader(headers, 'content-type') ?? '')) {
      this.#sse = new SseRecorder(
        this.#options.bodyLimit,
        () => this.#since(performance.now()),
        (event) => this.#onEvent(event),
      );
    }
    this.#body = new BodyRecorder(this.#options.bodyLimit, this.#codings, {
      onBytes: (bytes) => this.#onDecoded(bytes),
      onFull: () => this.#finish(),
      onEnd: () => this.#finish(),
      onError: (error) =>
        this.#finish(explainDecoding(this.#context(), this.#codings?.join(', ') ?? 'identity', error)),
      onDrain: () => this.#controller?.resume(),
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#watchdog.refresh();
    if (this.#body?.write(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    // The connection is free again one turn after undici returns from this call. A caller that sends its next request
    // sooner would be given a second connection, so the result waits for that turn.
    this.#controller = undefined;
    queueMicrotask(() => setImmediate(() => this.#body?.end()));
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#settled) return;
    if (error instanceof ConnectionError) {
      this.#connecting = error.record;
      this.#finish(explainError(error.cause, this.#context()));
      return;
    }
    this.#finish(explainError(error, this.#context()));
  }

  readonly #onAbort = (): void => this.#finish(explainAbort());

  #onTimeout(): void {
    this.#finish(explainTimeout(this.#context()));
  }

  #onWireHeaders(head: string, socket: Socket): void {
    const record = connectionRecord(socket);
    this.#connection = record;
    if (record) {
      // A connection opened for an exchange that was given up is a used one to whoever gets it next.
      this.#opened = !record.used && record.openedAt >= this.#start;
      record.used = true;
    }
    const length = this.#request.body === undefined ? 0 : Buffer.byteLength(this.#request.body);
    this.#wireHeaders = parseWireHeaders(head, this.#request.method, length);
  }

  #onDecoded(bytes: Buffer): void {
    if (this.#sse === undefined) return;
    try {
      this.#sse.feed(bytes);
    } catch (fault) {
      // Thrown by a listener of ours: no failure of the server's.
      this.#settle();
      this.#reject(fault);
      return;
    }
    if (this.#sse.full) this.#body?.stopKeeping();
  }

  #onEvent(event: SseEvent): void {
    if (this.#settled) return;
    this.#options.onSse?.(event);
    if (this.#grace === undefined && this.#options.stopAfterSse?.(event) === true) {
      this.#grace = setTimeout(() => this.#finish(), STREAM_GRACE);
    }
  }

  /** The answer is as complete as it is going to be; `failure` says why it is not more. */
  #finish(failure?: Failure): void {
    if (this.#settled) return;
    const captured = this.#captured(failure);
    this.#settle();
    this.#resolve(captured);
  }

  /** Lets go of everything; whatever is still open is torn off. */
  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#watchdog);
    clearTimeout(this.#grace);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#body?.close();
    if (this.#controller) this.#controller.abort(new Error('given up'));
    else if (this.#sent === undefined) this.#connecting?.destroy();
  }

  #captured(failure?: Failure): Captured {
    const timing = this.#timing();
    const connection = this.#connection ?? this.#connecting;
    const bytes = this.#body?.bytes();
    return {
      request: this.#request,
      ...(this.#wireHeaders ? { wireHeaders: this.#wireHeaders } : {}),
      ...(this.#head ? { response: this.#response(this.#head, bytes) } : {}),
      ...(bytes ? { bodyText: utf8.decode(bytes) } : {}),
      ...(failure ? { failure } : {}),
      timing,
      ...(connection?.info ? { tls: connection.info } : {}),
      ...(connection?.remoteAddress === undefined ? {} : { remoteAddress: connection.remoteAddress }),
      ...(connection?.proxy === undefined ? {} : { proxy: connection.proxy }),
    };
  }

  #response(head: Omit<ResponseContent, 'body' | 'events'>, bytes: Buffer | undefined): ResponseContent {
    const { bodies } = this.#options;
    const body = this.#body;
    return {
      ...head,
      ...(body && bytes && body.total > 0
        ? { body: bodies.put(bytes, { total: body.total, cut: body.cut }) }
        : {}),
      // A copy: the rest of a chunk may still be parsed after the exchange has ended.
      ...(this.#sse ? { events: this.#sse.events.slice() } : {}),
    };
  }

  #timing(): Timing {
    const opened = this.#connection ? (this.#opened ? this.#connection : undefined) : this.#connecting;
    const mark = (name: 'dns' | 'connect' | 'tls' | 'sent' | 'firstByte', time: number | undefined) =>
      time === undefined ? {} : { [name]: this.#since(time) };
    return {
      startedAt: this.#startedAt,
      ...mark('dns', opened?.dns),
      ...mark('connect', opened?.connect),
      ...mark('tls', opened?.tls),
      ...mark('sent', this.#sent),
      ...mark('firstByte', this.#firstByte),
      total: this.#since(performance.now()),
      reusedConnection: this.#connection !== undefined && !this.#opened,
    };
  }

  /** Milliseconds since the start, to the microsecond. */
  #since(time: number): number {
    return Math.round((time - this.#start) * 1000) / 1000;
  }

  #context(): FailureContext {
    const connection = this.#connection ?? this.#connecting;
    const leaf = connection?.info?.chain[0];
    return {
      url: this.#url,
      timeout: this.#options.timeout,
      headerLimit: this.#headerLimit,
      phase: this.#phase(),
      received: this.#body?.total ?? 0,
      ...(leaf ? { leaf } : {}),
    };
  }

  #phase(): Phase {
    if (this.#head) return 'receiving';
    if (this.#connection) return 'waiting';
    return this.#connecting?.connect === undefined ? 'connecting' : 'handshaking';
  }
}
