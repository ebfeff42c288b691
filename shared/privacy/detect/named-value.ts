// Values that their name gives away: what remains is to see that the value is one, and no label, mask or message.

import { assertNever } from '../../protocol/assert-never.ts';
import { ibanLength, isIban } from '../checks/iban.ts';
import { isChinaId, isOldChinaId, isSocialSecurityNumber } from '../checks/identity-numbers.ts';
import { isPublicIpv4, isPublicIpv6 } from '../checks/ip-address.ts';
import { cardNetwork, passesLuhn } from '../checks/luhn.ts';
import { isDigest, passwordHashAt } from '../checks/password-hash.ts';
import type { Confidence, SensitiveClass } from './detection.ts';
import type { NamedKind } from './name-lexicon.ts';
import { internationalPhone, nationalPhone } from './phones.ts';
import { isPlaceholder, isProse, looksRandom } from './placeholders.ts';
import type { Claim } from './scan.ts';
import { classOfKind } from './sensitive-name.ts';

/** Longer values are documents; they are searched, not judged as a whole. */
export const LONGEST_NAMED = 8192;

/** What a value is found to be; `undefined`: nothing, or not as a whole. */
type Finding =
  { readonly class?: SensitiveClass; readonly confidence: Confidence; readonly what: string } | undefined;

const likely = (what: string): Finding => ({ confidence: 'likely', what });
const certain = (what: string): Finding => ({ confidence: 'certain', what });

function judgePassword(value: string): Finding {
  const hash = passwordHashAt(value, 0);
  if (hash !== undefined)
    return { class: 'password-hash', confidence: 'certain', what: `a hash of ${hash.name}` };
  if (/^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{128})$/i.test(value)) {
    return { class: 'password-hash', confidence: 'likely', what: 'a digest in hex' };
  }
  if (isPlaceholder(value) || isProse(value) || /^-?\d{1,3}$|^[~^]?\d+(?:\.\d+){1,3}$/.test(value))
    return undefined;
  return likely('a password');
}

function judgeHash(value: string): Finding {
  const hash = passwordHashAt(value, 0);
  if (hash !== undefined) return certain(`a hash of ${hash.name}`);
  return isDigest(value) ? likely('a digest') : undefined;
}

function judgeCard(value: string): Finding {
  if (!/^\d[\d -]{10,25}\d$/.test(value)) return undefined;
  const digits = value.replaceAll(/[ -]/g, '');
  if (digits.length < 12 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return undefined;
  const network = cardNetwork(digits, true);
  if (network !== undefined && passesLuhn(digits)) {
    return certain(`${digits.length} digits that pass the Luhn check, ${network} range`);
  }
  return digits.length >= 13 ? likely(`${digits.length} digits`) : undefined;
}

function judgeAccount(value: string): Finding {
  const bare = value.replaceAll(/[ -]/g, '').toUpperCase();
  if (ibanLength(bare.slice(0, 2)) !== undefined && isIban(bare))
    return certain('an IBAN by its mod 97 check');
  return /^\d{6,30}$/.test(bare) && !/^(\d)\1+$/.test(bare) ? likely('an account number') : undefined;
}

function judgeIdentity(value: string): Finding {
  const bare = value.replaceAll(' ', '');
  if (/^\d{17}[\dXx]$/.test(bare) && isChinaId(bare)) {
    return certain('18 characters with region, date of birth and check character (GB 11643)');
  }
  if (isOldChinaId(bare)) return likely('15 digits with region and date of birth (the form until 1999)');
  return /^[A-Za-z]{0,3}\d{6,17}[A-Za-z\d]?$|^[A-Za-z]{1,2}\d{6}\([\dA]\)$|^\d{3}-\d{2}-\d{4}$/.test(bare)
    ? likely('a number of that kind')
    : undefined;
}

function judgeSocialSecurity(value: string): Finding {
  if (!/^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(value)) return undefined;
  return isSocialSecurityNumber(value.replaceAll(/\D/g, ''))
    ? likely('nine digits that the SSA may give')
    : undefined;
}

function judgeDocument(value: string): Finding {
  const digits = value.replaceAll(/\D/g, '').length;
  return /^[A-Za-z\d][A-Za-z\d() -]{4,18}[A-Za-z\d)]$/.test(value) && digits >= 3
    ? likely('a document number')
    : undefined;
}

