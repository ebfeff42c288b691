// Phone numbers, by the numbering plans that libphonenumber knows. It is slow, so only candidates come here.

import type { CountryCode } from 'libphonenumber-js/min';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Where a number without a country code is looked for. */
const COUNTRIES: readonly CountryCode[] = ['CN', 'US', 'GB', 'DE', 'FR', 'JP', 'IN'];

/** Whether a number with its country code is valid, and where. */
export function internationalPhone(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text);
  return number?.isValid() === true ? (number.country ?? `+${number.countryCallingCode}`) : undefined;
}

/** Whether a number is valid within a country. */
export function isNationalPhone(text: string, country: CountryCode): boolean {
  return parsePhoneNumberFromString(text, country)?.isValid() === true;
}

/** The first country in whose plan a number without a country code is valid. */
export function nationalPhone(text: string): CountryCode | undefined {
  return COUNTRIES.find((country) => isNationalPhone(text, country));
}
