import { isJsonObject, type JsonObject } from '../../../shared/protocol/json.ts';

/** A JWT taken apart, not verified. */
export interface DecodedJwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

function decodePart(part: string): JsonObject | undefined {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Header and claims of a signed JWT, or `undefined` when the text is none. @see RFC 7519 section 7.2 */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const [header, claims, signature, ...more] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0)
    return undefined;
  const decoded = { header: decodePart(header), claims: decodePart(claims) };
  return decoded.header && decoded.claims ? { header: decoded.header, claims: decoded.claims } : undefined;
}
