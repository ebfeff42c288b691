// Large messages travel in parts: one of many megabytes would hold up the page while it arrives.
// A message is JSON and begins with `{`; a part begins with `+`, the last one with `=`.

/** Characters of a part. */
const PART = 512 * 1024;

/** A message as what is sent of it, in order. A pair of surrogates stays together: each part is a text of its own. */
export function* partsOf(message: string, size: number = PART): Generator<string> {
  if (message.length <= size) {
    yield message;
    return;
  }
  let start = 0;
  while (message.length - start > size) {
    const last = message.charCodeAt(start + size - 1);
    const end = start + size - (last >= 0xd8_00 && last <= 0xdb_ff ? 1 : 0);
    yield `+${message.slice(start, end)}`;
    start = end;
  }
  yield `=${message.slice(start)}`;
}

/** Puts what arrives together again: returns each message that is complete, and `undefined` in between. */
export class MessageParts {
  #parts: string[] = [];

  add(text: string): string | undefined {
    if (text.startsWith('+')) {
      this.#parts.push(text.slice(1));
      return undefined;
    }
    if (!text.startsWith('=')) return text;
    const message = this.#parts.join('') + text.slice(1);
    this.#parts = [];
    return message;
  }

  /** Forgets what has come of a message whose rest will not. */
  clear(): void {
    this.#parts = [];
  }
}
