// The `privacy` section of a policy file: which class of data may reach whom, and what is done to it where it may not.

import type { SensitiveClass } from '../detect/detection.ts';
import type { CustomRule, PrivacySection } from './privacy-section.ts';

export type { CustomRule, PrivacySection } from './privacy-section.ts';

/** Who may receive data. */
export const RECIPIENTS = ['person', 'model', 'logs', 'export'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** What is done to data that may not reach a recipient. */
export const ACTIONS = ['mask', 'keep-last-four', 'hash', 'drop'] as const;
export type RedactAction = (typeof ACTIONS)[number];

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
