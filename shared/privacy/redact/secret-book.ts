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
  /** By what a secret is however it is grouped, for those that were never met so. */
  readonly #byCanonical = new Map<SensitiveClass, Map<string, NamedSecret>>();
  /** Named since somebody last asked what is behind a placeholder: of many thousands of secrets few are asked for. */
  readonly #named: NamedSecret[] = [];
  readonly #byPlaceholder = new Map<string, NamedSecret>();
  readonly #counts = new Map<SensitiveClass, number>();
  readonly #sought = new KnownSecrets<NamedSecret>();
  /** How many more are looked for in every form. */
  #dear: number;

  readonly #onNew: (of: SensitiveClass, secret: string) => void;

  constructor(
    policy: PrivacyPolicy,
    key: Uint8Array,
    mostInAllForms = Infinity,
    onNew: (of: SensitiveClass, secret: string) => void = () => {},
  ) {
    this.#policy = policy;
    this.#key = key;
    this.#dear = mostInAllForms;
    this.#onNew = onNew;
  }

  /** The name of a secret; the first class it was met as is its class. */
  name(of: SensitiveClass, secret: string, detection?: Detection): NamedSecret {
    const met = this.#byText.get(secret);
    if (met !== undefined) return met;
    this.#onNew(of, secret);
    const bare = canonical(of, secret);
    const known = this.#sameAs(of, bare);
    if (known !== undefined) {
      this.#keep(secret, bare, known);
      return known;
    }
    const index = this.#counts.get(of) ?? 0;
    this.#counts.set(of, index + 1);
    const action = this.#actionOf(of, detection);
    const placeholder = placeholderOf({ class: of, secret, index }, action, this.#key);
    const named: NamedSecret = { class: of, secret, action, placeholder };
    this.#named.push(named);
    if (bare !== secret) {
      const same = this.#byCanonical.get(of) ?? new Map<string, NamedSecret>();
      this.#byCanonical.set(of, same.set(bare, named));
    }
    this.#keep(secret, bare, named);
    return named;
  }

  #sameAs(of: SensitiveClass, bare: string): NamedSecret | undefined {
    const plain = this.#byText.get(bare);
    return plain?.class === of ? plain : this.#byCanonical.get(of)?.get(bare);
  }

  #keep(secret: string, bare: string, named: NamedSecret): void {
    this.#byText.set(secret, named);
    if (NEVER_SOUGHT.has(named.class)) return;
    this.#dear -= 1;
    const forms = this.#dear < 0 ? 'plain' : QUOTED_TWICE.has(named.class) ? 'quoted twice' : 'quoted once';
    this.#sought.add(secret, named, forms);
    if (bare !== secret) this.#sought.add(bare, named, forms);
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
    for (const named of this.#named) {
      if (named.action !== 'drop') this.#byPlaceholder.set(named.placeholder, named);
    }
    this.#named.length = 0;
    return this.#byPlaceholder.get(placeholder)?.secret;
  }
}

const RULE = 'rule:';

/** The name of the person's own rule behind a detection. */
export function ruleOf({ detector }: Detection): string | undefined {
  return detector.startsWith(RULE) ? detector.slice(RULE.length) : undefined;
}
