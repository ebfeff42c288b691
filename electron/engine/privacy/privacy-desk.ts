// What is told of the content of answers: gathers it, has a thread look through it, and gives each secret its name.

import type { LensAnswer, MethodParsed } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { LeakReport } from '../../../shared/privacy/leaks/report.ts';
import type { LensView } from '../../../shared/privacy/audience/lens.ts';
import { isMcpStep } from '../../../shared/protocol/steps.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { TOKENIZER } from './count-tokens.ts';
import type { NamedWork } from '../thread/named-work.ts';
import { WorkThread } from '../thread/work-thread.ts';
import type { doPrivacyWork, PrivacyResult, PrivacyWork } from './privacy-work.ts';
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

type Result = Awaited<ReturnType<typeof doPrivacyWork>>;
/** Has the thread do something. */
type Run = (work: PrivacyWork) => Promise<Result>;

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
    this.#works.cancel(work);
  }

  close(): void {
    this.#thread.close();
  }

  #named<T>(name: string | undefined, todo: (run: Run) => Promise<T>): Promise<T> {
    return this.#works.run(name, (watch) => todo((work) => this.#thread.run(work, watch)));
  }
}
