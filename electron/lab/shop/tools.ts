import { z } from 'zod';
import type { Caller } from './caller.ts';
import { answer, refuse, reject } from './result.ts';
import type { ShopResult } from './result.ts';
import type { Order, Shop } from './shop.ts';

/** Who may call a tool, from everybody to administrators. */
type ToolLevel = 'public' | 'login' | 'owner' | 'admin';

/** One tool of the shop: what it is, who may call it, what it does. Every era's server registers the same list. */
export interface ShopTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly level: ToolLevel;
  /** The scope a token must carry; absent on public tools. */
  readonly scope?: string;
  readonly inputSchema: z.ZodObject;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
  readonly run: (shop: Shop, caller: Caller | undefined, input: unknown) => ShopResult;
}

const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const ADDS = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false };
const REPLACES = { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false };

/** The eight tools, in the order they are listed. */
export const SHOP_TOOLS: readonly ShopTool[] = [
  tool({
    name: 'search_products',
    title: 'Search products',
    description: 'Finds products by a word in their name, optionally within one category. Needs no sign-in.',
    level: 'public',
    inputSchema: z.object({
      query: z.string().max(80).default('').describe('A word of the name; empty lists everything'),
      category: z
        .string()
        .max(40)
        .optional()
        .meta({ description: 'A category from get_categories', 'x-mcp-header': 'Category' }),
    }),
    annotations: READS,
    run: (shop, _caller, { query, category }) => {
      const needle = query.toLowerCase();
      const products = [...shop.products.values()].filter(
        (product) =>
          product.name.toLowerCase().includes(needle) &&
          (category === undefined || product.category === category),
      );
      return answer(`${String(products.length)} product(s) found.`, { products });
    },
  }),
  tool({
    name: 'get_categories',
    title: 'List categories',
    description: 'Lists the categories of the shop. Needs no sign-in.',
    level: 'public',
    inputSchema: z.object({}),
    annotations: READS,
    run: (shop) => {
      const categories = [...new Set([...shop.products.values()].map((product) => product.category))];
      return answer(`Categories: ${categories.join(', ')}.`, { categories });
    },
  }),
  tool({
    name: 'get_order',
    title: 'Get an order',
    description: 'Shows one of your own orders: its status, carrier and content.',
    level: 'login',
    scope: 'orders:read',
    inputSchema: z.object({ orderId: z.string().max(20).describe('For example 1001') }),
    annotations: READS,
    run: (shop, caller, { orderId }) => {
      const order = shop.orders.get(orderId);
      if (!order || !maySee(caller, order)) return refuse(`order ${orderId} is not yours.`);
      return answer(`Order ${orderId} is ${order.status}, carried by ${order.carrier}.`, orderView(order));
    },
  }),
  tool({
    name: 'list_orders',
    title: 'List orders',
    description: 'Lists your own orders.',
    level: 'login',
    scope: 'orders:read',
    inputSchema: z.object({}),
    annotations: READS,
    run: (shop, caller) => {
      const orders = [...shop.orders.values()].filter((order) => maySee(caller, order)).map(orderView);
      return answer(`${String(orders.length)} order(s).`, { orders });
    },
  }),
  tool({
    name: 'create_return',
    title: 'Return an order',
    description: 'Registers the return of one of your own delivered orders.',
    level: 'owner',
    scope: 'orders:write',
    inputSchema: z.object({
      orderId: z.string().max(20).describe('One of your orders'),
      reason: z.string().min(1).max(200).describe('Why it goes back'),
    }),
    annotations: ADDS,
    run: (shop, caller, { orderId, reason }) => {
      const order = shop.orders.get(orderId);
      if (!order || order.owner !== caller?.subject) return refuse(`order ${orderId} is not yours.`);
      if (order.status !== 'delivered') return reject(`Order ${orderId} is not delivered yet.`);
      const entry = { id: `R${String(shop.returns.size + 1)}`, orderId, reason };
      shop.returns.set(entry.id, entry);
      return answer(`Return ${entry.id} for order ${orderId} is registered.`, { ...entry });
    },
  }),
  tool({
    name: 'update_profile',
    title: 'Update a profile',
    description: 'Changes the display name or city of your own profile.',
    level: 'owner',
    scope: 'profile:write',
    inputSchema: z.object({
      customerId: z.string().max(40).optional().describe('Whose profile; yours when left out'),
      displayName: z.string().min(1).max(60).optional(),
      city: z.string().min(1).max(60).optional(),
    }),
    annotations: REPLACES,
    run: (shop, caller, { customerId, displayName, city }) => {
      const owner = customerId ?? caller?.subject;
      const profile = owner === undefined ? undefined : shop.profiles.get(owner);
      if (!profile || owner !== caller?.subject) return refuse(`profile ${owner ?? ''} is not yours.`);
      profile.displayName = displayName ?? profile.displayName;
      profile.city = city ?? profile.city;
      return answer('Your profile is updated.', { ...profile });
    },
  }),
  tool({
    name: 'update_inventory',
    title: 'Set stock',
    description: 'Sets how many pieces of a product are in stock. Administrators only.',
    level: 'admin',
    scope: 'inventory:write',
    inputSchema: z.object({
      sku: z.string().max(40).describe('A product, for example mug'),
      stock: z.int().min(0).max(100_000),
    }),
    annotations: REPLACES,
    run: (shop, caller, { sku, stock }) => {
      if (caller?.role !== 'admin') return refuse('only an administrator may set stock.');
      const product = shop.products.get(sku);
      if (!product) return reject(`There is no product ${sku}.`);
      product.stock = stock;
      return answer(`${product.name}: ${String(stock)} in stock.`, { sku, stock });
    },
  }),
  tool({
    name: 'manage_promotions',
    title: 'Manage promotions',
    description: 'Starts, changes or stops a promotion. Administrators only.',
    level: 'admin',
    scope: 'promotions:write',
    inputSchema: z.object({
      code: z.string().min(1).max(20).describe('For example AUTUMN'),
      percentOff: z.int().min(1).max(90).default(10),
      active: z.boolean().default(true),
    }),
    annotations: REPLACES,
    run: (shop, caller, promotion) => {
      if (caller?.role !== 'admin') return refuse('only an administrator may manage promotions.');
      shop.promotions.set(promotion.code, promotion);
      return answer(`Promotion ${promotion.code} is ${promotion.active ? 'on' : 'off'}.`, { ...promotion });
    },
  }),
];

/** Lets each tool be written with the type of its own input; what reaches it is parsed once more, whatever SDK called. */
function tool<Input extends z.ZodObject>(
  definition: Omit<ShopTool, 'run' | 'inputSchema'> & {
    readonly inputSchema: Input;
    readonly run: (shop: Shop, caller: Caller | undefined, input: z.output<Input>) => ShopResult;
  },
): ShopTool {
  return {
    ...definition,
    run: (shop, caller, input) => definition.run(shop, caller, definition.inputSchema.parse(input ?? {})),
  };
}

function maySee(caller: Caller | undefined, order: Order): boolean {
  return caller?.role === 'admin' || caller?.subject === order.owner;
}

function orderView(order: Order): Record<string, unknown> {
  const { id, status, carrier, items, totalCents, cardLast4 } = order;
  return { id, status, carrier, items, totalCents, paidWith: `card ending in ${cardLast4}` };
}
