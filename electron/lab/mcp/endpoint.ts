import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Defects } from '../faults/defects.ts';
import type { Caller } from '../shop/caller.ts';
import type { Shop } from '../shop/shop.ts';
import type { ShopTool } from '../shop/tool.ts';

/** Who calls, already verified; `undefined` only where a server lets anybody in. */
export interface VerifiedCall {
  readonly caller: Caller | undefined;
  readonly clientId: string;
  readonly token: string;
  readonly expiresAt: number;
}

/** What an endpoint serves, whatever its era. */
export interface ServedShop {
  readonly shop: Shop;
  readonly tools: readonly ShopTool[];
  readonly defects: Defects;
}

/** One MCP endpoint behind the checks of its resource server. */
export interface McpEndpoint {
  /** Serves a request whose body, if any, is parsed already. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    call: VerifiedCall | undefined,
  ): Promise<void>;
  close(): Promise<void>;
}

/** How every server of the lab introduces itself. */
export const SERVER_INFO = { name: 'keyhole-lab-shop', title: 'Keyhole lab shop', version: '1.0.0' };

/** What a model is told about the server. */
export const SERVER_INSTRUCTIONS =
  'A small shop for trying authorization. Products are public; orders belong to the person who signed in.';
