// What a detector finds. Offsets are UTF-16 code units, [start, end), into the text named by `path`.

/** Classes of sensitive data, by what must happen to them (requirements: "what a tool may return to a model"). */
export const SENSITIVE_CLASSES = [
  'password',
  'password-hash',
  'payment-card',
  'card-security-code',
  'bank-account',
  'identity-number',
  'phone',
  'email',
  'postal-address',
  'ip-address',
  'credential',
  'private-key',
  'token',
  'business-confidential',
] as const;
export type SensitiveClass = (typeof SENSITIVE_CLASSES)[number];

/**
 * `certain`: a checksum, a vendor's own format or a grammar proves it. `likely`: its key says so and its shape fits.
 * `possible`: only its shape.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** One span of sensitive data. */
export interface Detection {
  readonly class: SensitiveClass;
  /** Name of the detector, e.g. `luhn`, `key:password`, `github-token`, or of a person's own rule. */
  readonly detector: string;
  readonly confidence: Confidence;
  /** JSON pointer (RFC 6901) of the text within the document; '' where the document itself is the text. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** One clause for the person: what gave it away, e.g. `16 digits that pass the Luhn check, Visa range`. */
  readonly why: string;
}
