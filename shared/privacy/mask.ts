// Masking: where a trace is projected (screen, terminal, file, clipboard), every secret becomes a stable short name.
// The same secret gets the same name within a trace, so two places that show it say so without showing it.
// Nothing is masked inside the engine: the flow still needs it.

import type { HeaderLine, RequestContent, TraceEvent, ValueName } from '../trace/event.ts';
import { MASK_CLOSE, MASK_OPEN } from './marks.ts';

/** What a secret is, as a person would call it. */
type SecretKind =
  | 'access token'
  | 'refresh token'
  | 'ID token'
  | 'authorization code'
  | 'code verifier'
  | 'client secret'
  | 'client assertion'
  | 'assertion'
  | 'session id'
  | 'cookie'
  | 'credentials'
  | 'registration token'
  | 'password'
  | 'token';

/** Parameters of forms and queries, and members of JSON, whose values are secret wherever they stand. */
const BY_NAME: Readonly<Record<string, SecretKind>> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'ID token',
  id_token_hint: 'ID token',
  code_verifier: 'code verifier',
  client_secret: 'client secret',
  client_assertion: 'client assertion',
  assertion: 'assertion',
  subject_token: 'token',
  actor_token: 'token',
  registration_access_token: 'registration token',
  device_code: 'token',
  password: 'password',
};

/** Names that are secret in forms and queries only: JSON-RPC errors have a `code`, too. */
const BY_PARAMETER: Readonly<Record<string, SecretKind>> = {
  ...BY_NAME,
  code: 'authorization code',
  token: 'token',
};

const BY_VALUE: Readonly<Partial<Record<ValueName, SecretKind>>> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'ID token',
  code: 'authorization code',
  code_verifier: 'code verifier',
  client_secret: 'client secret',
  session_id: 'session id',
};

/** Shorter texts would be found by accident inside innocent ones. They are masked where they stand, by their name. */
const FINDABLE_LENGTH = 8;

