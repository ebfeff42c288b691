import { leakedWithOrder, leakedWithRefusal } from './leaks.ts';
import { refuse, reject } from './result.ts';
import type { ShopResult } from './result.ts';
import type { Order } from './shop.ts';
import type { Visit } from './visit.ts';

/** Whether a caller got at an order, and if not, why. */
export type OrderAccess =
  | { readonly kind: 'granted'; readonly order: Order }
  /** `exists` is for the log of the shop: an honest answer is the same either way. */
  | { readonly kind: 'refused'; readonly exists: boolean; readonly result: ShopResult };

/**
 * Opens an order for its owner, or to look at for an administrator. Everybody else gets the same words whether the order
 * exists or not, so that nobody can find out which numbers are orders.
 */
export function openOrder(visit: Visit, orderId: string, purpose: 'see' | 'change'): OrderAccess {
  const order = visit.shop.orders.get(orderId);
  if (order && mayOpen(visit, order, purpose)) return { kind: 'granted', order };
  return { kind: 'refused', exists: order !== undefined, result: refusal(visit, orderId, order) };
}

/** The orders a caller may see, oldest first. */
export function ordersOf({ shop, caller }: Visit): Order[] {
  return [...shop.orders.values()].filter(
    ({ owner }) => caller?.role === 'admin' || caller?.subject === owner,
  );
}

/** An order as this caller may see it: where it goes is for its owner alone. */
export function orderView(visit: Visit, order: Order): Record<string, unknown> {
  const { id, status, carrier, items, totalCents, cardLast4, shipTo } = order;
  return {
    id,
    status,
    carrier,
    items,
    totalCents,
    paidWith: `card ending in ${cardLast4}`,
    trackingUrl: `https://parcel.example/track/${id}`,
    ...(owns(visit, order) ? { shipTo } : {}),
    ...leakedWithOrder(visit, order),
  };
}

function owns({ caller, defects }: Visit, order: Order): boolean {
  return caller?.subject === order.owner || (caller !== undefined && defects.has('owner-not-checked'));
}

function mayOpen(visit: Visit, order: Order, purpose: 'see' | 'change'): boolean {
  const { caller, defects } = visit;
  if (purpose === 'see' && caller?.role === 'admin') return true;
  if (purpose === 'see' && defects.has('owner-locked-out')) return false;
  return owns(visit, order);
}

function refusal(visit: Visit, orderId: string, order: Order | undefined): ShopResult {
  const { defects } = visit;
  if (!order && defects.has('existence-oracle')) return reject(`There is no order ${orderId}.`);
  const result = refuse(`order ${orderId} is not yours.${leakedWithRefusal(visit)}`);
  if (!order || !defects.has('data-in-refusal')) return result;
  const data = orderView(visit, order);
  return {
    ...result,
    content: [...result.content, { type: 'text', text: JSON.stringify(data) }],
    structuredContent: data,
  };
}
