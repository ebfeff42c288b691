/** Marks around a masked secret's name inside any projected text: `⟦access token A⟧`. */
export const MASK_OPEN = '\u27E6';
export const MASK_CLOSE = '\u27E7';

/** One masked secret in projected text. */
export const MASK = /\u27E6([^\u27E7]{1,80})\u27E7/g;
