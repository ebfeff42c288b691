// A set of public keys (RFC 7517 §5): what each key is for, in a sentence.

import { isJsonObject, text, type JsonObject } from '../protocol/json.ts';
import { rfc } from '../rules/sources.ts';
import type { Explanation } from './explanation.ts';

/** Members that only a private or a shared key has (RFC 7518 §6). */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function sentence(key: JsonObject): string {
  const kind = [text(key, 'kty'), text(key, 'crv')].filter((part) => part !== undefined).join(' ');
  const use = text(key, 'use');
  const parts = [
    kind === '' ? 'a key of no kind' : kind,
    ...(use === undefined
      ? []
      : [use === 'sig' ? 'for signatures' : use === 'enc' ? 'for encryption' : `for ${use}`]),
    ...(text(key, 'alg') === undefined ? [] : [`with ${text(key, 'alg')}`]),
  ].join(' ');
  const kid = text(key, 'kid');
  const named = kid === undefined ? 'A key without `kid`' : `\`${kid}\``;
  const secret = SECRET.some((member) => member in key)
    ? ' It holds a secret part, which must not be here.'
    : '';
  return `${named}: ${parts}.${secret}`;
}

/** What the keys of a key set are for. */
export function explainKeys(keys: unknown): Explanation {
  return {
    key: 'explain.keys',
    summary: 'Public keys with which the server’s signatures are checked.',
    details: Array.isArray(keys) ? keys.filter(isJsonObject).map(sentence) : [],
    sources: [rfc(7517, '5'), rfc(7517, '4')],
  };
}
