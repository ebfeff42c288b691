import type { LabIdentity } from './types.ts';

/** The scope asked for by default: the least that is of any use in the shop. */
export const BASE_SCOPE = 'orders:read';

/** Every scope of the shop, with what it allows in words for the sign-in page. */
export const SHOP_SCOPES: Readonly<Record<string, string>> = {
  'orders:read': 'See your orders and where they are',
  'orders:write': 'Send back something you bought',
  'profile:write': 'Change your name and city',
  'inventory:write': 'Set how many pieces are in stock (administrators only)',
  'promotions:write': 'Start and stop promotions (administrators only)',
};

/** Scopes that belong to the authorization server itself, not to a resource. */
export const SERVER_SCOPES: Readonly<Record<string, string>> = {
  openid: 'Know who you are',
  offline_access: 'Stay signed in when you are away',
};

const customerScopes = ['openid', 'offline_access', 'orders:read', 'orders:write', 'profile:write'];

/** Everybody who can sign in at every lab. "Nobody" is simply a request without a token. */
export const IDENTITIES: readonly LabIdentity[] = [
  { id: 'alice', name: 'Alice', role: 'customer', scopes: customerScopes },
  { id: 'bob', name: 'Bob', role: 'customer', scopes: customerScopes },
  { id: 'lina', name: '李娜', role: 'customer', scopes: customerScopes },
  {
    id: 'admin',
    name: 'Admin',
    role: 'admin',
    scopes: [...customerScopes, 'inventory:write', 'promotions:write'],
  },
];

/** Everybody who can sign in at one lab. */
export interface People {
  readonly all: readonly LabIdentity[];
  /** The identity with this id, or undefined. */
  find(id: string | undefined): LabIdentity | undefined;
}

/** The people of every lab, and as many more customers as a measurement wants. */
export function createPeople(moreCustomers: number): People {
  const more = Array.from({ length: moreCustomers }, (_, index): LabIdentity => {
    const number = String(index + 1);
    return { id: `customer-${number}`, name: `Customer ${number}`, role: 'customer', scopes: customerScopes };
  });
  const all = [...IDENTITIES, ...more];
  const byId = new Map(all.map((identity) => [identity.id, identity]));
  return { all, find: (id) => (id === undefined ? undefined : byId.get(id)) };
}
