// What is told of the content of answers: gathers it, has a thread look through it, and gives each secret its name.

import type { LensAnswer, MethodParsed, Notice } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { LeakReport } from '../../../shared/privacy/leaks/report.ts';
import type { RunWork } from '../../../shared/privacy/work/content.ts';
import { reportContent, viewContent } from '../../../shared/privacy/work/content.ts';
import { PrivacyThread } from './privacy-thread.ts';
import type { Recorded } from './recorded.ts';

/** What the desk needs of an open session. */
export interface ContentHolder {
  recorded(): Recorded;
  /** JSON as it may be shown. */
  mask(value: unknown): unknown;
}

/** Looks through recorded answers. */
export class PrivacyDesk {
  readonly #thread = new PrivacyThread();
  readonly #running = new Map<string, AbortController>();
  readonly #tell: (notice: Notice) => void;

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell;
  }

  /** One exchange through the lens. */
  view(input: MethodParsed<'privacy.view'>, opened: Promise<ContentHolder>): Promise<LensAnswer> {
    return this.#named(input.work, async (run) => {
      const holder = await opened;
      const answer = await viewContent(input, holder.recorded(), run);
      return { ...answer, view: holder.mask(answer.view) as LensAnswer['view'] };
    });
  }

  /** Who gets what, from everything that was recorded. */
  report(input: MethodParsed<'privacy.report'>, opened: Promise<ContentHolder>): Promise<LeakReport> {
    return this.#named(input.work, async (run) => {
      const holder = await opened;
      return holder.mask(await reportContent(input, holder.recorded(), run)) as LeakReport;
    });
  }

  /** Ends a piece of work; its caller gets an error that says so. */
  cancel(work: string): void {
    this.#running.get(work)?.abort(new KeyholeError('not-now', 'It was cancelled.'));
  }

  close(): void {
    this.#thread.close();
  }

  /** Does something that can be given up by its name, from now on. */
  async #named<T>(name: string | undefined, todo: (run: RunWork) => Promise<T>): Promise<T> {
    const control = new AbortController();
    if (name !== undefined) {
      // Asked again with another policy before the last answer came: only the new one is wanted.
      this.cancel(name);
      this.#running.set(name, control);
    }
    const onProgress = (done: number): void => {
      if (name !== undefined) this.#tell({ topic: 'privacy', work: name, done });
    };
    try {
      return await todo((work) => this.#thread.run(work, onProgress, control.signal));
    } finally {
      if (name !== undefined && this.#running.get(name) === control) this.#running.delete(name);
    }
  }
}
