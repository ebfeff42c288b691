// Has a thread mask what is large, and gives its secrets their names here: they are the same whoever masks.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Masker } from '../../../shared/privacy/mask.ts';
import type { WorkWatch } from '../thread/work-thread.ts';
import { WorkThread } from '../thread/work-thread.ts';
import type { Masked, MaskAnswer, MaskTask, MaskWork } from './mask-work.ts';

/** Beside this file: its source while that is what runs, else its bundle. */
const entry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './mask-worker.ts' : './mask-worker.js', import.meta.url);

/** Secrets that are named in one turn of the loop: some milliseconds. */
const PIECE = 1000;
/** What part of the time goes by until everything is found, about; the rest is naming it. */
const LOOKING = 0.6;
/** A thread that is ended for other work, which was given up, loses what it knew: so often it is told again. */
const ATTEMPTS = 5;

/** What the thread knows of a masker. */
interface Copy {
  readonly name: string;
  /** Secrets that it has named as the masker has; 0 when it must begin anew. */
  known: number;
  /** Ends with the work before: what one names, the next must know. */
  line: Promise<void>;
}

/** The thread was ended in between. */
class Lost extends Error {}

/** Masks in a thread. */
export class MaskingDesk {
  readonly #thread = new WorkThread<MaskWork, MaskAnswer>(entry());
  readonly #copies = new WeakMap<Masker, Copy>();
  #made = 0;

  /** Masks something as `masker` would, which then knows every secret in it. Rejects with the signal's reason. */
  async mask(masker: Masker, task: MaskTask, watch: WorkWatch): Promise<Masked> {
    const copy = this.#copies.get(masker) ?? {
      name: `${(this.#made += 1)}`,
      known: 0,
      line: Promise.resolve(),
    };
    this.#copies.set(masker, copy);
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = copy.line;
    copy.line = promise;
    try {
      await before;
      return await this.#inTurn(masker, copy, task, watch);
    } finally {
      resolve();
    }
  }

  close(): void {
    this.#thread.close();
  }

  async #inTurn(masker: Masker, copy: Copy, task: MaskTask, watch: WorkWatch): Promise<Masked> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(masker, copy, task, watch);
      } catch (error) {
        // Whatever went wrong, nobody can say how far the copy came.
        copy.known = 0;
        if (!(error instanceof Lost) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #once(
    masker: Masker,
    copy: Copy,
    task: MaskTask,
    { onProgress, signal }: WorkWatch,
  ): Promise<Masked> {
    const ask = async <K extends MaskAnswer['kind']>(
      kind: K,
      work: MaskWork,
      told: (done: number) => void = () => {},
    ): Promise<Extract<MaskAnswer, { kind: K }>> => {
      const answer = await this.#thread.run(work, { onProgress: told, signal });
      if (answer.kind !== kind) throw new Lost(`asked the thread for "${kind}"`);
      return answer as Extract<MaskAnswer, { kind: K }>;
    };
    const { name } = copy;
    while (copy.known < masker.namings.length) {
      const namings = masker.namings.slice(copy.known, copy.known + PIECE);
      await ask('done', { kind: 'learn', copy: name, known: copy.known, namings });
      copy.known += namings.length;
    }
    const { known } = copy;
    const { named } = await ask('masked', { kind: 'mask', copy: name, known, task }, (done) =>
      onProgress(done * LOOKING),
    );
    const names = new Map<string, string>();
    for (let from = known; from < named; from += PIECE) {
      const to = Math.min(named, from + PIECE);
      const piece = await ask('names', { kind: 'named', copy: name, from, to });
      for (const { mask, ...naming } of piece.names) {
        const own = masker.repeat(naming);
        if (own !== mask) names.set(mask, own);
      }
      onProgress(LOOKING + ((1 - LOOKING) * (to - known)) / (named - known));
      await nextTurn();
    }
    // Something else was named here in the meantime: the copy has another order, so it is not told any further.
    const keep = names.size === 0 && masker.namings.length === named;
    const { masked } = await ask('taken', { kind: 'take', copy: name, names, keep });
    copy.known = keep ? named : 0;
    return masked;
  }
}
