import type { SensitiveClass } from '../../../shared/privacy/detect/detection.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';

/** Everything of a session as it was recorded. Of a live one it holds secrets, so it stays in the engine. */
export interface Recorded {
  readonly events: readonly TraceEvent[];
  readonly body: (hash: string) => Uint8Array | undefined;
  /** It was read from a file: secrets stand in it by their names. */
  readonly masked: boolean;
  /** The mask of a secret that was found in it, e.g. `⟦card number A⟧`; the same for the same secret. */
  readonly nameOf: (secret: string, of: SensitiveClass) => string;
  /** A value with what its masks stand for: what a person edited on the screen, before it is sent. */
  readonly unmask: <T>(value: T) => T;
}
