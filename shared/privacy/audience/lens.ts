// The audience lens: one exchange as it was sent, as the person sees it, and as the model does, with every sensitive span
// cut out and named. Pure; what it returns holds the text between the spans and no secret.

import { pointerNames } from '../../protocol/json-pointer.ts';
import type { EventId, IdentityName, Pointer } from '../../trace/event.ts';
import type { EventOf } from '../../trace/session.ts';
import type { Called } from '../called.ts';
import { calledBy } from '../called.ts';
import { detectInJson } from '../detect/detect-json.ts';
import type { DetectOptions } from '../detect/detect-options.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import { messagesOf, placeIn } from '../messages.ts';
import type { PrivacyPolicy } from '../policy/privacy-policy.ts';
import { mayReach } from '../policy/privacy-policy.ts';
import type { Replacement } from '../redact/redact.ts';
import { Redactor } from '../redact/redact.ts';
import type { Block, BlockField, Listed } from './blocks.ts';
import { readBlocks } from './blocks.ts';
import type { HostBehaviour, Placed, Reader } from './host.ts';
import { columnOf, READERS } from './host.ts';
import type { Piece, Spot, SpotsAt } from './spots.ts';
import { piecesOf, placeSpots, shorten } from './spots.ts';
import { compareStructured } from './structured.ts';

/** A field as it is shown: pieces, and how many characters more there are. */
export interface LensField {
  readonly name: string;
  readonly kind: BlockField['kind'];
  readonly pieces: readonly Piece[];
  readonly left: number;
}

/** What a block costs in tokens: as sent, and redacted for each reader. */
export type BlockTokens = Readonly<Record<'sent' | Reader, number>>;

/** A block as it is shown. */
export interface LensBlock extends Omit<Block, 'fields' | 'path'> {
  readonly at: Pointer;
  readonly fields: readonly LensField[];
  /** Sensitive spans in it, those that are not shown included. */
  readonly spots: number;
  /** Absent where it depends on the model: pictures and sound. */
  readonly tokens?: BlockTokens;
}

/** One exchange through the lens. */
export interface LensView {
  readonly exchange: EventId;
  readonly identity: IdentityName;
  readonly called: Called;
  readonly blocks: readonly LensBlock[];
  /** The spans that the pieces refer to, by index. */
  readonly spots: readonly Spot[];
  readonly columns: Readonly<Record<HostBehaviour, Readonly<Record<Reader, readonly Placed[]>>>>;
  /** How the structured content and its texts differ; absent without structured content. */
  readonly structured?: {
    readonly onlyStructured: readonly Pointer[];
    readonly onlyText: readonly Pointer[];
    readonly hasFallback: boolean;
    readonly cut: boolean;
  };
  /** Spans by class, all of them. */
  readonly classes: Readonly<Partial<Record<SensitiveClass, number>>>;
  /** Why there is nothing to see; absent when there is. */
  readonly empty?: 'no-answer' | 'no-content' | 'cut' | 'not-text';
}

/** What the lens needs. */
export interface LensInput {
  readonly exchange: EventOf<'exchange'>;
  readonly bodyText: string | undefined;
  readonly listed: Listed;
  readonly policy: PrivacyPolicy;
  readonly detect?: DetectOptions;
  /** The mask of a secret. */
  readonly nameOf: (secret: string, of: SensitiveClass) => string;
  /** Counts the tokens of a text, about. */
  readonly countTokens: (text: string) => number;
  /** Characters of a field that are shown. */
  readonly limit?: number;
  readonly onProgress?: (done: number) => void;
}

/** A page with more text than this in one column is no longer read, and slow to scroll. */
const SHOWN = 40_000;
/** Places that a comparison names at most. */
const NAMED = 50;

/** The text a span stands in: the string at its path, or the number as it is written, or a member's name. */
function secretOf(values: ReadonlyMap<string, string>, { path, start, end, inName }: Replacement): string {
  const whole = inName === true ? (pointerNames(path).at(-1) ?? '') : (values.get(path) ?? '');
  return whole.slice(start, end);
}

/** Every text and number of a document by its pointer; only those that a span names are asked for. */
function textsAt(root: unknown, paths: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    let value = root;
    for (const name of pointerNames(path))
      value =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
    if (typeof value === 'string' || typeof value === 'number') found.set(path, String(value));
  }
  return found;
}

/** Looks at one message; its spots get indexes from `first` on. */
class MessageLens {
  readonly spots: readonly Spot[];
  readonly #at: SpotsAt;
  readonly #secrets: readonly string[];

