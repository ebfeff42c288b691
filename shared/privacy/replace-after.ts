// Replacing in long texts that somebody else wrote: linear, and without the engine's stack. One pattern for opening,
// value and end would keep a way back for every character, and a few megabytes of it are too many.

import type { SecretKind } from './secret-names.ts';

/**
 * Replaces the values that follow an opening.
 * @param opening a global pattern; its group `name` says what follows
 * @param endOf where a value that begins at `from` ends
 */
export function replaceAfter(
  text: string,
  opening: RegExp,
  kindOf: (name: string) => SecretKind | undefined,
  endOf: (from: number) => number,
  replace: (value: string, kind: SecretKind, groups: Readonly<Record<string, string>>) => string,
): string {
  const parts: string[] = [];
  let taken = 0;
  for (const found of text.matchAll(opening)) {
    const from = found.index + found[0].length;
    const groups = found.groups ?? {};
    const kind = kindOf(groups['name'] ?? '');
    // An opening inside a value that was taken already is part of that value.
    if (kind === undefined || found.index < taken) continue;
    const end = endOf(from);
    if (end === from) continue;
    parts.push(text.slice(taken, from), replace(text.slice(from, end), kind, groups));
    taken = end;
  }
  return parts.join('') + text.slice(taken);
}

/** Where a JSON string ends that begins at `from`; the end of the text when it was cut. */
export function endOfJsonString(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
