// Redaction: what is sensitive is replaced by a placeholder that keeps what may be kept: what it was, how long about,
// and whether two are the same.

import type { DetectOptions } from '../detect/detect-options.ts';
import { detectInText } from '../detect/detect-text.ts';
import type { Detection, SensitiveClass, Span } from '../detect/detection.ts';
import { looksLikeEventStream, streamPieces } from '../detect/event-streams.ts';
import { joined } from '../detect/joined.ts';
import { jsonText } from '../detect/write-json.ts';
import { compileRules } from '../policy/custom-rules.ts';
import type { PrivacyPolicy, Recipient, RedactAction } from '../policy/privacy-policy.ts';
import { DEFAULT_PRIVACY, mayReach } from '../policy/privacy-policy.ts';
import { type Cut, Cuts, originalPlace, type Replaced } from './cuts.ts';
import { findKnown } from './find-known.ts';
import { JsonPlaces, type Placed, placedIn } from './json-places.ts';
import { ruleOf, SecretBook } from './secret-book.ts';
import { piecesOf, type StreamData, strandsOf } from './strands.ts';

/** One replaced span. `path`, `start` and `end` are of the original. */
export interface Replacement extends Span {
  readonly class: SensitiveClass;
  /** The detection behind it; absent where a secret known from elsewhere was found again. */
  readonly detection?: Detection;
  /** Name of the person's own rule that claimed it. */
  readonly rule?: string;
  readonly action: RedactAction;
  /** Empty where a secret goes on that began in a piece before. */
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
  /** Key of the action `hash`; random unless given, so that nobody can try values against it. */
  readonly key?: Uint8Array;
  /**
   * How many secrets are looked for in every form they may be quoted in; later ones only as they are, or as JSON writes
   * them. All, unless given: the forms of one take longer to make than to find, and an answer may list a hundred
   * thousand customers.
   */
  readonly mostInAllForms?: number;
  /** Told each text that was not met before. Told the same in the same order, another gives the same names. */
  readonly onNew?: (of: SensitiveClass, secret: string) => void;
}

/** What was replaced may make what stood beside it look sensitive; after so many rounds the rest stays. */
const MOST_ROUNDS = 6;

/** Redacts the texts of one trace: the same secret gets the same placeholder in all of them. */
export class Redactor {
  readonly #policy: PrivacyPolicy;
  readonly #recipient: Recipient | undefined;
  readonly #options: DetectOptions;
  readonly #book: SecretBook;

  constructor({ policy = DEFAULT_PRIVACY, recipient, key, mostInAllForms, onNew }: RedactorOptions = {}) {
    this.#policy = policy;
    this.#recipient = recipient;
    const { detectors } = compileRules(policy.rules);
    this.#options = detectors.length === 0 ? {} : { rules: detectors };
    const secretKey = key ?? crypto.getRandomValues(new Uint8Array(32));
    this.#book = new SecretBook(policy, secretKey, mostInAllForms, onNew);
  }

  /** Remembers the secrets of a text, so that they are replaced wherever they are quoted, before or after it. */
  learn(text: string, detections?: readonly Detection[], options: DetectOptions = {}): void {
    for (const detection of detections ?? this.#search(text, options))
      this.#cutsOf(placedIn(text, detection));
  }

  /** Remembers the secrets of a JSON document. */
  learnJson(value: unknown, detections?: readonly Detection[]): void {
    const text = jsonText(value);
    if (detections === undefined) this.learn(text, undefined, { context: 'json-rpc' });
    else {
      const places = new JsonPlaces(text);
      for (const placed of places.placed(detections)) this.#cutsOf(placed);
    }
  }

  /** Remembers the secrets of the data of a stream, also those that are sent in pieces. */
  learnStream(data: readonly string[]): void {
    for (const text of data) this.learn(text);
    this.#streamCuts(data.map((text, owner) => ({ owner, surface: { text } })));
  }

  /**
   * Replaces what the detections name, else what is found, and every secret learnt before.
   * @param detections of `detectInText` on the same text
   * @param options what is known of the text, where it is searched
   */
  redactText(text: string, detections?: readonly Detection[], options: DetectOptions = {}): RedactedText {
    const placed = detections?.map((detection) => placedIn(text, detection));
    const { text: redacted, replaced } = this.#redact(text, placed, options);
    const replacements = replaced.map((one) => {
      const { cut, at } = one;
      const path = cut.detection?.path ?? '';
      return this.#replacement(one, { path, start: cut.start, end: cut.end }, at);
    });
    return { text: redacted, replacements };
  }

  /** As `redactText`, for whoever needs the text alone: to tell of each replacement takes as long as to make it. */
  redacted(text: string, detections: readonly Detection[]): string {
    return this.#redact(
      text,
      detections.map((detection) => placedIn(text, detection)),
      {},
    ).text;
  }

