import { z } from 'zod';
import { leakedLog, leakedWithProduct, spoilOrderResult } from './leaks.ts';
import { openOrder, orderView, ordersOf } from './orders.ts';
import { answer, refuse, reject } from './result.ts';
import { settleCaller } from './settle-caller.ts';
import { ADDS, READS, REPLACES, defineTool } from './tool.ts';
import type { ShopTool } from './tool.ts';
import type { Visit } from './visit.ts';

/** The eight tools, in the order they are listed. */
export const SHOP_TOOLS: readonly ShopTool[] = [
  defineTool({
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
    run: (visit, { query, category }) => {
      const needle = query.toLowerCase();
      const products = [...visit.shop.products.values()]
        .filter(
          (product) =>
            product.name.toLowerCase().includes(needle) &&
            (category === undefined || product.category === category),
        )
        .map((product) => ({ ...product, ...leakedWithProduct(visit, product) }));
      return answer(`${String(products.length)} product(s) found.`, { products });
    },
  }),
  defineTool({
    name: 'get_categories',
    title: 'List categories',
    description: 'Lists the categories of the shop. Needs no sign-in.',
    level: 'public',
    inputSchema: z.object({}),
    annotations: READS,
    run: ({ shop }) => {
      const categories = [...new Set([...shop.products.values()].map((product) => product.category))];
      return answer(`Categories: ${categories.join(', ')}.`, { categories });
    },
  }),
  defineTool({
    name: 'get_order',
    title: 'Get an order',
    description: 'Shows one of your own orders: its status, carrier and content.',
    level: 'login',
    scope: 'orders:read',
    inputSchema: z.object({ orderId: z.string().max(20).describe('For example 1001') }),
    annotations: READS,
    run: (visit, { orderId }) => {
      const access = openOrder(visit, orderId, 'see');
      if (access.kind === 'refused') return access.result;
      const { order } = access;
      const data = orderView(visit, order);
      const sentence = `Order ${orderId} is ${order.status}, carried by ${order.carrier}, paid with ${String(data.paidWith)}.`;
      return spoilOrderResult(visit, order, answer(sentence, data));
    },
  }),
  defineTool({
    name: 'list_orders',
    title: 'List orders',
    description: 'Lists your own orders.',
    level: 'login',
    scope: 'orders:read',
    inputSchema: z.object({}),
    annotations: READS,
    run: async (visit) => {
      const mine = await settleCaller(visit);
      const orders = ordersOf(mine).map((order) => orderView(mine, order));
      await visit.log({ level: 'info', data: `${String(orders.length)} order(s) read`, unasked: false });
      const leaked = leakedLog(visit);
      if (leaked) await visit.log(leaked);
      return answer(`${String(orders.length)} order(s).`, { orders });
    },
  }),
  defineTool({
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
    run: (visit, { orderId, reason }) => {
      const { shop } = visit;
      const access = openOrder(visit, orderId, 'change');
      if (access.kind === 'refused') return access.result;
      if (access.order.status !== 'delivered') return reject(`Order ${orderId} is not delivered yet.`);
      const entry = { id: `R${String(shop.returns.size + 1)}`, orderId, reason };
      shop.returns.set(entry.id, entry);
      return answer(`Return ${entry.id} for order ${orderId} is registered.`, { ...entry });
    },
  }),
  defineTool({
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
    run: ({ shop, caller, defects }, { customerId, displayName, city }) => {
      const owner = customerId ?? caller?.subject ?? '';
      const profile = shop.profiles.get(owner);
      const owns = owner === caller?.subject || (caller !== undefined && defects.has('owner-not-checked'));
      if (!profile || !owns) return refuse(`profile ${owner} is not yours.`);
      profile.displayName = displayName ?? profile.displayName;
      profile.city = city ?? profile.city;
      return answer('Your profile is updated.', { ...profile });
    },
  }),
  defineTool({
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
    run: (visit, { sku, stock }) => {
      const { shop } = visit;
      if (!isAdmin(visit)) return refuse('only an administrator may set stock.');
      const product = shop.products.get(sku);
      if (!product) return reject(`There is no product ${sku}.`);
      product.stock = stock;
      return answer(`${product.name}: ${String(stock)} in stock.`, { sku, stock });
    },
  }),
  defineTool({
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
    run: (visit, promotion) => {
      const { shop } = visit;
      if (!isAdmin(visit)) return refuse('only an administrator may manage promotions.');
      shop.promotions.set(promotion.code, promotion);
      return answer(`Promotion ${promotion.code} is ${promotion.active ? 'on' : 'off'}.`, { ...promotion });
    },
  }),
];

function isAdmin({ caller, defects }: Visit): boolean {
  return caller?.role === 'admin' || (caller !== undefined && defects.has('admin-not-checked'));
}
