import type { Content } from '../../../shared/privacy/work/content.ts';

/** Everything of a session as it was recorded. Of a live one it holds secrets, so it stays in the engine. */
export interface Recorded extends Content {
  /** A value with what its masks stand for: what a person edited on the screen, before it is sent. */
  readonly unmask: <T>(value: T) => T;
}
