/**
 * The state of one shop. Seeded the same in every lab, changed by its tools, gone when the lab closes. It holds nothing
 * a model must not see: no prices of ours, no passwords, and of a card only the last four digits.
 */

/** Something on sale. Prices are in cents. */
interface Product {
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
  /** Last four digits of the card; the shop keeps no more. */
  readonly cardLast4: string;
}

/** What the shop knows of a customer. */
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
}

/** A freshly seeded shop: 1001 and 1002 are Alice's orders, 2001 and 2002 are Bob's. */
export function createShop(): Shop {
  const products: Product[] = [
    { sku: 'kettle', name: 'Stovetop kettle', category: 'kitchen', priceCents: 3900, stock: 12 },
    { sku: 'mug', name: 'Stoneware mug', category: 'kitchen', priceCents: 1450, stock: 80 },
    { sku: 'lamp', name: 'Reading lamp', category: 'home', priceCents: 5200, stock: 7 },
    { sku: 'blanket', name: 'Wool blanket', category: 'home', priceCents: 8900, stock: 4 },
    { sku: 'notebook', name: 'Dotted notebook', category: 'paper', priceCents: 990, stock: 200 },
  ];
  const orders: Order[] = [
    order('1001', 'alice', 'delivered', 'kettle', 1, 3900, '4242'),
    order('1002', 'alice', 'shipped', 'notebook', 3, 2970, '4242'),
    order('2001', 'bob', 'delivered', 'lamp', 1, 5200, '1881'),
    order('2002', 'bob', 'processing', 'mug', 4, 5800, '1881'),
  ];
  return {
    products: new Map(products.map((product) => [product.sku, product])),
    orders: new Map(orders.map((entry) => [entry.id, entry])),
    profiles: new Map([
      ['alice', { displayName: 'Alice', city: 'Porto' }],
      ['bob', { displayName: 'Bob', city: 'Ghent' }],
      ['admin', { displayName: 'Admin', city: 'Oslo' }],
    ]),
    returns: new Map(),
    promotions: new Map([['AUTUMN', { code: 'AUTUMN', percentOff: 10, active: true }]]),
  };
}

function order(
  id: string,
  owner: string,
  status: Order['status'],
  sku: string,
  quantity: number,
  totalCents: number,
  cardLast4: string,
): Order {
  return { id, owner, status, carrier: 'Parcel Post', items: [{ sku, quantity }], totalCents, cardLast4 };
}