  constructor(message: unknown, input: LensInput, redactor: Redactor) {
    const { policy } = input;
    const { replacements } = redactor.redactJson(message, detectInJson(message, input.detect));
    const texts = textsAt(message, new Set(replacements.map(({ path }) => path)));
    this.#at = placeSpots(replacements);
    this.#secrets = replacements.map((replacement) => secretOf(texts, replacement));
    this.spots = replacements.map((replacement, index) => {
      const { class: of, path, action, placeholder, detection, rule } = replacement;
      return {
        class: of,
        path,
        mask: input.nameOf(this.#secrets[index] ?? '', of),
        action,
        placeholder,
        may: READERS.filter((reader) => mayReach(policy, of, reader)),
        ...(detection
          ? { found: { detector: detection.detector, confidence: detection.confidence, why: detection.why } }
          : {}),
        ...(rule === undefined ? {} : { rule }),
      };
    });
  }

  /** A field in pieces, for the screen. */
  pieces(field: BlockField): readonly Piece[] {
    return piecesOf(field, this.#at);
  }

  /** A field as a reader gets it after redaction, or as it was sent. */
  text(field: BlockField, reader: Reader | undefined): string {
    return piecesOf(field, this.#at, 0)
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        const spot = this.spots[piece];
        const kept = reader === undefined || spot?.may.includes(reader) === true;
        return kept ? (this.#secrets[piece] ?? '') : (spot?.placeholder ?? '');
      })
      .join('');
  }
}

function tokensOf(block: Block, lens: MessageLens, count: (text: string) => number): BlockTokens | undefined {
  if (block.bytes && block.fields.every(({ name }) => name !== 'text')) return undefined;
  const known = new Map<string, number>();
  const of = (reader: Reader | undefined): number => {
    const text = block.fields.map((field) => lens.text(field, reader)).join('\n');
    const tokens = known.get(text) ?? count(text);
    known.set(text, tokens);
    return tokens;
  };
  return { sent: of(undefined), person: of('person'), model: of('model') };
}

/** Why an exchange shows nothing. */
function emptiness({ exchange, bodyText }: LensInput, messages: number): LensView['empty'] {
  const { response } = exchange;
  if (!response) return 'no-answer';
  if (messages > 0) return 'no-content';
  if (response.body?.cut === true) return 'cut';
  return response.body && response.body.length > 0 && bodyText === undefined ? 'not-text' : 'no-content';
}

/** Looks at one exchange. */
export function lookAt(input: LensInput): LensView {
  const { exchange, bodyText, listed, policy, countTokens, limit = SHOWN, onProgress } = input;
  const redactor = new Redactor({ policy });
  const read: Block[] = [];
  const blocks: LensBlock[] = [];
  const spots: Spot[] = [];
  const classes: Partial<Record<SensitiveClass, number>> = {};
  const messages = messagesOf(exchange, bodyText);
  for (const [index, sent] of messages.entries()) {
    onProgress?.(index / messages.length);
    const found = readBlocks(sent.message, listed);
    if (found.length === 0) continue;
    const lens = new MessageLens(sent.message, input, redactor);
    for (const block of found) {
      const { fields, path, annotations, ...rest } = block;
      let inside = 0;
      const shown = fields.map((field): LensField => {
        const all = lens.pieces(field);
        for (const piece of all) {
          const spot = typeof piece === 'number' ? lens.spots[piece] : undefined;
          if (!spot) continue;
          inside += 1;
          classes[spot.class] = (classes[spot.class] ?? 0) + 1;
        }
        const { pieces, left } = shorten(all, limit);
        // Only the spots on show are part of the view: an answer may have a hundred thousand.
        const own = pieces.map((piece) => {
          const spot = typeof piece === 'number' ? lens.spots[piece] : undefined;
          return spot ? spots.push(spot) - 1 : piece;
        });
        return { name: field.name, kind: field.kind, pieces: own, left };
      });
      const tokens = tokensOf(block, lens, countTokens);
      read.push(block);
      blocks.push({
        ...rest,
        at: placeIn(sent, path),
        annotations: {
          ...annotations,
          notes: annotations.notes.map((note) =>
            note.kind === 'unmarked' ? note : { ...note, path: `${sent.path}${note.path}` },
          ),
        },
        fields: shown,
        spots: inside,
        ...(tokens ? { tokens } : {}),
      });
    }
  }
  const answer = messages.find(({ message }) => 'result' in message);
  const compared = compareStructured(read);
  const columns = (behaviour: HostBehaviour): LensView['columns'][HostBehaviour] => ({
    person: columnOf(read, 'person', behaviour),
    model: columnOf(read, 'model', behaviour),
  });
  return {
    exchange: exchange.id,
    identity: exchange.identity,
    called: calledBy(exchange),
    blocks,
    spots,
    columns: { honours: columns('honours'), ignores: columns('ignores'), strict: columns('strict') },
    classes,
    ...(compared && answer
      ? {
          structured: {
            onlyStructured: compared.onlyStructured.slice(0, NAMED).map(({ path }) => placeIn(answer, path)),
            onlyText: compared.onlyText.slice(0, NAMED).map(({ path }) => placeIn(answer, path)),
            hasFallback: compared.fallback !== undefined,
            cut: compared.cut || compared.onlyStructured.length > NAMED || compared.onlyText.length > NAMED,
          },
        }
      : {}),
    ...(blocks.length === 0 ? { empty: emptiness(input, messages.length) ?? 'no-content' } : {}),
  };
}
