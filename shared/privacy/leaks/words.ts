// The report in English sentences: findings, the terminal. Screens have their own words.

import type { Called } from '../called.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import type { LeakPlace } from './sighting.ts';

/** One of a class, with its article. */
const ONE_OF: Readonly<Record<SensitiveClass, string>> = {
  password: 'a password',
  'password-hash': 'a password hash',
  'payment-card': 'a complete card number',
  'card-security-code': 'a card security code',
  'bank-account': 'a bank account number',
  'identity-number': 'a complete identity number',
  phone: 'a phone number',
  email: 'an e-mail address',
  'postal-address': 'a postal address',
  'ip-address': 'an IP address',
  credential: 'a credential',
  'private-key': 'a private key',
  token: 'a token',
  'business-confidential': 'a confidential figure',
};

/** Where data stands, after "in". */
export const IN_PLACE: Readonly<Record<LeakPlace, string>> = {
  content: 'the content',
  structured: 'the structured content',
  error: 'an error message',
  log: 'a log message',
  meta: '`_meta`',
  url: 'a URL',
  description: 'a description',
  form: 'a form',
};

/** What was called, as a person says it. */
export function calledWords({ kind, name }: Called): string {
  if (kind === 'server') return 'the server itself';
  return name === '' ? `a ${kind}` : kind === 'tool' ? name : `the ${kind} ${name}`;
}

/** Classes as a list: `a token and a password`. */
export function classWords(classes: Iterable<SensitiveClass>): string {
  const words = [...new Set(classes)].map((one) => ONE_OF[one]);
  const last = words.pop() ?? 'nothing';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}
