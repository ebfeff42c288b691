// The secrets of one trace and their placeholders: a secret is named once, wherever and however it is met again.

import type { Detection, SensitiveClass } from '../detect/detection.ts';
import type { PrivacyPolicy, RedactAction } from '../policy/privacy-policy.ts';
import { type KnownSpan, KnownSecrets } from './known-secrets.ts';
import { canonical, placeholderOf } from './placeholder.ts';

/** A secret that has a name. */
export interface NamedSecret {
  readonly class: SensitiveClass;
  readonly secret: string;
  readonly action: RedactAction;
  readonly placeholder: string;
}

/** Figures and three digits are found by accident everywhere: they are replaced where their name stands. */
const NEVER_SOUGHT: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'business-confidential',
  'card-security-code',
]);

/** Secrets that are few and dear; of addresses there may be thousands, each with a hundred ways to write it. */
const QUOTED_TWICE: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'password',
  'password-hash',
  'credential',
  'private-key',
  'token',
]);

/** Names secrets and remembers them. */
export class SecretBook {
  readonly #policy: PrivacyPolicy;
  readonly #key: Uint8Array;
  readonly #byText = new Map<string, NamedSecret>();
  readonly #byPlaceholder = new Map<string, NamedSecret>();
  readonly #counts = new Map<SensitiveClass, number>();
  readonly #sought = new KnownSecrets<NamedSecret>();
  /** How many more are looked for. */
  #seekable: number;

  constructor(policy: PrivacyPolicy, key: Uint8Array, mostSought = Infinity) {
    this.#policy = policy;
    this.#key = key;
    this.#seekable = mostSought;
  }

  /** The name of a secret; the first class it was met as is its class. */
  name(of: SensitiveClass, secret: string, detection?: Detection): NamedSecret {
    const same = `${of}\n${canonical(of, secret)}`;
    const known = this.#byText.get(secret) ?? this.#byText.get(same);
    if (known !== undefined) {
      if (!this.#byText.has(secret)) this.#keep(secret, known);
      return known;
    }
    const index = this.#counts.get(of) ?? 0;
    this.#counts.set(of, index + 1);
    const action = this.#actionOf(of, detection);
    const placeholder = placeholderOf({ class: of, secret, index }, action, this.#key);
    const named: NamedSecret = { class: of, secret, action, placeholder };
    this.#byText.set(same, named);
    this.#keep(secret, named);
    if (action !== 'drop') this.#byPlaceholder.set(placeholder, named);
    return named;
  }

  #keep(secret: string, named: NamedSecret): void {
    this.#byText.set(secret, named);
    if (NEVER_SOUGHT.has(named.class) || this.#seekable <= 0) return;
    this.#seekable -= 1;
    const levels = QUOTED_TWICE.has(named.class) ? 2 : 1;
    this.#sought.add(secret, named, levels);
    const bare = canonical(named.class, secret);
    if (bare !== secret) this.#sought.add(bare, named, levels);
  }

  #actionOf(of: SensitiveClass, detection: Detection | undefined): RedactAction {
    const rule = detection === undefined ? undefined : ruleOf(detection);
    const own = rule === undefined ? undefined : this.#policy.rules.find(({ name }) => name === rule);
    return own?.action ?? this.#policy.actions[of];
  }

  /** Secrets that are known, in a text [start, to). */
  find(text: string, start?: number, to?: number): KnownSpan<NamedSecret>[] {
    return this.#sought.find(text, start, to);
  }

  /** True when no secret is known that could be looked for. */
  get seeksNothing(): boolean {
    return this.#sought.isEmpty;
  }

  /** The secret behind a placeholder. */
  behind(placeholder: string): string | undefined {
    return this.#byPlaceholder.get(placeholder)?.secret;
  }
}

const RULE = 'rule:';

/** The name of the person's own rule behind a detection. */
export function ruleOf({ detector }: Detection): string | undefined {
  return detector.startsWith(RULE) ? detector.slice(RULE.length) : undefined;
}
