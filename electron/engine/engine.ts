// The engine behind every host: sessions, their flows, the lab. Never imports electron.

import type { Capabilities, EnginePort } from '../../shared/contract.ts';

export interface EngineOptions {
  /** Folder for saved (masked) traces; absent keeps everything in memory. */
  readonly dataDir?: string;
  /** Opens an http or https URL in the person's browser; the engine has checked the scheme. */
  readonly openExternal: (url: string) => Promise<void>;
  readonly capabilities: Capabilities;
  readonly version: string;
  /** One line on what is missing here, shown on the Home screen. */
  readonly notice?: string;
}

export interface Engine extends EnginePort {
  /** Cancels what is under way, stops the lab, closes sockets and files. */
  close(): Promise<void>;
}

/** Makes an engine. Starts nothing until asked: heavy parts (the lab, the SDKs) load on first use. */
export function createEngine(options: EngineOptions): Engine {
  void options;
  throw new Error('the engine is being written');
}
