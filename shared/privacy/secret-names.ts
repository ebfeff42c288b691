// Where a secret is known by the name it stands under.

import type { ValueName } from '../trace/event.ts';

/** What a secret is, as a person would call it. */
export type SecretKind =
  | 'access token'
  | 'refresh token'
  | 'ID token'
  | 'authorization code'
  | 'code verifier'
  | 'client secret'
  | 'client assertion'
  | 'assertion'
  | 'session id'
  | 'cookie'
  | 'credentials'
  | 'registration token'
  | 'password'
  | 'token';

// Maps, not objects: a server may well name a member "constructor".
const BY_NAME: ReadonlyMap<string, SecretKind> = new Map<string, SecretKind>([
  ['access_token', 'access token'],
  ['refresh_token', 'refresh token'],
  ['id_token', 'ID token'],
  ['id_token_hint', 'ID token'],
  ['code_verifier', 'code verifier'],
  ['client_secret', 'client secret'],
  ['client_assertion', 'client assertion'],
  ['assertion', 'assertion'],
  ['subject_token', 'token'],
  ['actor_token', 'token'],
  ['registration_access_token', 'registration token'],
  ['device_code', 'token'],
  ['password', 'password'],
  ['api_key', 'credentials'],
  ['apikey', 'credentials'],
]);

/** Names that are secret in forms and queries only: JSON-RPC errors have a `code`, too. */
const BY_PARAMETER: ReadonlyMap<string, SecretKind> = new Map<string, SecretKind>([
  ['code', 'authorization code'],
  ['token', 'token'],
]);

const BY_VALUE: Readonly<Partial<Record<ValueName, SecretKind>>> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'ID token',
  code: 'authorization code',
  code_verifier: 'code verifier',
  client_secret: 'client secret',
  session_id: 'session id',
};

/** A member of JSON, or a parameter wherever it stands. */
export function kindOfMember(name: string): SecretKind | undefined {
  return BY_NAME.get(name);
}

/** A parameter of a query or a form. */
export function kindOfParameter(name: string): SecretKind | undefined {
  return BY_NAME.get(name) ?? BY_PARAMETER.get(name);
}

/** A value of the trace that is marked secret. */
export function kindOfValue(name: ValueName): SecretKind {
  return BY_VALUE[name] ?? 'token';
}

/** True for a header, in lower case, whose whole value is a credential: a person may add any to their requests. */
export function isCredentialHeader(name: string): boolean {
  return /(?:^|-)(?:api-?key|token|secret|password|authorization)$/.test(name);
}
