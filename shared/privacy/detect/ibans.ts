import { ibanLength, isIban } from '../checks/iban.ts';
import type { ClaimTo } from './credentials.ts';

/** The IBAN that begins at `at`, in one piece or in groups with spaces between (ISO 13616). */
export function ibanAt(text: string, at: number, to: number): ClaimTo | undefined {
  const length = ibanLength(text.slice(at, at + 2));
  if (length === undefined || !/^\d\d/.test(text.slice(at + 2, at + 4))) return undefined;
  let bare = '';
  let end = at;
  while (bare.length < length && end < to) {
    const code = text.charCodeAt(end);
    const part = (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
    if (part) bare += text.charAt(end);
    else if (code !== 32 || text.charCodeAt(end - 1) === 32) return undefined;
    end += 1;
  }
  if (/\w/.test(text[end] ?? '') && end < to) return undefined;
  if (!isIban(bare)) return undefined;
  return {
    class: 'bank-account',
    detector: 'iban',
    confidence: 'certain',
    why: `an IBAN of ${bare.slice(0, 2)}: length and mod 97 check`,
    end,
  };
}
