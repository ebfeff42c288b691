/**
 * The state of one shop. Seeded the same in every lab, changed by its tools, gone when the lab closes. What it keeps for
 * itself stands apart under `internal`: no honest tool reads that.
 */
import type { People } from '../identities.ts';
import type { Caller } from './caller.ts';
import { PRODUCT_COSTS, addressOf, recordOf } from './planted.ts';
import type { Address, CustomerRecord, ProductCost } from './planted.ts';

/** Something on sale. Prices are in cents. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly priceCents: number;
  stock: number;
}

/** What somebody bought. */
export interface Order {
  readonly id: string;
  readonly owner: string;
  readonly status: 'processing' | 'shipped' | 'delivered';
  readonly carrier: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly totalCents: number;
  readonly cardLast4: string;
  readonly shipTo: Address;
}

/** What a customer may change of the own account. */
interface Profile {
  displayName: string;
  city: string;
}

/** One return of goods. */
interface GoodsReturn {
  readonly id: string;
  readonly orderId: string;
  readonly reason: string;
}

/** One promotion. */
interface Promotion {
  readonly code: string;
  percentOff: number;
  active: boolean;
}

/** The whole state of a shop. */
export interface Shop {
  readonly products: Map<string, Product>;
  readonly orders: Map<string, Order>;
  readonly profiles: Map<string, Profile>;
  readonly returns: Map<string, GoodsReturn>;
  readonly promotions: Map<string, Promotion>;
  /** What the shop keeps for itself. */
  readonly internal: {
    readonly customers: ReadonlyMap<string, CustomerRecord>;
    readonly costs: ReadonlyMap<string, ProductCost>;
  };
  /** Answers given before as JSON, by question; used only by a shop that shares them between its callers. */
  readonly givenAnswers: Map<string, string>;
  /** Who called last; used only by a shop that takes whoever that is for its caller. */
  lastCaller: Caller | undefined;
}

const GOODS = [
  { status: 'delivered', sku: 'kettle', quantity: 1 },
  { status: 'shipped', sku: 'notebook', quantity: 3 },
  { status: 'delivered', sku: 'lamp', quantity: 1 },
  { status: 'processing', sku: 'mug', quantity: 4 },
] as const;

/** A freshly seeded shop with two orders for each customer: 1001 and 1002 are Alice's, 2001 and 2002 Bob's, and so on. */
export function createShop(people: People): Shop {
  const products: Product[] = [
    { sku: 'kettle', name: 'Stovetop kettle', category: 'kitchen', priceCents: 3900, stock: 12 },
    { sku: 'mug', name: 'Stoneware mug', category: 'kitchen', priceCents: 1450, stock: 80 },
    { sku: 'lamp', name: 'Reading lamp', category: 'home', priceCents: 5200, stock: 7 },
    { sku: 'blanket', name: 'Wool blanket', category: 'home', priceCents: 8900, stock: 4 },
    { sku: 'notebook', name: 'Dotted notebook', category: 'paper', priceCents: 990, stock: 200 },
  ];
  const prices = new Map(products.map(({ sku, priceCents }) => [sku, priceCents]));
  const customers = people.all.filter(({ role }) => role === 'customer');
  const records = new Map(customers.map(({ id }, index) => [id, recordOf(id, index)]));
  const orders = customers.flatMap(({ id, name }, index) =>
    [0, 1].map((place): Order => {
      const { status, sku, quantity } = GOODS[(2 * index + place) % GOODS.length] ?? GOODS[0];
      return {
        id: String((index + 1) * 1000 + place + 1),
        owner: id,
        status,
        carrier: 'Parcel Post',
        items: [{ sku, quantity }],
        totalCents: quantity * (prices.get(sku) ?? 0),
        cardLast4: records.get(id)?.cardNumber.slice(-4) ?? '',
        shipTo: addressOf(name, index),
      };
    }),
  );
  const cities: Readonly<Record<string, string>> = { alice: 'Shanghai', bob: 'Shenzhen', lina: '北京' };
  return {
    products: new Map(products.map((product) => [product.sku, product])),
    orders: new Map(orders.map((order) => [order.id, order])),
    profiles: new Map(
      people.all.map(({ id, name }) => [id, { displayName: name, city: cities[id] ?? 'Hangzhou' }]),
    ),
    returns: new Map(),
    promotions: new Map([['AUTUMN', { code: 'AUTUMN', percentOff: 10, active: true }]]),
    internal: { customers: records, costs: new Map(Object.entries(PRODUCT_COSTS)) },
    givenAnswers: new Map(),
    lastCaller: undefined,
  };
}
