// Digits in groups, as people write long numbers, and what they may be part of.

export const SPACE = 32;
export const HYPHEN = 45;
export const DOT = 46;
const NO_BREAK_SPACE = 0xa0;
const MOST_GROUPS = 6;
/** Fewer digits are nothing, but for the address of a host. */
const FEWEST_DIGITS = 9;

/** 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A digit, a Latin letter or an underscore. */
export function isWordPart(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95;
}

/** Groups of digits with one separator each between them, from a run on. */
export interface Groups {
  /** Where each ends. */
  readonly ends: number[];
  readonly lengths: number[];
  readonly separators: number[];
}

/** The groups from the run [start, firstEnd) on. */
export function groupsFrom(text: string, start: number, firstEnd: number, to: number): Groups {
  const groups: Groups = { ends: [firstEnd], lengths: [firstEnd - start], separators: [] };
  let at = firstEnd;
  while (groups.ends.length < MOST_GROUPS && at + 1 < to) {
    const separator = text.charCodeAt(at);
    if (separator !== SPACE && separator !== HYPHEN && separator !== DOT && separator !== NO_BREAK_SPACE)
      break;
    let end = at + 1;
    while (end < to && isDigit(text.charCodeAt(end))) end += 1;
    if (end === at + 1) break;
    groups.separators.push(separator === NO_BREAK_SPACE ? SPACE : separator);
    groups.lengths.push(end - at - 1);
    groups.ends.push(end);
    at = end;
  }
  return groups;
}

/** Whether the first groups have these lengths and such separators. */
export function begins(
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

/** What separates the groups of a card. */
export const spaceOrHyphen = (code: number): boolean => code === SPACE || code === HYPHEN;
/** What separates those of a phone. */
export const anySeparator = (code: number): boolean => code !== 0;
/** A hyphen only. */
export const hyphen = (code: number): boolean => code === HYPHEN;

/** Whether a run of digits at `at` is part of something longer: `ORD-2024`, `0.25`, `x_1`, `%20`, `§2.5.5.2`. */
export function goesOn(text: string, at: number, from: number): boolean {
  if (at === from) return false;
  const before = text.charCodeAt(at - 1);
  if (before === 95 || before === 37 || before === 35 || before === 0xa7) return true;
  if (before !== HYPHEN && before !== DOT) return false;
  return at - 1 > from && isWordPart(text.charCodeAt(at - 2));
}

/** Whether digits in groups from a run on are as many as anything sensitive has, or may be the address of a host. */
export function mayBeLong(text: string, runEnd: number, to: number, length: number): boolean {
  let digits = length;
  let dots = 0;
  let at = runEnd;
  for (let groups = 1; groups < MOST_GROUPS && at + 1 < to; groups += 1) {
    const separator = text.charCodeAt(at);
    if (separator === DOT) dots += 1;
    else if (separator !== SPACE && separator !== HYPHEN && separator !== NO_BREAK_SPACE) break;
    const start = at + 1;
    at = start;
    while (at < to && isDigit(text.charCodeAt(at))) at += 1;
    if (at === start) break;
    digits += at - start;
    if (digits >= FEWEST_DIGITS) return true;
  }
  return dots >= 3;
}
