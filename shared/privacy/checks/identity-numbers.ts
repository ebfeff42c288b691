// Numbers that states give to persons, by the rules they publish.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** Provinces of GB/T 2260, and 91 for foreigners with permanent residence. */
const PROVINCES: ReadonlySet<number> = new Set([
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61,
  62, 63, 64, 65, 71, 81, 82, 83, 91,
]);

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= days;
}

function isRegion(code: string): boolean {
  return PROVINCES.has(Number(code.slice(0, 2))) && code.slice(2, 4) !== '00';
}

/** Whether 17 digits and a digit or X are a citizen identification number: region, date of birth, check character. @see GB 11643-1999 */
export function isChinaId(text: string): boolean {
  if (!isRegion(text)) return false;
  const year = Number(text.slice(6, 10));
  if (year < 1900 || year > 2099) return false;
  if (!isDay(year, Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return false;
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += (text.charCodeAt(at) - 48) * (WEIGHTS[at] ?? 0);
  return CHECKS[sum % 11] === text.slice(17).toUpperCase();
}

/** Whether 15 digits are the form used until 1999, which has no check digit: only a name can make it likely. */
export function isOldChinaId(text: string): boolean {
  return (
    /^\d{15}$/.test(text) &&
    isRegion(text) &&
    isDay(1900 + Number(text.slice(6, 8)), Number(text.slice(8, 10)), Number(text.slice(10, 12)))
  );
}

/** Whether nine digits may be a US social security number, or an individual taxpayer number. @see SSA POMS RM 10201.035 */
export function isSocialSecurityNumber(digits: string): boolean {
  const area = digits.slice(0, 3);
  const group = digits.slice(3, 5);
  if (digits.length !== 9 || group === '00' || digits.slice(5) === '0000') return false;
  if (area.startsWith('9')) return Number(group) >= 50; // ITIN
  return area !== '000' && area !== '666';
}

/** Numbers written in advertisements and forms as examples; the authority never gave them to a person. */
export const EXAMPLE_SOCIAL_SECURITY: ReadonlySet<string> = new Set([
  '078051120',
  '219099999',
  '123456789',
  '111111111',
]);
