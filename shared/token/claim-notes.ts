// What header parameters and claims mean, each with the clause that says so.

import type { JsonObject } from '../protocol/json.ts';
import type { Source } from '../rules/rule.ts';
import { rfc } from '../rules/sources.ts';
import { momentOf } from './time-words.ts';
import type { ClaimNote } from './token.ts';

type Entry = readonly [note: string, source: Source, kind?: 'time'];

const openid = (section: string): Source => ({
  label: `OpenID Connect Core §${section}`,
  url: `https://openid.net/specs/openid-connect-core-1_0.html`,
});
const idJag: Source = {
  label: 'Identity Assertion JWT Authorization Grant (draft)',
  url: 'https://datatracker.ietf.org/doc/draft-ietf-oauth-identity-assertion-authz-grant/',
};

// Maps, not objects: a token may well have a claim "constructor".
const HEADER: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['alg', ['How the token is signed or its key encrypted.', rfc(7515, '4.1.1')]],
  ['enc', ['How the content is encrypted. Only who holds the key can read the claims.', rfc(7516, '4.1.2')]],
  ['kid', ['Which of the issuer’s keys was used.', rfc(7515, '4.1.4')]],
  [
    'typ',
    ['What kind of token it says it is, so that one kind cannot pass for another.', rfc(7515, '4.1.9')],
  ],
  ['cty', ['What is inside, when that is another token.', rfc(7515, '4.1.10')]],
  [
    'jwk',
    [
      'A public key sent along. Right in a DPoP proof; anywhere else it must not be trusted.',
      rfc(7515, '4.1.3'),
    ],
  ],
  [
    'jku',
    ['An address of keys, named by the token itself. It must not be followed blindly.', rfc(7515, '4.1.2')],
  ],
  [
    'x5u',
    [
      'An address of certificates, named by the token itself. It must not be followed blindly.',
      rfc(7515, '4.1.5'),
    ],
  ],
  ['x5c', ['A chain of certificates sent along.', rfc(7515, '4.1.6')]],
  ['x5t', ['The SHA-1 thumbprint of the certificate of the key.', rfc(7515, '4.1.7')]],
  ['x5t#S256', ['The SHA-256 thumbprint of the certificate of the key.', rfc(7515, '4.1.8')]],
  ['crit', ['Parameters a reader must understand, or refuse the token.', rfc(7515, '4.1.11')]],
  ['zip', ['How the content was compressed before it was encrypted.', rfc(7516, '4.1.3')]],
]);

const CLAIMS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['iss', ['Who issued the token.', rfc(7519, '4.1.1')]],
  [
    'sub',
    ['Whom the token is about: the person, or the client when no person is involved.', rfc(7519, '4.1.2')],
  ],
  ['aud', ['For whom the token is. Everybody else must refuse it.', rfc(7519, '4.1.3')]],
  ['exp', ['From when on the token must be refused.', rfc(7519, '4.1.4'), 'time']],
  ['nbf', ['Until when the token must be refused.', rfc(7519, '4.1.5'), 'time']],
  ['iat', ['When the token was made.', rfc(7519, '4.1.6'), 'time']],
  ['jti', ['A name of this one token, for telling it apart and revoking it.', rfc(7519, '4.1.7')]],
  ['client_id', ['The client the token was issued to.', rfc(9068, '2.2')]],
  ['scope', ['What the token allows, as words separated by spaces.', rfc(9068, '2.2.3')]],
  [
    'scp',
    [
      'What the token allows, as Microsoft and others write it; the standard name is scope.',
      {
        label: 'Microsoft identity platform',
        url: 'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
      },
    ],
  ],
  ['roles', ['Roles of the subject.', rfc(9068, '2.2.3.1')]],
  ['groups', ['Groups of the subject.', rfc(9068, '2.2.3.1')]],
  ['entitlements', ['Entitlements of the subject.', rfc(9068, '2.2.3.1')]],
  ['auth_time', ['When the person last signed in.', openid('2'), 'time']],
  ['acr', ['How strongly the person was authenticated.', openid('2')]],
  ['amr', ['By what means the person was authenticated.', rfc(8176, '2')]],
  ['azp', ['The client an ID token was issued to.', openid('2')]],
  ['nonce', ['Ties the ID token to the request that asked for it.', openid('2')]],
  ['at_hash', ['Ties the ID token to the access token issued with it.', openid('3.1.3.6')]],
  ['c_hash', ['Ties the ID token to the authorization code issued with it.', openid('3.3.2.11')]],
  ['sid', ['The sign-in session at the issuer.', openid('2')]],
  ['act', ['Who acts on behalf of the subject.', rfc(8693, '4.1')]],
  ['may_act', ['Who may act on behalf of the subject.', rfc(8693, '4.4')]],
  [
    'cnf',
    [
      'The key or certificate the caller must prove to hold; the token alone is not enough.',
      rfc(7800, '3.1'),
    ],
  ],
  ['htm', ['The HTTP method the proof is for.', rfc(9449, '4.2')]],
  ['htu', ['The address the proof is for, without query and fragment.', rfc(9449, '4.2')]],
  ['ath', ['The hash of the access token the proof goes with.', rfc(9449, '4.2')]],
  ['authorization_details', ['What the token allows, in detail.', rfc(9396, '9.1')]],
  ['resource', ['The server the grant is for.', idJag]],
  ['active', ['Whether the token still counts, as the authorization server says.', rfc(7662, '2.2')]],
  ['token_type', ['How the token is to be sent.', rfc(7662, '2.2')]],
  ['username', ['A readable name of the person.', rfc(7662, '2.2')]],
  ['name', ['The person’s full name.', openid('5.1')]],
  ['email', ['The person’s mail address. Everybody who sees the token sees it.', openid('5.1')]],
  ['email_verified', ['Whether the issuer has checked the mail address.', openid('5.1')]],
  ['preferred_username', ['What the person likes to be called. It may change and is no key.', openid('5.1')]],
]);

function notes(object: JsonObject, known: ReadonlyMap<string, Entry>): ClaimNote[] {
  return Object.entries(object).map(([name, value]) => {
    const entry = known.get(name);
    if (!entry) return { name, value, note: 'Not a registered name: the issuer knows what it means.' };
    const [note, source, kind] = entry;
    const time = kind === 'time' ? momentOf(value) : undefined;
    return { name, value, note, source, ...(time === undefined ? {} : { time }) };
  });
}

/** Every header parameter, in the order of the token. @see RFC 7515 §4.1, RFC 7516 §4.1 */
export function explainHeader(header: JsonObject): ClaimNote[] {
  return notes(header, HEADER);
}

/** Every claim, in the order of the token. @see RFC 7519 §4.1, RFC 9068 §2.2 */
export function explainClaims(claims: JsonObject): ClaimNote[] {
  return notes(claims, CLAIMS);
}
