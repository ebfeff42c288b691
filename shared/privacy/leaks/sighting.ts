// Words of the leak report: what was seen of which class, in whose hands, and where it stands.

import type { Detection, SensitiveClass } from '../detect/detection.ts';
import type { Called } from '../called.ts';
import type { Reader } from '../audience/host.ts';
import type { Named } from './owner.ts';
import type { Evidence, IdentityName } from '../../trace/event.ts';

/**
 * Where data stands in what a server sent. `description`: what it says of its tools, resources, prompts and itself.
 * `form`: a field that a form asks the person to fill in.
 */
export const LEAK_PLACES = [
  'content',
  'structured',
  'error',
  'log',
  'meta',
  'url',
  'description',
  'form',
] as const;
export type LeakPlace = (typeof LEAK_PLACES)[number];

/** Sensitive data at one place of one answer. */
export interface Sighting {
  readonly class: SensitiveClass;
  readonly called: Called;
  readonly identity: IdentityName;
  readonly place: LeakPlace;
  /** Who gets it from a host that honours audiences. Hosts that ignore them hand all content to the model. */
  readonly reaches: readonly Reader[];
  readonly evidence: Evidence;
  /** Absent for a field of a form, which asks for data and holds none. */
  readonly found?: Pick<Detection, 'detector' | 'confidence' | 'why'>;
  /** The data itself. It never leaves the engine. */
  readonly secret: string;
  /** The caller had sent it: it tells nobody anything new. */
  readonly echoed: boolean;
  /** In structured content, and in no text beside it. */
  readonly structuredOnly: boolean;
  /** Whom the object around it names. */
  readonly named: Named;
}

/** Secrets that open something: they have no place in any answer. */
export const CREDENTIALS: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'password',
  'password-hash',
  'credential',
  'private-key',
  'token',
]);

/** How to reach a person: harmless to that person, and often what a tool is for. */
export const CONTACT_DATA: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'phone',
  'email',
  'postal-address',
  'ip-address',
]);

/** Data that belongs to somebody. */
export const PERSONAL: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'payment-card',
  'card-security-code',
  'bank-account',
  'identity-number',
  'phone',
  'email',
  'postal-address',
]);
