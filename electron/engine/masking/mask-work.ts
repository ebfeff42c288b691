// Masking in a thread of its own. The thread holds a copy of each trace's masker, which knows what the engine's knows:
// the engine tells it of every secret that was named since. What the copy names, the engine names after it, and tells
// where its own name is another; only then does the text leave the thread.

import { jsonText } from '../../../shared/privacy/detect/write-json.ts';
import type { Naming } from '../../../shared/privacy/mask.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import { MASK } from '../../../shared/privacy/marks.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { BodyKind, ShownBody } from '../masked-bodies.ts';
import { shown } from '../masked-bodies.ts';

/** What is to be masked. An event comes and goes as JSON: that is faster to hand over than what it says. */
export type MaskTask =
  | { readonly kind: 'body'; readonly bytes: Uint8Array; readonly of: BodyKind }
  | { readonly kind: 'event'; readonly text: string };

/** What was masked: of an event its JSON. */
export type Masked = ShownBody;

/** One request to the thread; `copy` names the masker's copy. */
export type MaskWork =
  /** Names what the engine has named since the `known`th; 0 begins a new copy. */
  | {
      readonly kind: 'learn';
      readonly copy: string;
      readonly known: number;
      readonly namings: readonly Naming[];
    }
  /** Masks something, and keeps it. */
  | { readonly kind: 'mask'; readonly copy: string; readonly known: number; readonly task: MaskTask }
  /** What was named meanwhile. */
  | { readonly kind: 'named'; readonly copy: string; readonly from: number; readonly to: number }
  /** Hands out what was masked, with other names where the engine has others. */
  | {
      readonly kind: 'take';
      readonly copy: string;
      readonly names: ReadonlyMap<string, string>;
      readonly keep: boolean;
    };

/** What comes of it. */
export type MaskAnswer =
  | { readonly kind: 'done' }
  /** The copy is not what the engine takes it for: it was let go, or the thread is a new one. */
  | { readonly kind: 'lost' }
  /** How many secrets the copy has named by now. */
  | { readonly kind: 'masked'; readonly named: number }
  | { readonly kind: 'names'; readonly names: readonly (Naming & { readonly mask: string })[] }
  | { readonly kind: 'taken'; readonly masked: Masked };

interface Copy {
  readonly masker: Masker;
  masked: Masked | undefined;
}

/** Traces whose secrets are held twice: more than anybody looks at in turn. */
const MOST_COPIES = 4;

/** The copies of one thread. */
export class MaskCopies {
  readonly #copies = new Map<string, Copy>();
  #onProgress: (done: number) => void = () => {};

  /** Does what it is asked. */
  do(work: MaskWork, onProgress: (done: number) => void): MaskAnswer {
    this.#onProgress = onProgress;
    const copy = this.#copyOf(work);
    if (copy === undefined) return { kind: 'lost' };
    const { masker } = copy;
    switch (work.kind) {
      case 'learn':
        for (const naming of work.namings) masker.repeat(naming);
        return { kind: 'done' };
      case 'mask':
        copy.masked = maskedBy(masker, work.task);
        return { kind: 'masked', named: masker.namings.length };
      case 'named': {
        const names = masker.namings.slice(work.from, work.to);
        return { kind: 'names', names: names.map((naming) => ({ ...naming, mask: masker.repeat(naming) })) };
      }
      case 'take': {
        const { masked } = copy;
        copy.masked = undefined;
        if (!work.keep) this.#copies.delete(work.copy);
        return masked === undefined
          ? { kind: 'lost' }
          : { kind: 'taken', masked: renamed(masked, work.names) };
      }
      default:
        return work satisfies never;
    }
  }

  #copyOf(work: MaskWork): Copy | undefined {
    const known = this.#copies.get(work.copy);
    const begins = (work.kind === 'learn' || work.kind === 'mask') && work.known === 0;
    const copy: Copy | undefined = begins
      ? { masker: new Masker((done) => this.#onProgress(done)), masked: undefined }
      : known;
    if (copy === undefined) return undefined;
    if ((work.kind === 'learn' || work.kind === 'mask') && copy.masker.namings.length !== work.known)
      return undefined;
    // The one that was used longest ago goes first.
    this.#copies.delete(work.copy);
    this.#copies.set(work.copy, copy);
    const [oldest] = this.#copies.keys();
    if (this.#copies.size > MOST_COPIES && oldest !== undefined) this.#copies.delete(oldest);
    return copy;
  }
}

function maskedBy(masker: Masker, task: MaskTask): Masked {
  if (task.kind === 'body') return shown(task.bytes, task.of, masker);
  return { text: jsonText(masker.maskEvent(JSON.parse(task.text) as TraceEvent)) };
}

function renamed(masked: Masked, names: ReadonlyMap<string, string>): Masked {
  if (names.size === 0 || !('text' in masked)) return masked;
  return { text: masked.text.replaceAll(MASK, (mask) => names.get(mask) ?? mask) };
}
