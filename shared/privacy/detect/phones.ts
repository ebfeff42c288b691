// Phone numbers, by the numbering plans that libphonenumber knows. It is slow, so only candidates come here.

import type { CountryCode } from 'libphonenumber-js/min';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Where a number without a country code is looked for. */
const COUNTRIES: readonly CountryCode[] = ['CN', 'US', 'GB', 'DE', 'FR', 'JP', 'IN'];

const AMERICAN_FIRST: readonly CountryCode[] = ['US', ...COUNTRIES.filter((country) => country !== 'US')];

/** Shorter numbers that are no valid ones may be anything that is written with a plus. */
const SHORTEST_POSSIBLE = 10;

/**
 * A number with its country code and where it is from: `valid` by the numbering plan, or of a possible length only, for
 * plans grow, and numbers in examples are of no plan.
 */
export function internationalPhone(
  text: string,
): { readonly valid: boolean; readonly country: string } | undefined {
  const number = parsePhoneNumberFromString(text);
  if (number === undefined) return undefined;
  const country = number.country ?? `+${number.countryCallingCode}`;
  if (number.isValid()) return { valid: true, country };
  return number.isPossible() && text.replaceAll(/\D/g, '').length >= SHORTEST_POSSIBLE
    ? { valid: false, country }
    : undefined;
}

/** Whether a number is valid within a country. */
export function isNationalPhone(text: string, country: CountryCode): boolean {
  return parsePhoneNumberFromString(text, country)?.isValid() === true;
}

/** The first country in whose plan a number without a country code is valid. */
export function nationalPhone(text: string): CountryCode | undefined {
  // Each question costs some microseconds: what looks American is asked about there first.
  const countries = /^1[3-9]\d{9}$|^0/.test(text) ? COUNTRIES : AMERICAN_FIRST;
  return countries.find((country) => isNationalPhone(text, country));
}
