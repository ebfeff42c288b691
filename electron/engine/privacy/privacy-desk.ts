// What is told of the content of answers: gathers it, has a thread look through it, and gives each secret its name.

import type { LensAnswer, MethodParsed, Notice } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { LeakReport } from '../../../shared/privacy/leaks/report.ts';
import type { LensView } from '../../../shared/privacy/audience/lens.ts';
import { isMcpStep } from '../../../shared/protocol/steps.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { TOKENIZER } from './count-tokens.ts';
import type { PrivacyResult, PrivacyWork } from './privacy-work.ts';
import { PrivacyThread } from './privacy-thread.ts';
import type { Recorded } from './recorded.ts';

/** What the desk needs of an open session. */
export interface ContentHolder {
  recorded(): Recorded;
  /** JSON as it may be shown. */
  mask(value: unknown): unknown;
}

/** Bodies of the exchanges with an MCP server; nothing else is looked through. */
function bodiesOf({ body }: Recorded, events: readonly TraceEvent[]): Map<string, Uint8Array> {
  const bodies = new Map<string, Uint8Array>();
  for (const event of events) {
    if (event.kind !== 'exchange' || !isMcpStep(event.step)) continue;
    const hash = event.response?.body?.hash;
    const bytes = hash === undefined ? undefined : body(hash);
    if (hash !== undefined && bytes) bodies.set(hash, bytes);
  }
  return bodies;
}

/** Puts the mask of each secret in the place of its number. */
function named<T extends { readonly mask: string }>(
  spots: readonly T[],
  { secrets }: PrivacyResult<unknown>,
  { nameOf }: Recorded,
): T[] {
  return spots.map((spot) => {
    const unnamed = secrets[Number(spot.mask.slice(1))];
    return unnamed === undefined ? { ...spot, mask: '' } : { ...spot, mask: nameOf(...unnamed) };
  });
}

/** Has the thread do something. */
type Run = (work: PrivacyWork) => ReturnType<PrivacyThread['run']>;

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
    return this.#named(input.work, async (run) => this.#view(input, await opened, run));
  }

  async #view(input: MethodParsed<'privacy.view'>, holder: ContentHolder, run: Run): Promise<LensAnswer> {
    const recorded = holder.recorded();
    const exchange = recorded.events[input.exchange - 1];
    if (exchange?.kind !== 'exchange' || !isMcpStep(exchange.step)) {
      throw new KeyholeError('not-found', 'There is no exchange with the MCP server of that number.');
    }
    const result = await run({
      kind: 'view',
      exchange,
      events: recorded.events.filter((event) => event.kind === 'value' && event.name === 'resources'),
      bodies: bodiesOf(recorded, [exchange]),
      section: input.policy,
      masked: recorded.masked,
    });
    const view = result.value as LensView;
    const spots = named(view.spots, result, recorded);
    return {
      view: holder.mask({ ...view, spots }) as LensView,
      tokenizer: TOKENIZER,
      ruleFaults: result.ruleFaults,
    };
  }

  /** Who gets what, from everything that was recorded. */
  report(input: MethodParsed<'privacy.report'>, opened: Promise<ContentHolder>): Promise<LeakReport> {
    return this.#named(input.work, async (run) => this.#report(input, await opened, run));
  }

  async #report(input: MethodParsed<'privacy.report'>, holder: ContentHolder, run: Run): Promise<LeakReport> {
    const recorded = holder.recorded();
    const { events } = recorded;
    const result = await run({
      kind: 'report',
      events,
      bodies: bodiesOf(recorded, events),
      section: input.policy,
      masked: recorded.masked,
    });
    const report = result.value as LeakReport;
    const cells = report.cells.map((cell) => ({ ...cell, spots: named(cell.spots, result, recorded) }));
    return holder.mask({ ...report, cells }) as LeakReport;
  }

  /** Ends a piece of work; its caller gets an error that says so. */
  cancel(work: string): void {
    this.#running.get(work)?.abort(new KeyholeError('not-now', 'It was cancelled.'));
  }

  close(): void {
    this.#thread.close();
  }

  /** Does something that can be given up by its name, from now on. */
  async #named<T>(name: string | undefined, todo: (run: Run) => Promise<T>): Promise<T> {
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
