// Runs of digits: cards, identity numbers, phones, addresses of hosts. Most are none of these, so the cheap questions
// come first and the words around are looked at last.

import { isChinaId, isSocialSecurityNumber, EXAMPLE_SOCIAL_SECURITY } from '../checks/identity-numbers.ts';
import { isPublicIpv4 } from '../checks/ip-address.ts';
import { cardNetwork, passesLuhn } from '../checks/luhn.ts';
import { internationalPhone, isNationalPhone } from './phones.ts';
import type { Scan } from './scan.ts';
import type { Meaning } from './sensitive-name.ts';
import type { Surface } from './surface.ts';

const SPACE = 32;
const HYPHEN = 45;
const DOT = 46;
const MOST_GROUPS = 6;
/** Characters before a number that may say what it is, and after it. */
const BEFORE = 32;
const AFTER = 8;

const CARD_WORD = /card|visa|mastercard|amex|unionpay|\bpan\b|卡/i;
const PHONE_WORD =
  /phone|mobile|\btel\b|\bcell\b|\bcall\b|\bcalled\b|\bfax\b|whatsapp|\bsms\b|\btext\b|\bdial\b|\bring\b|\bcontact\b|receiver|recipient|reach|手机|电话|致电|拨打|联系|来电|收货人|短信|号码/i;
const SSN_WORD = /\bssn\b|social security/i;
const IP_WORD = /\bip\b|ip[:=\s_(（]|\bclient\b|remote_addr|addr\b|address|\bport\b|IP/i;
/** Words before a number that say it is of a thing. */
const THING_WORD =
  /(?:order|tracking|invoice|trace|ref(?:erence)?|id|no|number|#|sku|part|ticket|serial|barcode|ean|isbn|单号|订单|编号|运单|流水|条码|序列)[\s.:：#=号"']*$/i;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWordPart(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95;
}

/** Groups of digits with one separator each between them, from a run on. */
interface Groups {
  /** Where each ends. */
  readonly ends: number[];
  readonly lengths: number[];
  readonly separators: number[];
}

function groupsFrom(text: string, start: number, firstEnd: number, to: number): Groups {
  const groups: Groups = { ends: [firstEnd], lengths: [firstEnd - start], separators: [] };
  let at = firstEnd;
  while (groups.ends.length < MOST_GROUPS && at + 1 < to) {
    const separator = text.charCodeAt(at);
    if (separator !== SPACE && separator !== HYPHEN && separator !== DOT && separator !== 0xa0) break;
    let end = at + 1;
    while (end < to && isDigit(text.charCodeAt(end))) end += 1;
    if (end === at + 1) break;
    groups.separators.push(separator === 0xa0 ? SPACE : separator);
    groups.lengths.push(end - at - 1);
    groups.ends.push(end);
    at = end;
  }
  return groups;
}

function begins(
  groups: Groups,
  separator: (code: number) => boolean,
  ...lengths: readonly number[]
): boolean {
  return (
    groups.lengths.length >= lengths.length &&
    lengths.every(
      (length, index) =>
        groups.lengths[index] === length && (index === 0 || separator(groups.separators[index - 1] ?? 0)),
    )
  );
}

const spaceOrHyphen = (code: number): boolean => code === SPACE || code === HYPHEN;
const anySeparator = (code: number): boolean => code !== 0;
const hyphen = (code: number): boolean => code === HYPHEN;

/** The layouts of cards in groups; the last may have up to three digits more in a group of its own. */
const CARD_LAYOUTS: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
  [6, 13],
  [6, 10],
];

/** One number and what surrounds it. */
class NumberReader {
  readonly #scan: Scan;
  readonly #surface: Surface;
  readonly #meaning: Meaning | undefined;
  readonly #text: string;
  readonly #at: number;
  readonly #from: number;
  readonly #to: number;

  constructor(scan: Scan, surface: Surface, at: number, from: number, to: number, meaning?: Meaning) {
    this.#scan = scan;
    this.#surface = surface;
    this.#meaning = meaning;
    this.#text = surface.text;
    this.#at = at;
    this.#from = from;
    this.#to = to;
  }

