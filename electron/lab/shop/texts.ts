import { z } from 'zod';
import type { BlockAnnotations, TextBlock } from './result.ts';
import type { Shop } from './shop.ts';

/** A resource of the shop. */
export interface ShopResource {
  readonly name: string;
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** The scope a token must carry; absent on public resources. */
  readonly scope?: string;
  readonly annotations: BlockAnnotations;
  readonly read: (shop: Shop) => unknown;
}

/** A prompt of the shop. */
export interface ShopPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The scope a token must carry; absent on public prompts. */
  readonly scope?: string;
  readonly argsSchema: z.ZodObject<Record<string, z.ZodString | z.ZodOptional<z.ZodString>>>;
  readonly write: (args: Readonly<Record<string, string | undefined>>) => TextBlock;
}

/** Both resources: one for everybody, one written for the model alone. */
export const SHOP_RESOURCES: readonly ShopResource[] = [
  {
    name: 'catalog',
    uri: 'commerce://catalog',
    title: 'Catalogue',
    description: 'Everything on sale, with price and stock.',
    mimeType: 'application/json',
    annotations: { audience: ['user', 'assistant'], priority: 0.6 },
    read: (shop) => ({ products: [...shop.products.values()] }),
  },
  {
    name: 'daily-analytics',
    uri: 'commerce://analytics/daily',
    title: 'Analytics of the day',
    description: 'Figures of the day, meant for the assistant: how many orders stand where.',
    mimeType: 'application/json',
    scope: 'orders:read',
    annotations: { audience: ['assistant'], priority: 0.3 },
    read: (shop) => ({
      orders: [...shop.orders.values()].reduce<Record<string, number>>(
        (counts, order) => ({ ...counts, [order.status]: (counts[order.status] ?? 0) + 1 }),
        {},
      ),
      returns: shop.returns.size,
      activePromotions: [...shop.promotions.values()].filter((promotion) => promotion.active).length,
    }),
  },
];

/** Both prompts. They hold instructions only, never somebody's data. */
export const SHOP_PROMPTS: readonly ShopPrompt[] = [
  {
    name: 'recommend_gift',
    title: 'Recommend a gift',
    description: 'Asks for a gift from the catalogue.',
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
    scope: 'orders:read',
    argsSchema: z.object({ orderId: z.string().describe('One of your orders, for example 1001') }),
    write: ({ orderId }) => ({
      type: 'text',
      text: `Call get_order for order ${orderId ?? ''} and tell me in two sentences where it is.`,
    }),
  },
];
