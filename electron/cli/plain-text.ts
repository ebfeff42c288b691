// Text of servers on its way to a terminal. They are untrusted: an escape sequence could repaint the screen, a
// direction mark could turn a sentence round. Line ends and tabs stay.

const UNSAFE = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with every control and direction character written out, e.g. `\u001b`. */
export function plain(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** JSON that is safe to print, and still the same JSON: `JSON.stringify` alone writes out only the first 32 controls. */
export function plainJson(value: unknown, indent?: number): string {
  return plain(JSON.stringify(value, null, indent));
}
