// Masking: where a trace is projected (screen, terminal, file, clipboard), every secret becomes a stable short name.
// The same secret gets the same name within a trace, so two places that show it say so without showing it.
// Nothing is masked inside the engine: the flow still needs it. What MCP requests and answers hold of sensitive data is
// masked as well. May import shared/trace.

import type { FlowSettings, HeaderLine, RequestContent, TraceEvent, ValueName } from '../trace/event.ts';
import { isMcpStep } from '../protocol/steps.ts';
import type { SensitiveClass } from './detect/detection.ts';
import { letters, MASK_CLOSE, MASK_OPEN } from './marks.ts';
import { ContentMasker } from './mask-content.ts';
import { maskFinding } from './mask-finding.ts';
import { KnownSecrets } from './redact/known-secrets.ts';
import { endOfJsonString, replaceAfter } from './replace-after.ts';
import type { SecretKind } from './secret-names.ts';
import { isCredentialHeader, kindOfMember, kindOfParameter, kindOfValue } from './secret-names.ts';
import { writtenForms } from './secret-encodings.ts';

/** Shorter texts would be found by accident inside innocent ones. They are masked where they stand, by their name. */
const FINDABLE_LENGTH = 8;

const WHOLE_MASK = /^\u27E6[^\u27E7]{1,80}\u27E7$/;
const MEMBER_OPENING = /"(?<name>[A-Za-z_]+)"\s*:\s*"/g;
const QUOTED_JSON_MEMBER = /(\\"([A-Za-z_]+)\\+"\s*:\s*\\+")([^"\\]+)/g;
const PARAMETER = /(^|[^A-Za-z0-9_])([A-Za-z_]+)=(\u27E6[^\u27E7]{1,80}\u27E7|[^&#\s"'<>]*)/g;
/** Before a parameter whose name alone does not make it secret. */
const PARAMETER_BORDER = /^[?&#;"'\n]?$/;
/** A URL inside the query of another. */
const QUOTED_OPENING = /(?<percent>%(?:25)*)(?:3[Ff]|26|23)(?<name>[A-Za-z_]+)%(?:25)*3[Dd]/g;
const QUOTED_END = /%(?:25)*(?:26|23)|[&#\s"'<>\u27E6]/g;
const USER_INFO = /(:\/\/[^/\s:@?#"'<>]*:)([^/\s@?#"'<>]+)@/g;
const HTML_INPUT = /<input\b[^<>]{0,500}>/gi;

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // Not percent-encoding after all: the text itself is the secret.
  }
}

function jsonDecoded(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text; // A broken escape: the text as written is the secret.
  }
}

/** Values that were read from the content of answers. */
const CONTENT_VALUES: ReadonlySet<ValueName> = new Set<ValueName>([
  'result',
  'tools',
  'resources',
  'resource_templates',
  'prompts',
  'server_info',
]);

/** A secret and what it was named as: a secret of the protocol, or data that an answer holds. */
export type Naming =
  | { readonly secret: string; readonly kind: SecretKind }
  | { readonly secret: string; readonly class: SensitiveClass };

/** The secrets of one trace and their names. Learns them as events and bodies pass through. */
export class Masker {
  /** Mask by each written form of a secret. */
  readonly #masks = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  readonly #counts = new Map<SecretKind, number>();
  readonly #namings: Naming[] = [];
  readonly #content: ContentMasker;
  /** Forms that are looked for in any text, with their masks. A token of digits may stand inside a longer number. */
  readonly #findable = new KnownSecrets<string>({ inNumbers: true });

  /** @param onProgress told what part of a large text is looked through, 0 to 1 */
  constructor(onProgress?: (done: number) => void) {
    this.#content = new ContentMasker((of, secret) => this.#namings.push({ secret, class: of }), onProgress);
  }

  /** Every secret it has named, in order. Another that repeats them in this order has the same names. */
  get namings(): readonly Naming[] {
    return this.#namings;
  }

  /** Names what another named; returns the mask that it has here. */
  repeat(naming: Naming): string {
    return 'kind' in naming
      ? this.mask(naming.secret, naming.kind)
      : this.nameOf(naming.secret, naming.class);
  }

  /** Names a secret and returns its mask, e.g. `⟦access token A⟧`. Empty texts are no secrets. */
  mask(secret: string, kind: SecretKind): string {
    if (secret === '' || WHOLE_MASK.test(secret)) return secret;
    const known = this.#masks.get(secret);
    if (known !== undefined) return known;
    this.#namings.push({ secret, kind });
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    const label = `${kind} ${letters(count)}`;
    const mask = `${MASK_OPEN}${label}${MASK_CLOSE}`;
    this.#secrets.set(label, secret);
    this.#masks.set(secret, mask);
    if (secret.length >= FINDABLE_LENGTH) {
      for (const form of writtenForms(secret)) {
        if (form !== secret && this.#masks.has(form)) continue;
        this.#masks.set(form, mask);
        this.#findable.addForm(form, mask);
      }
    }
    return mask;
  }

  /** The label of a secret that is known, e.g. `access token A`. */
  labelOf(secret: string): string | undefined {
    return this.#masks.get(secret)?.slice(MASK_OPEN.length, -MASK_CLOSE.length);
  }

  /** The plain text behind a label, or `undefined`. */
  reveal(label: string): string | undefined {
    return this.#secrets.get(label) ?? this.#content.reveal(label);
  }

  /** The mask of sensitive data that was found in an answer; the same for the same data. */
  nameOf(secret: string, of: SensitiveClass): string {
    const known = this.#masks.get(secret);
    return known ?? (WHOLE_MASK.test(secret) ? secret : this.#content.nameOf(secret, of));
  }

  /** Masks the body of an MCP message: secrets, and the sensitive data in it. */
  maskContent(text: string): string {
    return this.#content.maskText(this.maskText(text));
  }

  /** The same for what was read from one. */
  maskContentJson(value: unknown): unknown {
    return this.#content.maskJson(this.maskJson(value));
  }

  #maskContentRequest(request: RequestContent): RequestContent {
    const masked = this.maskRequest(request);
    return masked.body === undefined ? masked : { ...masked, body: this.#content.maskText(masked.body) };
  }

  /** Replaces every known secret in a text, however it is quoted there. Masks are left alone. */
  maskKnown(text: string): string {
    if (!this.#findable.mayBeIn(text)) return text;
    const found = this.#findable.find(text);
    if (found.length === 0) return text;
    const parts: string[] = [];
    let taken = 0;
    for (const { start, end, secret: mask } of found) {
      parts.push(text.slice(taken, start), mask);
      taken = end;
    }
    return parts.join('') + text.slice(taken);
  }

  /** Masks the parameters of a query or form text in place; everything else keeps its bytes. */
  maskParameters(text: string): string {
    if (!text.includes('=') && !/%3d/i.test(text)) return text;
    const masked = text.replace(PARAMETER, (whole, before: string, name: string, value: string) => {
      const kind = PARAMETER_BORDER.test(before) ? kindOfParameter(name) : kindOfMember(name);
      if (kind === undefined || value === '' || WHOLE_MASK.test(value)) return whole;
      return `${before}${name}=${this.mask(formDecoded(value), kind)}`;
    });
    if (!masked.includes('%')) return masked;
    const endOf = (from: number): number => {
      QUOTED_END.lastIndex = from;
      return QUOTED_END.exec(masked)?.index ?? masked.length;
    };
    return replaceAfter(masked, QUOTED_OPENING, kindOfParameter, endOf, (value, kind, { percent = '' }) => {
      // Once for itself, and once more for each time the URL around it was quoted.
      let plain = formDecoded(value);
      for (let depth = (percent.length - 1) / 2; depth >= 0; depth -= 1) plain = formDecoded(plain);
      return this.mask(plain, kind);
    });
  }

  /** Masks any text: secrets in parameters, in JSON members by name, then every known one. */
  maskText(text: string): string {
    // Most sentences hold nothing that could name a secret.
    if (!/[\\"<@=%]/.test(text)) return this.maskKnown(text);
    // A name may be written with escapes (`access\u005ftoken`): only parsing sees it.
    if (text.includes('\\u') && /^\s*[{[]/.test(text)) this.#learnJson(text);
    let masked = text;
    if (masked.includes('"')) masked = this.#maskMembers(masked);
    if (masked.includes('<')) masked = this.#maskInputs(masked);
    if (masked.includes('@')) {
      masked = masked.replace(
        USER_INFO,
        (_whole, before: string, password: string) => `${before}${this.mask(password, 'password')}@`,
      );
    }
    return this.maskKnown(this.maskParameters(masked));
  }

  #maskMembers(text: string): string {
    const endOf = (from: number): number => endOfJsonString(text, from);
    const masked = replaceAfter(text, MEMBER_OPENING, kindOfMember, endOf, (value, kind) =>
      this.mask(jsonDecoded(value), kind),
    );
    if (!masked.includes('\\"')) return masked;
    return masked.replace(QUOTED_JSON_MEMBER, (whole, before: string, name: string, value: string) => {
      const kind = kindOfMember(name);
      return kind === undefined ? whole : `${before}${this.mask(value, kind)}`;
    });
  }

  /** `response_mode=form_post` answers with a form that a script sends. */
  #maskInputs(text: string): string {
    return text.replace(HTML_INPUT, (input) => {
      const name = /\sname\s*=\s*["']?([A-Za-z_]+)["'\s/>]/i.exec(input)?.[1];
      const kind = name === undefined ? undefined : kindOfParameter(name);
      if (kind === undefined) return input;
      return input.replace(
        /(\svalue\s*=\s*)("[^"]+"|'[^']+'|[^"'\s>]+)/i,
        (_whole, before: string, value: string) => {
          const quote = /^["']/.exec(value)?.[0] ?? '';
          const plain = quote === '' ? value : value.slice(1, -1);
          return `${before}${quote}${this.mask(plain, kind)}${quote}`;
        },
      );
    });
  }

  #learnJson(text: string): void {
    try {
      this.maskJson(JSON.parse(text));
    } catch {
      // Not JSON, or cut off: the text is searched as it is.
    }
  }

  maskHeaders(headers: readonly HeaderLine[]): HeaderLine[] {
    return headers.map(([name, value]) => [name, this.#maskHeader(name.toLowerCase(), value)]);
  }

  #maskHeader(name: string, value: string): string {
    if (WHOLE_MASK.test(value)) return value;
    switch (name) {
      case 'authorization':
      case 'proxy-authorization':
        return this.#maskAuthorization(value);
      case 'cookie':
        return value.replace(/([^=;\s]+=)?([^;\s][^;]*)/g, (_whole, key: string | undefined, v: string) =>
          key === undefined ? this.mask(v, 'cookie') : `${key}${this.mask(v, 'cookie')}`,
        );
      case 'set-cookie':
        return value.replace(
          /^([^=;]*=)?([^;]*)/,
          (_whole, key: string | undefined, v: string) => `${key ?? ''}${this.mask(v, 'cookie')}`,
        );
      case 'mcp-session-id':
        return this.mask(value, 'session id');
      default:
        return isCredentialHeader(name) ? this.mask(value, 'credentials') : this.maskText(value);
    }
  }

  #maskAuthorization(value: string): string {
    const [, scheme = '', space = '', credentials = ''] =
      /^([\w!#$%&'*+.^`|~-]+)(\s+)(.+)$/.exec(value) ?? [];
    if (scheme === '') return this.mask(value, 'credentials');
    if (/^basic$/i.test(scheme)) this.#learnBasic(credentials);
    const kind = /^(bearer|dpop)$/i.test(scheme) ? 'access token' : 'credentials';
    return `${scheme}${space}${this.mask(credentials, kind)}`;
  }

  /** A server may quote in an answer the secret that went out inside Base64 (RFC 6749 §2.3.1). */
  #learnBasic(credentials: string): void {
    let pair: string;
    try {
      pair = new TextDecoder().decode(Uint8Array.from(atob(credentials), (c) => c.charCodeAt(0)));
    } catch {
      return;
    }
    const secret = pair.slice(pair.indexOf(':') + 1);
    if (pair.includes(':')) this.mask(formDecoded(secret), 'client secret');
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
    if (typeof value === 'string') return this.maskText(value);
    if (Array.isArray(value)) return value.map((entry) => this.maskJson(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => {
        const kind = kindOfMember(key);
        return [
          this.maskKnown(key),
          kind !== undefined && typeof entry === 'string' ? this.mask(entry, kind) : this.maskJson(entry),
        ];
      }),
    );
  }

  #maskSettings(settings: FlowSettings): FlowSettings {
    const { extraHeaders, ...rest } = settings;
    return {
      ...(this.maskJson(rest) as FlowSettings),
      ...(extraHeaders ? { extraHeaders: this.maskHeaders(extraHeaders) } : {}),
    };
  }

  #maskExchange(event: Extract<TraceEvent, { kind: 'exchange' }>): TraceEvent {
    const { request, response, wireHeaders, failure } = event;
    const isContent = isMcpStep(event.step);
    return {
      ...event,
      request: isContent ? this.#maskContentRequest(request) : this.maskRequest(request),
      ...(wireHeaders ? { wireHeaders: this.maskHeaders(wireHeaders) } : {}),
      ...(failure ? { failure: this.maskJson(failure) as typeof failure } : {}),
      ...(response
        ? {
            response: {
              ...response,
              statusText: this.maskText(response.statusText),
              headers: this.maskHeaders(response.headers),
              ...(response.events
                ? {
                    events: response.events.map((sse) => {
                      const masked = this.maskJson(sse) as typeof sse;
                      return isContent ? { ...masked, data: this.#content.maskText(masked.data) } : masked;
                    }),
                  }
                : {}),
            },
          }
        : {}),
    };
  }

  /** An event as it may be shown: same shape, secrets replaced. */
  maskEvent(event: TraceEvent): TraceEvent {
    switch (event.kind) {
      case 'draft':
        return {
          ...event,
          request: isMcpStep(event.step)
            ? this.#maskContentRequest(event.request)
            : this.maskRequest(event.request),
        };
      case 'draft-edited': {
        // Whatever it was drafted for, it may have become a message.
        const isMessage = event.request.body?.includes('"jsonrpc"') === true;
        return {
          ...event,
          request: isMessage ? this.#maskContentRequest(event.request) : this.maskRequest(event.request),
        };
      }
      case 'exchange':
        return this.#maskExchange(event);
      case 'finding':
        return maskFinding(event, this);
      case 'value': {
        if (!event.secret) {
          const masked = this.maskJson(event.value);
          return {
            ...event,
            value: CONTENT_VALUES.has(event.name) ? this.#content.maskJson(masked) : masked,
          };
        }
        const { name, value } = event;
        return { ...event, value: typeof value === 'string' ? this.mask(value, kindOfValue(name)) : null };
      }
      case 'flow-started': {
        const settings = this.#maskSettings(event.settings);
        return { ...event, target: this.maskText(event.target), settings };
      }
      case 'action':
        return {
          ...event,
          action: this.maskContentJson(event.action) as typeof event.action,
        };
      case 'identity': {
        const { settings } = event;
        return { ...event, ...(settings ? { settings: this.#maskSettings(settings) } : {}) };
      }
      default:
        // Kinds of a newer version, too: their strings are searched like any other.
        return this.maskJson(event) as TraceEvent;
    }
  }
}
