// What is planted has the form of the real thing, or no detector would have to find it.

import { expect, test } from 'vitest';
import { PLANTED, recordOf } from '../../../electron/lab/shop/planted.ts';

const customers = [
  'alice',
  'bob',
  'lina',
  ...Array.from({ length: 30 }, (_, index) => `customer-${index + 1}`),
];
const records = customers.map((id, index) => recordOf(id, index));

/** @see ISO/IEC 7812-1, annex B */
function passesLuhn(number: string): boolean {
  const sum = Array.from(number, Number)
    .toReversed()
    .reduce((total, digit, place) => {
      const doubled = place % 2 === 0 ? digit : digit * 2;
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];

/** The weights as GB 11643-1999 prints them; the shop computes them. */
function hasRightChecksum(identityNumber: string): boolean {
  const values = Array.from(identityNumber, (character) => (character === 'X' ? 10 : Number(character)));
  return values.reduce((total, value, place) => total + value * (WEIGHTS[place] ?? 0), 0) % 11 === 1;
}

test('card numbers pass the Luhn check', () => {
  for (const { cardNumber } of records)
    expect([cardNumber, passesLuhn(cardNumber)]).toEqual([cardNumber, true]);
});

test('identity numbers have a region, a day of birth and the right check character, and no two are alike', () => {
  for (const { identityNumber } of records) {
    expect(identityNumber).toMatch(/^[1-6]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/);
    expect([identityNumber, hasRightChecksum(identityNumber)]).toEqual([identityNumber, true]);
  }
  expect(new Set(records.map(({ identityNumber }) => identityNumber)).size).toBe(records.length);
});

test('password hashes have the form of bcrypt, and no two are alike', () => {
  for (const { passwordHash } of records) expect(passwordHash).toMatch(/^\$2b\$12\$[./A-Za-z0-9]{53}$/);
  expect(new Set(records.map(({ passwordHash }) => passwordHash)).size).toBe(records.length);
});

test('each planted secret can be searched for: it is long enough, and stands for one thing', () => {
  expect(new Set(PLANTED.map(({ value }) => value)).size).toBe(PLANTED.length);
  for (const { value } of PLANTED) expect(value.length).toBeGreaterThanOrEqual(4);
  const kinds = new Set(PLANTED.map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual([
    'card-number',
    'cost-price',
    'identity-number',
    'margin',
    'password-hash',
    'shop-secret',
  ]);
});