  /** Replaces what the detections name in a document, else what is found, and every secret learnt before. */
  redactJson(value: unknown, detections?: readonly Detection[]): RedactedJson {
    const text = jsonText(value);
    const places = new JsonPlaces(text);
    const placed = detections === undefined ? undefined : places.placed(detections);
    const { text: redacted, replaced } = this.#redact(text, placed, { context: 'json-rpc' });
    const after = new JsonPlaces(redacted);
    const replacements = replaced.flatMap((one) => {
      const before = places.inDocument(one.cut.start, one.cut.end);
      const now = after.inDocument(...one.at);
      return before && now ? [this.#replacement(one, before, [now.start, now.end])] : [];
    });
    return { value: JSON.parse(redacted) as unknown, replacements };
  }

  /** Redacts the data of the events of one stream, in order; what is sent in pieces is replaced in all of them. */
  redactStream(data: readonly string[]): string[] {
    const pieces = this.#streamCuts(data.map((text, owner) => ({ owner, surface: { text } })));
    return data.map((text, owner) => this.#redact(text, undefined, {}, pieces.get(owner) ?? []).text);
  }

  /** The placeholder of a secret; from now on it is known. */
  placeholderOf(secret: string, of: SensitiveClass): string {
    return this.#book.name(of, secret).placeholder;
  }

  /** The plain text behind a placeholder, or `undefined`. */
  reveal(placeholder: string): string | undefined {
    return this.#book.behind(placeholder);
  }

  #search(text: string, options: DetectOptions = {}): Detection[] {
    return detectInText(text, { ...this.#options, ...options });
  }

  #stays(of: SensitiveClass): boolean {
    return this.#recipient !== undefined && mayReach(this.#policy, of, this.#recipient);
  }

  /** The spans of a detection, the first of which gets its placeholder; none when it may stay. Names its secret. */
  #cutsOf({ detection, start, end, secret, quote, rest }: Placed): Cut[] {
    this.#book.name(detection.class, secret, detection);
    if (this.#stays(detection.class)) return [];
    const cut: Cut = { start, end, secret, class: detection.class, detection, ...(quote ? { quote } : {}) };
    const { quote: _none, ...plain } = cut;
    return [cut, ...rest.map((span): Cut => ({ ...plain, ...span, continued: true }))];
  }

  #known(text: string): Cut[] {
    return findKnown(this.#book, { text }).filter((cut) => !this.#stays(cut.class));
  }

  #redact(
    text: string,
    given: readonly Placed[] | undefined,
    options: DetectOptions,
    more: readonly Cut[] = [],
  ): Rendered {
    const cuts = new Cuts(text);
    const placed = given ?? this.#search(text, options).map((detection) => placedIn(text, detection));
    cuts.add(placed.flatMap((one) => this.#cutsOf(one)));
    cuts.add(this.#known(text));
    cuts.add(more);
    if (looksLikeEventStream(text, 0, text.length)) cuts.add(this.#streamCuts(dataOf(text)).get(0) ?? []);
    const render = (): Rendered => cuts.render((cut) => this.#book.name(cut.class, cut.secret).placeholder);
    let rendered = render();
    // Who names the detections wants these and no others.
    const rounds = given === undefined ? MOST_ROUNDS : 1;
    for (let round = 1; round < rounds && rendered.replaced.length > 0; round += 1) {
      if (!cuts.add(this.#again(rendered, options))) break;
      rendered = render();
    }
    return rendered;
  }

  /** What is found in a redacted text, where it lies in the original. */
  #again({ text, replaced }: Rendered, options: DetectOptions): Cut[] {
    const found = this.#search(text, options).flatMap((detection) => this.#cutsOf(placedIn(text, detection)));
    return [...found, ...this.#known(text)].map((cut) => ({
      ...cut,
      start: originalPlace(replaced, cut.start, 'start'),
      end: originalPlace(replaced, cut.end, 'end'),
    }));
  }

  /** Secrets that are sent in pieces, by the owner of each. */
  #streamCuts(stream: readonly StreamData[]): Map<number, Cut[]> {
    const byOwner = new Map<number, Cut[]>();
    for (const strand of strandsOf(stream)) {
      const found = this.#search(strand.text, { context: 'text' })
        .filter(({ confidence }) => confidence === 'certain')
        .flatMap((detection) => {
          const pieces = piecesOf(strand, detection.start, detection.end);
          return pieces.length > 0 ? this.#cutsOf(placedIn(strand.text, detection)) : [];
        });
      for (const cut of [...found, ...this.#known(strand.text)]) {
        for (const [index, { owner, start, end }] of piecesOf(strand, cut.start, cut.end).entries()) {
          const list = byOwner.get(owner) ?? [];
          list.push({ ...cut, start, end, ...(index > 0 ? { continued: true } : {}) });
          byOwner.set(owner, list);
        }
      }
    }
    return byOwner;
  }

  #replacement({ cut, placeholder }: Replaced, span: Placement, at: readonly [number, number]): Replacement {
    const { action, class: of } = this.#book.name(cut.class, cut.secret);
    const rule = cut.detection === undefined ? undefined : ruleOf(cut.detection);
    return {
      class: of,
      // A document is redacted as text: its detections are told where they stand in the document.
      ...(cut.detection === undefined ? {} : { detection: { ...cut.detection, ...span } }),
      ...(rule === undefined ? {} : { rule }),
      action,
      placeholder,
      at,
      ...span,
    };
  }
}

type Placement = Span & { readonly inName?: true };
type Rendered = ReturnType<Cuts['render']>;

/** The data of each event of a stream that is written down as text. */
function dataOf(text: string): StreamData[] {
  const whole = { text };
  return streamPieces(text, 0, text.length).map((event) => ({
    owner: 0,
    surface: joined(whole, event, '\n'),
  }));
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
