// Masking of what answers hold: card numbers, identity numbers, addresses and the like get stable names, as tokens do.
// What may only be sensitive by its shape is left: a trace full of hidden order numbers explains nothing.

import { detectInText } from './detect/detect-text.ts';
import type { Detection, SensitiveClass } from './detect/detection.ts';
import { SENSITIVE_CLASSES } from './detect/detection.ts';
import { jsonText } from './detect/write-json.ts';
import { MASK_CLOSE, MASK_OPEN } from './marks.ts';
import type { PrivacyPolicy } from './policy/privacy-policy.ts';
import { Redactor } from './redact/redact.ts';

const each = <T>(value: T): Record<SensitiveClass, T> =>
  Object.fromEntries(SENSITIVE_CLASSES.map((of) => [of, value])) as Record<SensitiveClass, T>;

/** On a screen and in a file nobody is a recipient: what a policy allows is for hosts, not for whoever looks on. */
const MASK_EVERYTHING: PrivacyPolicy = { reach: each([]), actions: each('mask'), rules: [] };

const sure = (found: readonly Detection[]): Detection[] =>
  found.filter(({ confidence }) => confidence !== 'possible');

/** More than a person would tell apart. Each has some twenty forms, and each form is kept. */
const MOST_IN_ALL_FORMS = 2000;

/** The sensitive data of one trace and its names. */
export class ContentMasker {
  readonly #redactor: Redactor;
  readonly #onProgress: ((done: number) => void) | undefined;

  constructor(
    onNew: (of: SensitiveClass, secret: string) => void,
    onProgress: ((done: number) => void) | undefined,
  ) {
    this.#redactor = new Redactor({ policy: MASK_EVERYTHING, mostInAllForms: MOST_IN_ALL_FORMS, onNew });
    this.#onProgress = onProgress;
  }

  /** A text with its sensitive data replaced by names. Masks are left alone. */
  maskText(text: string): string {
    return this.#redactor.redacted(text, sure(detectInText(text, {}, this.#onProgress)));
  }

  /** The same for a value made of JSON. Numbers that are hidden become texts. */
  maskJson(value: unknown): unknown {
    const text = jsonText(value);
    const found = detectInText(text, { context: 'json-rpc' }, this.#onProgress);
    const masked = this.#redactor.redacted(text, sure(found));
    return masked === text ? value : (JSON.parse(masked) as unknown);
  }

  /** The name of what was found somewhere, e.g. `⟦card number A⟧`. */
  nameOf(secret: string, of: SensitiveClass): string {
    return this.#redactor.placeholderOf(secret, of);
  }

  /** The data behind a name, or `undefined`. */
  reveal(label: string): string | undefined {
    return this.#redactor.reveal(`${MASK_OPEN}${label}${MASK_CLOSE}`);
  }
}
