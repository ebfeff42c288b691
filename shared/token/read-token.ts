import type { JsonObject } from '../protocol/json.ts';
import { isJsonObject } from '../protocol/json.ts';
import type { ReadToken } from './token.ts';

/** Longer texts are no tokens that a header could carry; they are not taken apart. */
export const LONGEST_TOKEN = 256 * 1024;

/** Deeper claims are no claims: a reader that follows them would run out of stack. */
const DEEPEST = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true });

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const c = json[at];
    if (inString) {
      if (c === '\\') at += 1;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') deepest = Math.max(deepest, (depth += 1));
    else if (c === '}' || c === ']') depth -= 1;
  }
  return deepest;
}

type Part = { readonly value: JsonObject } | { readonly fault: string };

/** One part of a compact serialization: Base64url of a JSON object (RFC 7515 §2, §3). */
function readPart(part: string, name: string): Part {
  if (part === '') return { fault: `The ${name} is empty.` };
  if (!/^[\w-]*={0,2}$/.test(part))
    return { fault: `The ${name} has characters that Base64url does not have.` };
  let json: string;
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    json = utf8.decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
  } catch {
    return { fault: `The ${name} is not Base64url of UTF-8 text.` };
  }
  if (depthOf(json) > DEEPEST) return { fault: `The ${name} is nested more than ${DEEPEST} levels deep.` };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { fault: `The ${name} is not JSON.` };
  }
  return isJsonObject(value) ? { value } : { fault: `The ${name} is JSON, but not an object.` };
}

/** What a person pastes along: white space, line breaks of a mail, the scheme of a header. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^authorization:\s*/i, '')
    .replace(/^(?:bearer|dpop)\s+/i, '')
    .replace(/^"([^"]*)"$/, '$1')
    .replaceAll(/\s+/g, '');
}

/**
 * Takes a token apart. Never throws: what is no JWT is opaque, and says why if it looked like one.
 * @see RFC 7515 §3.1, RFC 7516 §3.1, RFC 7519 §3
 */
export function readToken(pasted: string): ReadToken {
  if (pasted.length > LONGEST_TOKEN) {
    const fault = `The text is ${pasted.length} characters long; a token that a header can carry is far shorter, so it is not taken apart.`;
    return { form: 'opaque', text: '', faults: [fault] };
  }
  const text = bare(pasted);
  const opaque = (...faults: string[]): ReadToken => ({ form: 'opaque', text, faults });
  if (text === '') return opaque('There is no token here.');
  if (text.startsWith('{')) {
    return opaque('This is JSON. A token is compact: parts of Base64url with dots between them, or opaque.');
  }
  const parts = text.split('.');
  const header = readPart(parts[0] ?? '', 'header');
  const looksLikeJwt = text.startsWith('eyJ');
  if (parts.length !== 3 && parts.length !== 5) {
    if (!looksLikeJwt) return opaque();
    return opaque(
      `It begins like a JWT but has ${parts.length} part${parts.length === 1 ? '' : 's'}; a signed one has 3 and an encrypted one 5. It may have been cut when copied.`,
    );
  }
  if ('fault' in header) return looksLikeJwt ? opaque(header.fault) : opaque();
  const faults = parts.some((part) => part.endsWith('='))
    ? ['A part is padded with "=", which Base64url in a JWT must not be (RFC 7515 §2).']
    : [];
  if (parts.length === 5) return { form: 'jwe', text, header: header.value, faults };
  const claims = readPart(parts[1] ?? '', 'payload');
  const signature = parts[2] ?? '';
  if (!/^[\w-]*={0,2}$/.test(signature))
    faults.push('The signature has characters that Base64url does not have.');
  if ('fault' in claims) faults.push(claims.fault);
  return {
    form: 'jws',
    text,
    header: header.value,
    ...('fault' in claims ? {} : { claims: claims.value }),
    signed: signature !== '',
    faults,
  };
}