function judgePhone(value: string): Finding {
  if (!/^[+(\d][\d\s().+/-]{5,24}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?$/i.test(value)) return undefined;
  const digits = value.replaceAll(/\D/g, '');
  if (digits.length < 7 || digits.length > 15 || /^(\d)\1+$/.test(digits)) return undefined;
  const international = value.startsWith('+') ? internationalPhone(value) : undefined;
  const country = international?.valid === true ? international.country : nationalPhone(value);
  return country === undefined ? likely('digits as of a phone') : certain(`a valid number (${country})`);
}

const STREET_WORD =
  /\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|lane|ln|drive|dr|court|ct|square|way|place|platz|rue|straße|strasse|via|calle|apt|suite|unit|flat|floor|p\.?o\.? box|highway|hwy)\b/i;
const WIDE_STREET = /[路街道巷弄号室栋楼村镇乡座幢单元层]/;

function judgeAddress(value: string): Finding {
  if (value.length < 6 || value.length > 300 || /:\/\/|[@{}[\]=|<>;`]|\w\(|^0x|^[\da-f:.]+$/i.test(value))
    return undefined;
  if (isPlaceholder(value)) return undefined;
  if (/[\u4e00-\u9fff]/.test(value)) {
    return WIDE_STREET.test(value) && /[省市区县镇乡村]|\d/.test(value) && !/[请填写必须]/.test(value)
      ? likely('an address')
      : undefined;
  }
  if (!/[A-Za-z]{2}/.test(value) || isProse(value) || !value.includes(' ')) return undefined;
  return /\d/.test(value) || STREET_WORD.test(value) ? likely('an address') : undefined;
}

function judgeIp(value: string): Finding {
  return isPublicIpv4(value) || isPublicIpv6(value) ? likely('a public address') : undefined;
}

function judgeSecret(value: string, least: number): Finding {
  if (isPlaceholder(value) || /:\/\/|\s/.test(value)) return undefined;
  return looksRandom(value, least) ? likely('a value as drawn at random') : undefined;
}

function judgeKey(value: string): Finding {
  return /^(?:0x)?[A-Za-z\d+/_=\s-]{32,}$/.test(value) && !isProse(value) && /\d/.test(value)
    ? likely('key material')
    : undefined;
}

/** An amount of money, a number or a percentage. */
const AMOUNT =
  /^-?(?:(?:[¥￥$€£]|US\$|CNY|RMB|USD|EUR) ?)?-?\d[\d,]{0,14}(?:\.\d{1,6})?(?: ?(?:%|‰|元|万|万元|美元|USD|CNY|RMB|EUR|GBP|pct|percent))?$/i;

function judgeAmount(value: string): Finding {
  return AMOUNT.test(value) ? likely('an amount') : undefined;
}

function judge(kind: NamedKind, value: string): Finding {
  switch (kind) {
    case 'password':
      return judgePassword(value);
    case 'password-hash':
      return judgeHash(value);
    case 'card':
      return judgeCard(value);
    case 'security-code':
      return /^\d{3,4}$/.test(value) ? likely('three or four digits') : undefined;
    case 'account':
      return judgeAccount(value);
    case 'china-id':
      return judgeIdentity(value);
    case 'us-ssn':
      return judgeSocialSecurity(value);
    case 'identity':
      return judgeDocument(value);
    case 'phone':
      return judgePhone(value);
    case 'address':
      return judgeAddress(value);
    case 'ip':
      return judgeIp(value);
    case 'credential':
      return judgeSecret(value, 8);
    case 'private-key':
      return judgeKey(value);
    case 'token':
    case 'code':
      return judgeSecret(value, 12);
    case 'session':
      return judgeSecret(value, 16);
    case 'business':
    case 'business-weak':
      return judgeAmount(value);
    case 'email':
      return undefined; // Its form gives it away.
    default:
      return assertNever(kind);
  }
}

/** Judges the whole of a value by its name; `by` is where the name stands: the key of a member, a label in a text. */
export function judgeNamed(
  kind: NamedKind,
  value: string,
  name: string,
  by: 'key' | 'label',
): Claim | undefined {
  if (value.length > LONGEST_NAMED) return undefined;
  const found = judge(kind, value.trim());
  if (found === undefined) return undefined;
  const of = found.class ?? classOfKind(kind);
  const place = by === 'key' ? 'stands under' : 'follows the label';
  return {
    class: of,
    detector: `${by}:${of}`,
    confidence: found.confidence,
    why: `${found.what}; ${place} "${name.slice(0, 40)}"`,
  };
}
