// The schema of the `privacy` section of a policy file. Apart from the policy itself, which the page reads as well: it must
// not load a library that tries to make functions of text.

import * as z from 'zod';
import { SENSITIVE_CLASSES } from '../detect/detection.ts';
import { ACTIONS, RECIPIENTS } from './privacy-policy.ts';

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
