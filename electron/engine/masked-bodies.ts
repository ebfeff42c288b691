// Bodies as they may be shown or saved: text masked, other bytes as Base64.

import type { BodyText } from '../../shared/contract.ts';
import type { Masker } from '../../shared/privacy/mask.ts';
import type { BodyRef } from '../../shared/trace/event.ts';
import type { FileBody } from '../../shared/trace/file.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes as text, or `undefined` when they are not UTF-8. */
export function asText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** One body for a reader; masked unless `masker` is left out. */
export function showBody(ref: BodyRef, bytes: Uint8Array, masker?: Masker): BodyText {
  const text = asText(bytes);
  if (text === undefined) return { ref, base64: Buffer.from(bytes).toString('base64') };
  return { ref, text: masker ? masker.maskText(text) : text };
}

/** One body for a file, masked. */
export function fileBody(hash: string, bytes: Uint8Array, masker: Masker): FileBody {
  const text = asText(bytes);
  return text === undefined
    ? { hash, base64: Buffer.from(bytes).toString('base64') }
    : { hash, text: masker.maskText(text) };
}
