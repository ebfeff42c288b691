// The `privacy` section of a policy file: which class of data may reach whom, and what is done to it where it may not.

import * as z from 'zod';
import type { SensitiveClass } from '../detect/detection.ts';
import { SENSITIVE_CLASSES } from '../detect/detection.ts';

/** Who may receive data. */
export const RECIPIENTS = ['person', 'model', 'logs', 'export'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** What is done to data that may not reach a recipient. */
export const ACTIONS = ['mask', 'keep-last-four', 'hash', 'drop'] as const;
export type RedactAction = (typeof ACTIONS)[number];

const sensitiveClass = z.enum(SENSITIVE_CLASSES);

/** Schema of one rule of a person's own. */
export const CUSTOM_RULE = z.strictObject({
  name: z.string(),
  class: sensitiveClass,
  /** Member names with dots, matched at the end of a value's path: `supplier.price`; `*` is any one name. */
  key: z.string().optional(),
  /** A pattern in RE2 syntax: no backreference or look-around, so its time is linear. */
  pattern: z.string().optional(),
  check: z.enum(['luhn', 'iban', 'china-id']).optional(),
  action: z.enum(ACTIONS).optional(),
  /** A text, or with `key` a document, in which the rule must find something. */
  example: z.unknown(),
  /** One in which it must find nothing. */
  counterExample: z.unknown(),
});
export type CustomRule = z.infer<typeof CUSTOM_RULE>;

/** Schema of the `privacy` section of `*.keyhole.yaml`. Absent classes are as in `DEFAULT_PRIVACY`. */
export const PRIVACY_SECTION = z.strictObject({
  /** Who may receive a class. */
  reach: z.partialRecord(sensitiveClass, z.array(z.enum(RECIPIENTS))).optional(),
  /** What is done to a class where it may not go. */
  actions: z.partialRecord(sensitiveClass, z.enum(ACTIONS)).optional(),
  rules: z.array(CUSTOM_RULE).optional(),
});
export type PrivacySection = z.infer<typeof PRIVACY_SECTION>;

/** A section with nothing left open. */
export interface PrivacyPolicy {
  readonly reach: Readonly<Record<SensitiveClass, readonly Recipient[]>>;
  readonly actions: Readonly<Record<SensitiveClass, RedactAction>>;
  readonly rules: readonly CustomRule[];
}

const personal: readonly Recipient[] = ['person'];

/** What holds where a policy file says nothing. */
export const DEFAULT_PRIVACY: PrivacyPolicy = {
  reach: {
    password: [],
    'password-hash': [],
    'payment-card': [],
    'card-security-code': [],
    'bank-account': personal,
    'identity-number': [],
    phone: personal,
    email: personal,
    'postal-address': personal,
    'ip-address': personal,
    credential: [],
    'private-key': [],
    token: [],
    'business-confidential': [],
  },
  actions: {
    password: 'mask',
    'password-hash': 'mask',
    'payment-card': 'keep-last-four',
    'card-security-code': 'mask',
    'bank-account': 'keep-last-four',
    'identity-number': 'mask',
    phone: 'keep-last-four',
    email: 'mask',
    'postal-address': 'mask',
    'ip-address': 'mask',
    credential: 'mask',
    'private-key': 'mask',
    token: 'mask',
    'business-confidential': 'mask',
  },
  rules: [],
};

/** The policy that a section states: what it leaves open is as in `DEFAULT_PRIVACY`. */
export function privacyPolicyOf(section: PrivacySection | undefined): PrivacyPolicy {
  return {
    reach: { ...DEFAULT_PRIVACY.reach, ...section?.reach },
    actions: { ...DEFAULT_PRIVACY.actions, ...section?.actions },
    rules: section?.rules ?? [],
  };
}

/** Whether data of a class may reach a recipient. */
export function mayReach(policy: PrivacyPolicy, of: SensitiveClass, recipient: Recipient): boolean {
  return policy.reach[of].includes(recipient);
}