function letters(index: number): string {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** The secrets of one trace and their names. Learns them as events and bodies pass through. */
export class Masker {
  readonly #labels = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  readonly #counts = new Map<SecretKind, number>();
  /** Secrets that may be looked for in any text, longest first, so that one inside another is not cut out of it. */
  #findable: string[] = [];

  /** Names a secret and returns its mask, e.g. `⟦access token A⟧`. Empty texts are no secrets. */
  mask(secret: string, kind: SecretKind): string {
    if (secret === '' || secret.startsWith(MASK_OPEN)) return secret;
    let label = this.#labels.get(secret);
    if (label === undefined) {
      const count = this.#counts.get(kind) ?? 0;
      this.#counts.set(kind, count + 1);
      label = `${kind} ${letters(count)}`;
      this.#labels.set(secret, label);
      this.#secrets.set(label, secret);
      if (secret.length >= FINDABLE_LENGTH) {
        this.#findable.push(secret);
        const encoded = encodeURIComponent(secret);
        if (encoded !== secret) this.#labels.set(encoded, label);
        this.#findable = [...this.#findable, ...(encoded === secret ? [] : [encoded])].toSorted(
          (a, b) => b.length - a.length,
        );
      }
    }
    return `${MASK_OPEN}${label}${MASK_CLOSE}`;
  }

  /** The plain text behind a label, or `undefined`. */
  reveal(label: string): string | undefined {
    return this.#secrets.get(label);
  }

  /** Replaces every known secret in a text, as it is or percent-encoded. */
  maskKnown(text: string): string {
    let masked = text;
    for (const secret of this.#findable) {
      if (masked.includes(secret)) {
        masked = masked.replaceAll(secret, `${MASK_OPEN}${this.#labels.get(secret) ?? ''}${MASK_CLOSE}`);
      }
    }
    return masked;
  }

  /** Masks the parameters of a query or form text in place; everything else keeps its bytes. */
  maskParameters(text: string): string {
    return text.replace(
      /(^|[?&#])([A-Za-z_]+)=([^&#\s"'<>]*)/g,
      (whole, before: string, name: string, value: string) => {
        const kind = BY_PARAMETER[name];
        if (kind === undefined || value === '' || value.startsWith(MASK_OPEN)) return whole;
        let plain = value;
        try {
          plain = decodeURIComponent(value.replaceAll('+', ' '));
        } catch {
          // Not percent-encoding after all: the text itself is the secret.
        }
        return `${before}${name}=${this.mask(plain, kind)}`;
      },
    );
  }

  /** Masks any text: secrets in parameters, in JSON members by name, then every known one. */
  maskText(text: string): string {
    const members = text.replace(
      /("([A-Za-z_]+)"\s*:\s*")((?:[^"\\]|\\.)*)"/g,
      (whole, before: string, name: string, value: string) => {
        const kind = BY_NAME[name];
        if (kind === undefined || value === '' || value.startsWith(MASK_OPEN)) return whole;
        let plain = value;
        try {
          plain = JSON.parse(`"${value}"`) as string;
        } catch {
          // A broken escape: the text as written is the secret.
        }
        return `${before}${this.mask(plain, kind)}"`;
      },
    );
    return this.maskKnown(this.maskParameters(members));
  }

  maskHeaders(headers: readonly HeaderLine[]): HeaderLine[] {
    return headers.map(([name, value]) => [name, this.#maskHeader(name.toLowerCase(), value)]);
  }

  #maskHeader(name: string, value: string): string {
    switch (name) {
      case 'authorization':
      case 'proxy-authorization':
        return value.replace(
          /^(\S+)(\s+)(.+)$/,
          (_whole, scheme: string, space: string, credentials: string) => {
            const kind = /^(bearer|dpop)$/i.test(scheme) ? 'access token' : 'credentials';
            return `${scheme}${space}${this.mask(credentials, kind)}`;
          },
        );
      case 'cookie':
        return value.replace(
          /([^=;\s]+)=([^;]*)/g,
          (_whole, key: string, v: string) => `${key}=${this.mask(v, 'cookie')}`,
        );
      case 'set-cookie':
        return value.replace(
          /^([^=;]+)=([^;]*)/,
          (_whole, key: string, v: string) => `${key}=${this.mask(v, 'cookie')}`,
        );
      case 'mcp-session-id':
        return this.mask(value, 'session id');
      default:
        return this.maskText(value);
    }
  }

  maskRequest(request: RequestContent): RequestContent {
    return {
      ...request,
      url: this.maskText(request.url),
      headers: this.maskHeaders(request.headers),
      ...(request.body === undefined ? {} : { body: this.maskText(request.body) }),
    };
  }

  /** Masks any value made of JSON. */
  maskJson(value: unknown): unknown {
    if (typeof value === 'string') return this.maskKnown(this.maskParameters(value));
    if (Array.isArray(value)) return value.map((entry) => this.maskJson(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const kind = BY_NAME[key];
        return [
          key,
          kind !== undefined && typeof entry === 'string' ? this.mask(entry, kind) : this.maskJson(entry),
        ];
      }),
    );
  }

  /** An event as it may be shown: same shape, secrets replaced. */
  maskEvent(event: TraceEvent): TraceEvent {
    switch (event.kind) {
      case 'draft':
      case 'draft-edited':
        return { ...event, request: this.maskRequest(event.request) };
      case 'exchange': {
        const { response, wireHeaders } = event;
        return {
          ...event,
          request: this.maskRequest(event.request),
          ...(wireHeaders ? { wireHeaders: this.maskHeaders(wireHeaders) } : {}),
          ...(response
            ? {
                response: {
                  ...response,
                  headers: this.maskHeaders(response.headers),
                  ...(response.events
                    ? { events: response.events.map((sse) => ({ ...sse, data: this.maskText(sse.data) })) }
                    : {}),
                },
              }
            : {}),
        };
      }
      case 'value': {
        if (!event.secret) return { ...event, value: this.maskJson(event.value) };
        const kind = BY_VALUE[event.name] ?? 'token';
        return { ...event, value: typeof event.value === 'string' ? this.mask(event.value, kind) : null };
      }
      case 'callback':
      case 'browser-opened':
        return { ...event, url: this.maskText(event.url) };
      case 'finding':
      case 'waiting':
      case 'failed':
      case 'action':
      case 'flow-started':
        return this.maskJson(event) as TraceEvent;
      default:
        return event;
    }
  }
}
