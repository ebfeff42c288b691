import { internationalPhone } from './phones.ts';
import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';

const INTERNATIONAL = /\+\d[\d ().-]{6,22}\d(?!\d)/y;
/** How many groups may belong to something else that follows. */
const MOST_CUTS = 4;

/** Reads a phone number with its country code, from the `+` on; returns where it ends. */
export function readInternationalPhone(
  scan: Scan,
  surface: Surface,
  at: number,
  to: number,
): number | undefined {
  INTERNATIONAL.lastIndex = at;
  if (!INTERNATIONAL.test(surface.text) || INTERNATIONAL.lastIndex > to) return undefined;
  let written = surface.text.slice(at, INTERNATIONAL.lastIndex);
  let possible: { readonly length: number; readonly country: string } | undefined;
  const claim = (length: number, confidence: 'certain' | 'likely', why: string): number => {
    scan.add(surface, at, at + length, { class: 'phone', detector: 'phone', confidence, why });
    return at + length;
  };
  for (let cuts = 0; cuts <= MOST_CUTS && written.length > 7; cuts += 1) {
    const phone = internationalPhone(written);
    if (phone?.valid === true) {
      return claim(written.length, 'certain', `a valid number with its country code (${phone.country})`);
    }
    if (phone !== undefined) possible ??= { length: written.length, country: phone.country };
    const space = Math.max(written.lastIndexOf(' '), written.lastIndexOf('-'));
    if (space === -1) break;
    written = written.slice(0, space);
  }
  if (possible === undefined) return undefined;
  return claim(
    possible.length,
    'likely',
    `a number of a possible length with a country code (${possible.country})`,
  );
}
