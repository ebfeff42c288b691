// What is told of the content of answers: gathers it, has a thread look through it, and gives each secret its name.

import type { LensAnswer, MethodParsed } from '../../../shared/contract.ts';
import type { LeakReport } from '../../../shared/privacy/leaks/report.ts';
import type { RunWork } from '../../../shared/privacy/work/content.ts';
import { reportContent, viewContent } from '../../../shared/privacy/work/content.ts';
import type { doPrivacyWork, PrivacyWork } from '../../../shared/privacy/work/privacy-work.ts';
import type { NamedWork } from '../thread/named-work.ts';
import { WorkThread } from '../thread/work-thread.ts';
import type { Recorded } from './recorded.ts';

/** What the desk needs of an open session. */
export interface ContentHolder {
  recorded(): Recorded;
  /** JSON as it may be shown. */
  mask(value: unknown): unknown;
}

type Result = Awaited<ReturnType<typeof doPrivacyWork>>;

/** Beside this file: its source while that is what runs, else its bundle. */
const entry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './privacy-worker.ts' : './privacy-worker.js', import.meta.url);

/** Looks through recorded answers. */
export class PrivacyDesk {
  readonly #thread = new WorkThread<PrivacyWork, Result>(entry());
  readonly #works: NamedWork;

  constructor(works: NamedWork) {
    this.#works = works;
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
    this.#works.cancel(work);
  }

  close(): void {
    this.#thread.close();
  }

  #named<T>(name: string | undefined, todo: (run: RunWork) => Promise<T>): Promise<T> {
    return this.#works.run(name, (watch) => todo((work) => this.#thread.run(work, watch)));
  }
}
