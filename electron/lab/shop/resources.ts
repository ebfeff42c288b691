import type { CacheScope } from './caching.ts';
import { leakedWithProduct } from './leaks.ts';
import type { AccessLevel } from './level.ts';
import { onceForAll } from './once-for-all.ts';
import { openOrder, orderView, ordersOf } from './orders.ts';
import type { BlockAnnotations } from './result.ts';
import { settleCaller } from './settle-caller.ts';
import type { Visit } from './visit.ts';

/** What every resource says of itself. */
interface ResourceFace {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  readonly level: AccessLevel;
  /** The scope a token must carry; absent on public resources. */
  readonly scope?: string;
  readonly annotations: BlockAnnotations;
  /** Whether what one caller read may be given to another. */
  readonly cacheScope: CacheScope;
}

/** A resource of the shop. */
export interface ShopResource extends ResourceFace {
  readonly uri: string;
  readonly read: (visit: Visit) => unknown;
}

/** The resources with an address of their own. */
export const SHOP_RESOURCES: readonly ShopResource[] = [
  {
    name: 'catalog',
    uri: 'commerce://catalog',
    title: 'Catalogue',
    description: 'Everything on sale, with price and stock.',
    mimeType: 'application/json',
    level: 'public',
    annotations: { audience: ['user', 'assistant'], priority: 0.6 },
    cacheScope: 'public',
    read: (visit) => ({
      products: [...visit.shop.products.values()].map((product) => ({
        ...product,
        ...leakedWithProduct(visit, product),
      })),
    }),
  },
  {
    name: 'daily-analytics',
    uri: 'commerce://analytics/daily',
    title: 'Analytics of the day',
    description: 'Figures of the day, meant for the assistant: how many orders stand where.',
    mimeType: 'application/json',
    level: 'login',
    scope: 'orders:read',
    annotations: { audience: ['assistant'], priority: 0.3 },
    // The same for everybody who is signed in, and for nobody else.
    cacheScope: 'private',
    read: ({ shop }) => ({
      orders: [...shop.orders.values()].reduce<Record<string, number>>(
        (counts, order) => ({ ...counts, [order.status]: (counts[order.status] ?? 0) + 1 }),
        {},
      ),
      returns: shop.returns.size,
      activePromotions: [...shop.promotions.values()].filter((promotion) => promotion.active).length,
    }),
  },
  {
    name: 'account',
    uri: 'commerce://account',
    title: 'Your account',
    description: 'Your name and city, and the numbers of your orders.',
    mimeType: 'application/json',
    level: 'login',
    scope: 'orders:read',
    annotations: { audience: ['user', 'assistant'], priority: 0.5 },
    cacheScope: 'private',
    read: async (visit) => {
      const mine = await settleCaller(visit);
      return {
        profile: mine.shop.profiles.get(mine.caller?.subject ?? '') ?? null,
        orders: ordersOf(mine).map(({ id }) => id),
      };
    },
  },
];

/** The resources of orders, one for each. */
export const ORDER_TEMPLATE: ResourceFace & { readonly uriTemplate: string; readonly scope: string } = {
  name: 'order',
  uriTemplate: 'commerce://orders/{orderId}',
  title: 'An order',
  description: 'One of your own orders: its status, carrier and content.',
  mimeType: 'application/json',
  level: 'login',
  scope: 'orders:read',
  annotations: { audience: ['user', 'assistant'], priority: 0.6 },
  cacheScope: 'private',
};

const ORDER_PREFIX = 'commerce://orders/';

/** The scope a token must carry to read this URI; undefined when it is public or not there. */
export function scopeOfResource(uri: unknown): string | undefined {
  // Both SDKs look a resource up by its parsed URI, so another spelling of the same must not need less.
  const href = typeof uri === 'string' ? URL.parse(uri)?.href : undefined;
  if (href?.startsWith(ORDER_PREFIX)) return ORDER_TEMPLATE.scope;
  return SHOP_RESOURCES.find((resource) => resource.uri === href)?.scope;
}

/** The URI of an order. */
export function orderUri(orderId: string): string {
  return `${ORDER_PREFIX}${orderId}`;
}

/** What reading came to. An order that is somebody else's is not found, exactly like one that does not exist. */
export type ResourceAnswer =
  | { readonly kind: 'content'; readonly text: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads one of `SHOP_RESOURCES`. */
export async function readResource(visit: Visit, resource: ShopResource): Promise<ResourceAnswer> {
  visit.shop.lastCaller = visit.caller;
  const { text } = await onceForAll(visit, resource.uri, async () => ({
    text: JSON.stringify(await resource.read(visit)),
  }));
  return { kind: 'content', text };
}

/** Reads the resource of one order. */
export async function readOrder(visit: Visit, orderId: string): Promise<ResourceAnswer> {
  visit.shop.lastCaller = visit.caller;
  const read = await onceForAll(visit, orderUri(orderId), () => {
    const access = openOrder(visit, orderId, 'see');
    return access.kind === 'granted'
      ? { text: JSON.stringify(orderView(visit, access.order)) }
      : { isError: true, exists: access.exists };
  });
  if ('text' in read && read.text !== undefined) return { kind: 'content', text: read.text };
  return read.exists && visit.defects.has('existence-oracle')
    ? { kind: 'refused', reason: `Order ${orderId} is not yours` }
    : { kind: 'not-found' };
}
