// Redaction: what is sensitive is replaced by a placeholder that keeps what may be kept: what it was, how long about,
// and whether two are the same.

import { detectInJson } from '../detect/detect-json.ts';
import { detectInText } from '../detect/detect-text.ts';
import type { Detection, SensitiveClass, Span } from '../detect/detection.ts';
import { MASK_CLOSE, MASK_OPEN } from '../marks.ts';
import type { PrivacyPolicy, Recipient, RedactAction } from '../policy/privacy-policy.ts';
import { DEFAULT_PRIVACY } from '../policy/privacy-policy.ts';

/** One replaced span. `path`, `start` and `end` are of the original. */
export interface Replacement extends Span {
  readonly class: SensitiveClass;
  /** The detection behind it; absent where a secret known from elsewhere was found again. */
  readonly detection?: Detection;
  /** Name of the person's own rule that claimed it. */
  readonly rule?: string;
  readonly action: RedactAction;
  readonly placeholder: string;
  /** [start, end) of the placeholder in the redacted text at `path`. */
  readonly at: readonly [start: number, end: number];
  /** The span lies in the name of the member at `path`. */
  readonly inName?: true;
}

/** A redacted text. */
export interface RedactedText {
  readonly text: string;
  readonly replacements: readonly Replacement[];
}

/** A redacted JSON document of the same shape: only texts and sensitive numbers change, the latter into texts. */
export interface RedactedJson {
  readonly value: unknown;
  readonly replacements: readonly Replacement[];
}

/** Whom and how to redact for. */
export interface RedactorOptions {
  readonly policy?: PrivacyPolicy;
  /** Leaves what this recipient may receive; absent: everything is replaced. */
  readonly recipient?: Recipient;
  /** Key of the action `hash`; random unless given. */
  readonly key?: Uint8Array;
}

/** Redacts the texts of one trace: the same secret gets the same placeholder in all of them. */
export class Redactor {
  readonly #names = new Map<string, string>();

  readonly #policy: PrivacyPolicy;

  constructor(options: RedactorOptions = {}) {
    this.#policy = options.policy ?? DEFAULT_PRIVACY;
  }

  /** Remembers the secrets of a text, so that they are replaced wherever they are quoted, before or after it. */
  learn(_text: string, _detections?: readonly Detection[]): void {}

  /** Remembers the secrets of a JSON document. */
  learnJson(_value: unknown, _detections?: readonly Detection[]): void {}

  /** Replaces what the detections name, and every secret learnt before. */
  redactText(text: string, detections: readonly Detection[] = detectInText(text)): RedactedText {
    const replacements: Replacement[] = [];
    let out = '';
    let taken = 0;
    for (const detection of detections) {
      const { path, start, end } = detection;
      const secret = text.slice(start, end);
      const name =
        this.#names.get(secret) ?? `${MASK_OPEN}${detection.class} ${this.#names.size}${MASK_CLOSE}`;
      this.#names.set(secret, name);
      out += text.slice(taken, start);
      const action = this.#policy.actions[detection.class];
      const at = [out.length, out.length + name.length] as const;
      replacements.push({
        class: detection.class,
        detection,
        action,
        placeholder: name,
        path,
        start,
        end,
        at,
      });
      out += name;
      taken = end;
    }
    return { text: out + text.slice(taken), replacements };
  }

  /** Replaces what the detections name in a document, and every secret learnt before. */
  redactJson(value: unknown, detections: readonly Detection[] = detectInJson(value)): RedactedJson {
    const replacements: Replacement[] = [];
    const walk = (part: unknown, path: string): unknown => {
      if (typeof part === 'string') {
        const own = detections.filter((detection) => detection.path === path);
        const redacted = this.redactText(part, own);
        replacements.push(...redacted.replacements);
        return redacted.text;
      }
      if (Array.isArray(part)) return part.map((entry, index) => walk(entry, `${path}/${index}`));
      if (typeof part !== 'object' || part === null) return part;
      return Object.fromEntries(
        Object.entries(part).map(([key, entry]) => [
          key,
          walk(entry, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
        ]),
      );
    };
    return { value: walk(value, ''), replacements };
  }

  /** The plain text behind a placeholder, or `undefined`. */
  reveal(_placeholder: string): string | undefined {
    return undefined;
  }
}

/** Redacts one text by itself. */
export function redactText(
  text: string,
  detections: readonly Detection[],
  policy: PrivacyPolicy = DEFAULT_PRIVACY,
): RedactedText {
  return new Redactor({ policy }).redactText(text, detections);
}

/** Redacts one JSON document by itself. */
export function redactJson(
  value: unknown,
  detections: readonly Detection[],
  policy: PrivacyPolicy = DEFAULT_PRIVACY,
): RedactedJson {
  return new Redactor({ policy }).redactJson(value, detections);
}
