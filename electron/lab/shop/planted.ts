/**
 * What the shop knows and must never say, and where its customers live. Every value is made up and of the right form:
 * cards are the published numbers for testing, identity numbers have the right checksum and belong to nobody. Honest tools
 * return none of it; a test that finds one of these values somewhere has found a leak.
 */
import { createHash } from 'node:crypto';

/** What the shop keeps of a customer for itself. */
export interface CustomerRecord {
  readonly passwordHash: string;
  readonly cardNumber: string;
  /** Three digits, so too short to be searched for: it is not among `PLANTED`. */
  readonly cvv: string;
  /** A resident identity number of China. @see GB 11643-1999 */
  readonly identityNumber: string;
}

/** Where an order goes. Its owner may see it, nobody else. */
export interface Address {
  readonly recipient: string;
  readonly street: string;
  readonly city: string;
}

/** What a product costs the shop, and what part of the price is left. */
export interface ProductCost {
  readonly costPrice: number;
  readonly margin: number;
}

const TEST_CARDS = [
  '4242424242424242',
  '4012888888881881',
  '6200000000000005',
  '5555555555554444',
  '378282246310005',
  '6011111111111117',
  '3566002020360505',
  '5105105105105100',
  '4111111111111111',
  '2223003122003222',
  '3056930009020004',
] as const;

const CVVS = ['735', '912', '408'];

/** Region, birthday and sequence number of an identity number. */
const BORN = [
  ['310115', '19920514', '026'],
  ['440305', '19881123', '037'],
  ['110108', '19950208', '068'],
] as const;

const ADDRESSES: readonly Address[] = [
  { recipient: 'Alice Wong', street: '88 Century Avenue, Pudong', city: 'Shanghai 200120' },
  { recipient: 'Bob Liu', street: '12 Keyuan Road, Nanshan', city: 'Shenzhen 518057' },
  { recipient: '李娜', street: '海淀区中关村大街27号1203室', city: '北京市 100080' },
];

/** The record of the customer at this place in the list of customers. */
export function recordOf(customerId: string, index: number): CustomerRecord {
  const [region, birthday, sequence] = BORN[index] ?? ['330106', '19900101', String(index).padStart(3, '0')];
  return {
    passwordHash: passwordHash(customerId),
    cardNumber: TEST_CARDS[index % TEST_CARDS.length] ?? TEST_CARDS[0],
    cvv: CVVS[index] ?? '111',
    identityNumber: identityNumber(`${region}${birthday}${sequence}`),
  };
}

/** The address of the customer at this place in the list of customers. */
export function addressOf(name: string, index: number): Address {
  const number = String(index + 1);
  return (
    ADDRESSES[index] ?? { recipient: name, street: `${number} Canal Street`, city: `Hangzhou 3100${number}` }
  );
}

/** What each product costs the shop. */
export const PRODUCT_COSTS: Readonly<Record<string, ProductCost>> = {
  kettle: { costPrice: 18.43, margin: 0.5274 },
  mug: { costPrice: 4.37, margin: 0.6986 },
  lamp: { costPrice: 23.81, margin: 0.5421 },
  blanket: { costPrice: 41.26, margin: 0.5364 },
  notebook: { costPrice: 2.19, margin: 0.7788 },
};

/** Credentials of the shop itself. The key is put together here so that no scanner takes this file for a leak. */
export const SHOP_SECRETS = {
  /** Of the shop at its payment provider. */
  gatewayKey: ['sk', 'live', '51Hq7ZtKw2bYxN8vRcD4mPsJ6'].join('_'),
  databaseUrl: 'postgres://shop_rw:tR9wQz4mLk2xHs7c@db.shop.internal:5432/shop',
  /** Opens the carrier's page of a parcel to whoever has it. */
  trackingToken: 'Vq3nB8xLwT5yKd0hRm2sZc7fJg4pAe6u',
  /** Of the shop at the service that keeps the orders. */
  upstreamToken: 'f2c81d4be97a4e0cb3d65a1f8e7092c4d5b6a7f8',
} as const;

/** What kind of secret was planted. */
export type PlantedKind =
  'password-hash' | 'card-number' | 'identity-number' | 'cost-price' | 'margin' | 'shop-secret';

/** One value that no honest answer contains. */
export interface Planted {
  readonly kind: PlantedKind;
  /** Id of a customer or product; `shop` for the shop itself. */
  readonly of: string;
  readonly value: string;
}

const CUSTOMERS = ['alice', 'bob', 'lina'];

/** Every secret of the shop and of the customers of every lab, as it would stand in an answer. */
export const PLANTED: readonly Planted[] = [
  ...CUSTOMERS.flatMap((id, index): Planted[] => {
    const record = recordOf(id, index);
    return [
      { kind: 'password-hash', of: id, value: record.passwordHash },
      { kind: 'card-number', of: id, value: record.cardNumber },
      { kind: 'identity-number', of: id, value: record.identityNumber },
    ];
  }),
  ...Object.entries(PRODUCT_COSTS).flatMap(([sku, { costPrice, margin }]): Planted[] => [
    { kind: 'cost-price', of: sku, value: String(costPrice) },
    { kind: 'margin', of: sku, value: String(margin) },
  ]),
  ...Object.values(SHOP_SECRETS).map((value): Planted => ({ kind: 'shop-secret', of: 'shop', value })),
];

/** Where the customers of every lab live: no secret from themselves, and one from everybody else. */
export const PLANTED_ADDRESSES: Readonly<Record<string, Address>> = Object.fromEntries(
  CUSTOMERS.map((id, index) => [id, addressOf(id, index)]),
);

/** A hash of the form bcrypt writes, of no password at all. */
function passwordHash(seed: string): string {
  const text = createHash('sha512').update(seed).digest('base64').replaceAll('+', '.');
  return `$2b$12$${text.slice(0, 53)}`;
}

/** Adds the check character to the first seventeen digits. @see GB 11643-1999; ISO 7064, MOD 11-2 */
function identityNumber(digits: string): string {
  const sum = Array.from(digits, Number).reduce(
    (total, digit, place) => total + digit * (2 ** (17 - place) % 11),
    0,
  );
  return `${digits}${'10X98765432'.charAt(sum % 11)}`;
}
