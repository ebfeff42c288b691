// A capture with a store of its own, for one test.

import { onTestFinished } from 'vitest';

import { BodyStore } from '../../electron/engine/capture/bodies.ts';
import { Capture, type CaptureOptions, type Captured } from '../../electron/engine/capture/capture.ts';
import type { RequestContent } from '../../shared/trace/event.ts';
import { startRawServer, type RawServer } from './raw-server.ts';

export interface Recorder {
  readonly capture: Capture;
  readonly bodies: BodyStore;
  send(
    request: Partial<RequestContent> & { url: string },
    options?: Partial<CaptureOptions>,
  ): Promise<Captured>;
  /** The stored bytes of the response body. */
  stored(captured: Captured): Buffer;
}

/** Makes a capture that is closed when the test ends. */
export function startRecorder(): Recorder {
  const capture = new Capture();
  const bodies = new BodyStore();
  onTestFinished(() => capture.close());
  return {
    capture,
    bodies,
    send: (request, options) =>
      capture.send(
        { method: 'GET', headers: [], ...request },
        { bodyLimit: 5 * 1024 * 1024, timeout: 20_000, bodies, ...options },
      ),
    stored: (captured) => Buffer.from(bodies.get(captured.response?.body?.hash ?? '') ?? []),
  };
}

/** A raw server that is closed when the test ends. */
export async function serve(...args: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(...args);
  onTestFinished(() => server.close());
  return server;
}
