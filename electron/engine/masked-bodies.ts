// Bodies as they may be shown or saved: text masked, other bytes as Base64.

import type { BodyText } from '../../shared/contract.ts';
import type { Masker } from '../../shared/privacy/mask.ts';
import { isMcpStep } from '../../shared/protocol/steps.ts';
import type { BodyRef, StepId } from '../../shared/trace/event.ts';
import type { FileBody } from '../../shared/trace/file.ts';

// A byte-order mark is part of what was sent.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text, or `undefined` when they are not UTF-8. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is masked in a body: of an answer of an MCP server, the sensitive data in it, too. */
export type BodyKind = 'content' | 'other';

/** How a text is masked. */
type Mask = (text: string) => string;

const maskOf = (masker: Masker, kind: BodyKind): Mask =>
  kind === 'content' ? (text) => masker.maskContent(text) : (text) => masker.maskText(text);

/** What the body of an exchange is. */
export function bodyKind(step: StepId): BodyKind {
  return isMcpStep(step) ? 'content' : 'other';
}

/** Text of any bytes that hold a secret when read as Latin-1: another encoding, or a body cut inside a character. */
function maskedLatin1(bytes: Uint8Array, mask: Mask): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const masked = mask(text);
  return masked === text ? undefined : masked;
}

/** Text, or bytes that are none as Base64. */
export type ShownBody = { readonly text: string } | { readonly base64: string };

/** The bytes of a body; masked unless `masker` is left out. */
export function shown(bytes: Uint8Array, kind: BodyKind, masker?: Masker): ShownBody {
  const mask = masker && maskOf(masker, kind);
  const text = asText(bytes);
  const masked = text === undefined ? mask && maskedLatin1(bytes, mask) : mask?.(text);
  const readable = masked ?? text;
  return readable === undefined ? { base64: Buffer.from(bytes).toString('base64') } : { text: readable };
}

/** One body for a reader; masked unless `masker` is left out. */
export function showBody(ref: BodyRef, bytes: Uint8Array, kind: BodyKind, masker?: Masker): BodyText {
  return { ref, ...shown(bytes, kind, masker) };
}

/** One body for a file, masked. */
export function fileBody(hash: string, bytes: Uint8Array, kind: BodyKind, masker: Masker): FileBody {
  return { hash, ...shown(bytes, kind, masker) };
}
