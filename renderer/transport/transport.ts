import type { EnginePort } from '../../shared/contract.ts';

/** Whether the engine can be asked right now. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Lost; the next attempt is made `retryIn` milliseconds after this was told. */
  | { readonly kind: 'reconnecting'; readonly attempt: number; readonly retryIn: number };

/** An engine port over some wire. */
export interface Transport extends EnginePort {
  readonly connection: () => Connection;
  /** Tells each change of the connection. Returns the function that ends the subscription. */
  readonly onConnection: (listener: (connection: Connection) => void) => () => void;
  readonly close: () => void;
}
