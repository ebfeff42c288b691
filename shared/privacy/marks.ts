/** Marks around a masked secret's name inside any projected text: `⟦access token A⟧`. */
export const MASK_OPEN = '\u27E6';
export const MASK_CLOSE = '\u27E7';

/** Counts secrets of a kind as A to Z, AA, AB, …; `index` from 0. */
export function letters(index: number): string {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** One masked secret in projected text. */
export const MASK = /\u27E6([^\u27E7]{1,80})\u27E7/g;
