import type { z } from 'zod';
import type { AccessLevel } from './level.ts';
import type { ShopResult } from './result.ts';
import type { Visit } from './visit.ts';

/** One tool of the shop: what it is, who may call it, what it does. Every era's server registers the same list. */
export interface ShopTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly level: AccessLevel;
  /** The scope a token must carry; absent on public tools. */
  readonly scope?: string;
  readonly inputSchema: z.ZodObject;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
  readonly run: (visit: Visit, input: unknown) => ShopResult | Promise<ShopResult>;
}

/** What tools that only read say of themselves. */
export const READS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

/** What tools that only add say of themselves. */
export const ADDS = { ...READS, readOnlyHint: false, idempotentHint: false } as const;

/** What tools that replace something say of themselves. */
export const REPLACES = { ...READS, readOnlyHint: false, destructiveHint: true } as const;

/** Lets each tool be written with the type of its own input; what reaches it is parsed once more, whatever SDK called. */
export function defineTool<Input extends z.ZodObject>(
  definition: Omit<ShopTool, 'run' | 'inputSchema'> & {
    readonly inputSchema: Input;
    readonly run: (visit: Visit, input: z.output<Input>) => ShopResult | Promise<ShopResult>;
  },
): ShopTool {
  return {
    ...definition,
    run: (visit, input) => definition.run(visit, definition.inputSchema.parse(input ?? {})),
  };
}