  #near(end: number, words: RegExp): boolean {
    if (this.#meaning !== undefined && this.#meaning.name !== '' && words.test(this.#meaning.name))
      return true;
    const before = this.#text.slice(Math.max(this.#from, this.#at - BEFORE), this.#at);
    return words.test(before) || words.test(this.#text.slice(end, Math.min(this.#to, end + AFTER)));
  }

  #isOfThing(): boolean {
    return THING_WORD.test(this.#text.slice(Math.max(this.#from, this.#at - BEFORE), this.#at));
  }

  /** Nothing that goes on: a letter, an underscore, a hyphen or point with more behind it. */
  #stops(end: number): boolean {
    const next = this.#text.charCodeAt(end);
    if (end >= this.#to || !isWordPart(next)) {
      if (end + 1 >= this.#to || (next !== HYPHEN && next !== DOT)) return true;
      return !isWordPart(this.#text.charCodeAt(end + 1));
    }
    return false;
  }

  #digits(end: number): string {
    return this.#text.slice(this.#at, end).replaceAll(/\D/g, '');
  }

  card(groups: Groups): number | undefined {
    const [first = 0] = groups.lengths;
    if (first >= 12 && first <= 19) {
      const end = groups.ends[0] ?? 0;
      return this.#stops(end) ? this.#cardTo(end, false) : undefined;
    }
    if (first !== 4 && first !== 6) return undefined;
    for (const layout of CARD_LAYOUTS) {
      if (!begins(groups, spaceOrHyphen, ...layout)) continue;
      const end = groups.ends[layout.length - 1] ?? 0;
      // All separators are the same on a card.
      const same = groups.separators.slice(0, layout.length - 1).every((one) => one === groups.separators[0]);
      const found = same && (this.#stops(end) || this.#text.charCodeAt(end) === SPACE);
      const claimed = found ? this.#cardTo(end, true) : undefined;
      if (claimed !== undefined) return claimed;
    }
    return undefined;
  }

  #cardTo(end: number, grouped: boolean): number | undefined {
    const digits = this.#digits(end);
    if (!passesLuhn(digits) || /^(\d)\1+$/.test(digits)) return undefined;
    const named = this.#meaning?.kind === 'card' || this.#near(end, CARD_WORD);
    const network = cardNetwork(digits, named);
    if (network === undefined) return undefined;
    if (!grouped && !named && (this.#meaning?.identifying === true || this.#isOfThing())) return undefined;
    this.#scan.add(this.#surface, this.#at, end, {
      class: 'payment-card',
      detector: 'luhn',
      confidence: 'certain',
      why: `${digits.length} digits that pass the Luhn check, ${network} range`,
    });
    return end;
  }

  chinaId(groups: Groups): number | undefined {
    const [first = 0] = groups.lengths;
    let end = groups.ends[0] ?? 0;
    if (first === 17) {
      if ((this.#text.charCodeAt(end) | 32) !== 120) return undefined;
      end += 1;
    } else if (begins(groups, spaceOrHyphen, 6, 8)) {
      const last = groups.lengths[2];
      end = groups.ends[2] ?? end;
      if (last === 3 && (this.#text.charCodeAt(end) | 32) === 120) end += 1;
      else if (last !== 4) return undefined;
    } else if (first !== 18) return undefined;
    if (end > this.#to || !this.#stops(end)) return undefined;
    if (!isChinaId(this.#text.slice(this.#at, end).replaceAll(/[ -]/g, ''))) return undefined;
    this.#scan.add(this.#surface, this.#at, end, {
      class: 'identity-number',
      detector: 'gb11643',
      confidence: 'certain',
      why: 'region, date of birth and check character of a Chinese identity number (GB 11643)',
    });
    return end;
  }

  socialSecurity(groups: Groups): number | undefined {
    const plain = groups.lengths[0] === 9;
    if (!plain && !begins(groups, spaceOrHyphen, 3, 2, 4)) return undefined;
    const end = groups.ends[plain ? 0 : 2] ?? 0;
    const digits = this.#digits(end);
    if (!this.#stops(end) || !isSocialSecurityNumber(digits) || EXAMPLE_SOCIAL_SECURITY.has(digits))
      return undefined;
    const named = this.#meaning?.kind === 'us-ssn' || this.#near(end, SSN_WORD);
    if (
      !named &&
      (!begins(groups, hyphen, 3, 2, 4) || this.#meaning?.identifying === true || this.#isOfThing())
    ) {
      return undefined;
    }
    this.#scan.add(this.#surface, this.#at, end, {
      class: 'identity-number',
      detector: 'us-ssn',
      confidence: named ? 'certain' : 'likely',
      why: 'three, two and four digits that the SSA may give',
    });
    return end;
  }

  /** Numbers without a country code: their form alone says little, so a word must speak of a phone. */
  phone(groups: Groups): number | undefined {
    const text = this.#text;
    const [first = 0, second = 0] = groups.lengths;
    const code = text.charCodeAt(this.#at);
    let end = groups.ends[0] ?? 0;
    let country: 'CN' | 'US' | undefined;
    if (code === 49 && first === 11 && text.charCodeAt(this.#at + 1) >= 51) country = 'CN';
    else if (code === 49 && begins(groups, spaceOrHyphen, 3, 4, 4))
      [country, end] = ['CN', groups.ends[2] ?? 0];
    else if (code === 48 && (first === 3 || first === 4) && (second === 7 || second === 8)) {
      [country, end] = ['CN', groups.ends[1] ?? 0];
    } else if (begins(groups, anySeparator, 3, 3, 4)) [country, end] = ['US', groups.ends[2] ?? 0];
    else if (first === 1 && code === 49 && begins(groups, anySeparator, 1, 3, 3, 4)) {
      [country, end] = ['US', groups.ends[3] ?? 0];
    } else if (first === 10) country = 'US';
    if (country === undefined || !this.#stops(end)) return undefined;
    const bracketed = text.charCodeAt(this.#at - 1) === 40 && text.charCodeAt(end) === 41;
    const named = this.#meaning?.kind === 'phone' || this.#near(end, PHONE_WORD);
    if (!named || bracketed || this.#meaning?.identifying === true || this.#isOfThing()) return undefined;
    return this.#phoneTo(this.#at, end, country);
  }

  /** `(415) 555-2671`, from the bracket on. */
  bracketedPhone(open: number, groups: Groups): number | undefined {
    const text = this.#text;
    const close = groups.ends[0] ?? 0;
    if (groups.lengths[0] !== 3 || text.charCodeAt(close) !== 41) return undefined;
    let at = close + 1;
    if (text.charCodeAt(at) === SPACE) at += 1;
    let end = at;
    while (
      end < this.#to &&
      (isDigit(text.charCodeAt(end)) || text.charCodeAt(end) === HYPHEN || text.charCodeAt(end) === SPACE)
    )
      end += 1;
    const line = text.slice(at, end);
    const found = /^\d{3}[- ]\d{4}(?!\d)/.exec(line)?.[0];
    if (found === undefined || !this.#stops(at + found.length)) return undefined;
    return this.#phoneTo(open, at + found.length, 'US');
  }

  #phoneTo(start: number, end: number, country: 'CN' | 'US'): number | undefined {
    if (!isNationalPhone(this.#text.slice(start, end), country)) return undefined;
    this.#scan.add(this.#surface, start, end, {
      class: 'phone',
      detector: 'phone',
      confidence: 'likely',
      why: `a valid number (${country}) where a phone is spoken of`,
    });
    return end;
  }

  ip(groups: Groups): number | undefined {
    if (groups.lengths.length < 4 || !groups.separators.slice(0, 3).every((one) => one === DOT))
      return undefined;
    const end = groups.ends[3] ?? 0;
    if (!this.#stops(end) || !isPublicIpv4(this.#text.slice(this.#at, end))) return undefined;
    if (this.#meaning?.kind !== 'ip' && !this.#near(end, IP_WORD)) return undefined;
    this.#scan.add(this.#surface, this.#at, end, {
      class: 'ip-address',
      detector: 'ip-address',
      confidence: 'likely',
      why: 'a public address where a client is spoken of',
    });
    return end;
  }
}

/** Whether a run of digits at `at` is part of something longer: `ORD-2024`, `0.25`, `x_1`, `%20`, `§2.5.5.2`. */
function goesOn(text: string, at: number, from: number): boolean {
  if (at === from) return false;
  const before = text.charCodeAt(at - 1);
  if (before === 95 || before === 37 || before === 35 || before === 0xa7) return true;
  if (before !== HYPHEN && before !== DOT) return false;
  return at - 1 > from && isWordPart(text.charCodeAt(at - 2));
}

/** Whether digits in groups from a run on are as many as anything sensitive has, or may be the address of a host. */
function mayBeLong(text: string, runEnd: number, to: number, length: number): boolean {
  let digits = length;
  let dots = 0;
  let at = runEnd;
  for (let groups = 1; groups < MOST_GROUPS && at + 1 < to; groups += 1) {
    const separator = text.charCodeAt(at);
    if (separator === DOT) dots += 1;
    else if (separator !== SPACE && separator !== HYPHEN && separator !== 0xa0) break;
    const start = at + 1;
    at = start;
    while (at < to && isDigit(text.charCodeAt(at))) at += 1;
    if (at === start) break;
    digits += at - start;
    if (digits >= 9) return true;
  }
  return dots >= 3;
}

/**
 * Reads the number whose digits begin at `at` and end at `runEnd`, in a text [from, to).
 * @returns where to read on
 */
export function readNumber(
  scan: Scan,
  surface: Surface,
  at: number,
  runEnd: number,
  [from, to]: readonly [from: number, to: number],
  meaning: Meaning | undefined,
): number {
  const { text } = surface;
  const length = runEnd - at;
  const next = text.charCodeAt(runEnd);
  const more =
    runEnd + 1 < to && (next === SPACE || next === HYPHEN || next === DOT || next === 0xa0 || next === 41);
  if (length < 9 && (!more || length > 8)) return runEnd;
  if (length > 19 || goesOn(text, at, from)) return runEnd;
  const bracket = at > from && text.charCodeAt(at - 1) === 40 && next === 41;
  if (length < 9 && !bracket && !mayBeLong(text, runEnd, to, length)) return runEnd;
  const groups = groupsFrom(text, at, runEnd, to);
  const reader = new NumberReader(scan, surface, at, from, to, meaning);
  if (bracket) return reader.bracketedPhone(at - 1, groups) ?? runEnd;
  return (
    reader.card(groups) ??
    reader.chinaId(groups) ??
    reader.socialSecurity(groups) ??
    reader.phone(groups) ??
    reader.ip(groups) ??
    runEnd
  );
}

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
