import type { Defects } from '../faults/defects.ts';
import type { Caller } from './caller.ts';
import type { Shop } from './shop.ts';

/** One line of the shop's log on its way to the client. @see MCP 2026-07-28, server/utilities/logging */
export interface LogLine {
  readonly level: 'debug' | 'info';
  readonly data: unknown;
  /** Sent to clients that did not ask for it as well. */
  readonly unasked: boolean;
}

/** One call at the shop: the shop, who calls, what is wrong today, and where the log goes. */
export interface Visit {
  readonly shop: Shop;
  /** Undefined where a server lets anybody in. */
  readonly caller: Caller | undefined;
  readonly defects: Defects;
  readonly log: (line: LogLine) => Promise<void>;
}
