// What stands in place of a secret: it keeps what it was, about how long, and whether two are the same.

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { assertNever } from '../../protocol/assert-never.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import { letters, MASK_CLOSE, MASK_OPEN } from '../marks.ts';
import type { RedactAction } from '../policy/privacy-policy.ts';

/** Classes as a person would call them; `classOfLabel` reads them back. */
const WORDS: Readonly<Record<SensitiveClass, string>> = {
  password: 'password',
  'password-hash': 'password hash',
  'payment-card': 'payment card',
  'card-security-code': 'security code',
  'bank-account': 'bank account',
  'identity-number': 'identity number',
  phone: 'phone',
  email: 'email',
  'postal-address': 'postal address',
  'ip-address': 'IP address',
  credential: 'credential',
  'private-key': 'private key',
  token: 'token',
  'business-confidential': 'business figure',
};

/** Classes that are the same however they are grouped: `4111 1111` and `41111111`. */
const GROUPED: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'payment-card',
  'bank-account',
  'identity-number',
  'phone',
]);

/** Four characters of something shorter would be half of it. */
const SHORTEST_TO_KEEP_FOUR = 9;
const HASH_BYTES = 5;
const WHOLE_MASK = /^\u27E6[^\u27E7]{1,80}\u27E7$/;

/** A secret as it is compared with others. */
export function canonical(of: SensitiveClass, secret: string): string {
  if (GROUPED.has(of)) return secret.replaceAll(/[\s().-]/g, '').toUpperCase();
  return of === 'email' ? secret.toLowerCase() : secret;
}

/** About how long a secret is: exactly for numbers, in doubling steps for others, for a length helps to guess. */
function lengthClass(secret: string): string {
  const digits = secret.replaceAll(/[\s().+-]/g, '');
  if (/^\d+$/.test(digits)) return `${digits.length} digit${digits.length === 1 ? '' : 's'}`;
  const steps = [8, 16, 32, 64, 128, 256, 512, 1024];
  const step = steps.findIndex((most) => secret.length < most);
  if (step === 0) return 'under 8 chars';
  if (step === -1) return '1024 chars or more';
  return `${steps[step - 1]}–${(steps[step] ?? 0) - 1} chars`;
}

/** What a placeholder is made from. */
export interface Named {
  readonly class: SensitiveClass;
  readonly secret: string;
  /** How many secrets of its class were named before it. */
  readonly index: number;
}

/** The placeholder of a secret for an action; `key` is that of the action `hash`. */
export function placeholderOf(
  { class: of, secret, index }: Named,
  action: RedactAction,
  key: Uint8Array,
): string {
  // In a saved trace a name stands where the secret was: it says what is known of it, and its own length says nothing.
  if (action !== 'drop' && WHOLE_MASK.test(secret)) return secret;
  const name = `${WORDS[of]} ${letters(index)}`;
  const about = lengthClass(secret);
  const around = (text: string): string => `${MASK_OPEN}${text}${MASK_CLOSE}`;
  switch (action) {
    case 'mask':
      return around(`${name} · ${about}`);
    case 'keep-last-four': {
      const bare = canonical(of, secret);
      if (bare.length < SHORTEST_TO_KEEP_FOUR || !/^[\w@.+-]+$/.test(bare))
        return around(`${name} · ${about}`);
      return around(`${name} · ${about} · …${bare.slice(-4)}`);
    }
    case 'hash': {
      const mac = hmac(sha256, key, new TextEncoder().encode(`${of}\n${canonical(of, secret)}`));
      const hex = Array.from(mac.slice(0, HASH_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
      return around(`${WORDS[of]} #${hex} · ${about}`);
    }
    case 'drop':
      return around('dropped');
    default:
      return assertNever(action);
  }
}
