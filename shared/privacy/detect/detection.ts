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
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** A piece of a text: of the string at `path`, or of the number as `String` writes it. */
export interface Span {
  /** JSON pointer (RFC 6901) of the text within the document; '' where the document itself is the text. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** One span of sensitive data. */
export interface Detection extends Span {
  readonly class: SensitiveClass;
  /** Name of the detector, e.g. `luhn`, `key:password`, `github-token`, or `rule:` and the name of a person's own. */
  readonly detector: string;
  readonly confidence: Confidence;
  /** One clause for the person: what gave it away, e.g. `16 digits that pass the Luhn check, Visa range`. */
  readonly why: string;
  /** The span lies in the name of the member at `path`, not in its value. */
  readonly inName?: true;
  /** Where it goes on when it is cut in pieces: over the lines or the events of a stream. */
  readonly rest?: readonly Span[];
}
