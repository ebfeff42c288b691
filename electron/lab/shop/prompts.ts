import { z } from 'zod';
import type { AccessLevel } from './level.ts';
import type { TextBlock } from './result.ts';

/** A prompt of the shop. */
export interface ShopPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly level: AccessLevel;
  /** The scope a token must carry; absent on public prompts. */
  readonly scope?: string;
  readonly argsSchema: z.ZodObject<Record<string, z.ZodString | z.ZodOptional<z.ZodString>>>;
  readonly write: (args: Readonly<Record<string, string | undefined>>) => TextBlock;
}

/** Both prompts. They hold instructions only, never somebody's data. */
export const SHOP_PROMPTS: readonly ShopPrompt[] = [
  {
    name: 'recommend_gift',
    title: 'Recommend a gift',
    description: 'Asks for a gift from the catalogue.',
    level: 'public',
    argsSchema: z.object({ occasion: z.string().optional().describe('For example a birthday') }),
    write: ({ occasion }) => ({
      type: 'text',
      text: `Recommend one gift from commerce://catalog for ${occasion ?? 'a friend'}, with its price.`,
    }),
  },
  {
    name: 'summarise_order',
    title: 'Summarise an order',
    description: 'Asks for a short summary of one of your orders.',
    level: 'login',
    scope: 'orders:read',
    argsSchema: z.object({ orderId: z.string().describe('One of your orders, for example 1001') }),
    write: ({ orderId }) => ({
      type: 'text',
      text: `Call get_order for order ${orderId ?? ''} and tell me in two sentences where it is.`,
    }),
  },
];
