// Frames while the wheel turns: how many a page draws, and how long its main thread works for each.

import type { CDPSession, Page } from 'playwright-core';

/** One way to turn the wheel. */
export interface Turn {
  readonly axis: 'x' | 'y';
  /** Pixels there, and back again where it is repeated. */
  readonly distance: number;
  readonly times: number;
}

/** Pixels a second: a wheel turned fast, a row and more in each frame. */
const SPEED = 1500;
/** Milliseconds of a frame at 60 a second. */
export const FRAME = 1000 / 60;

/** What was seen of one scroll. */
export interface Frames {
  /** Milliseconds from each frame to the next. */
  readonly intervals: readonly number[];
}

/** Frames a second. */
export function frameRate({ intervals }: Frames): number {
  return (1000 * intervals.length) / intervals.reduce((sum, one) => sum + one, 0);
}

/** Frames that did not come in time for their turn. */
export function late({ intervals }: Frames): number {
  return intervals.filter((interval) => interval > 1.5 * FRAME).length;
}

// In the page: `keyholeFrames` grows by the time of each frame while `keyholeWatches`.
const WATCH = `
  globalThis.keyholeFrames = [];
  globalThis.keyholeWatches = true;
  requestAnimationFrame(function seen(at) {
    keyholeFrames.push(at);
    if (keyholeWatches) requestAnimationFrame(seen);
  });
  performance.mark('keyhole-scroll');
`;

/** A page whose `role="grid"` is scrolled by wheel events of the browser. */
export class ScrolledPage {
  readonly page: Page;
  #session: CDPSession | undefined;

  constructor(page: Page) {
    this.page = page;
  }

  /** Scrolls from the beginning, and says what frames there were. */
  async scroll({ axis, distance, times }: Turn): Promise<Frames> {
    const { page } = this;
    const grid = page.getByRole('grid');
    await page.bringToFront();
    await grid.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(300);
    const box = await grid.boundingBox();
    if (!box) throw new Error('the page has no grid');
    this.#session ??= await page.context().newCDPSession(page);
    await page.evaluate(WATCH);
    for (let turn = 0; turn < times; turn += 1) {
      await this.#session.send('Input.synthesizeScrollGesture', {
        x: box.x + box.width / 2,
        y: box.y + box.height / 2,
        [axis === 'x' ? 'xDistance' : 'yDistance']: turn % 2 === 0 ? -distance : distance,
        speed: SPEED,
        gestureSourceType: 'mouse',
      });
    }
    const seen: unknown = await page.evaluate('keyholeWatches = false, keyholeFrames');
    const at = await grid.evaluate((element) => Math.max(element.scrollTop, element.scrollLeft));
    if (!Array.isArray(seen) || (times % 2 === 1 && at < distance * 0.9))
      throw new Error(`the wheel moved the grid by ${at} of ${distance} pixels`);
    const frames = seen.map(Number);
    return { intervals: frames.slice(1).map((frame, index) => frame - (frames[index] ?? frame)) };
  }

  /** Scrolls, and says how many milliseconds the main thread computed in each frame, as the browser's own trace has it. */
  async work(turn: Turn): Promise<readonly number[]> {
    const browser = this.page.context().browser();
    if (!browser) throw new Error('the page has no browser');
    await browser.startTracing(this.page, {
      // As little as tells it: each event costs the page time of its own.
      categories: ['-*', 'toplevel', 'blink.user_timing', 'disabled-by-default-devtools.timeline.frame'],
    });
    await this.scroll(turn);
    return readWork(await browser.stopTracing());
  }
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; `tdur` counts only while the thread had a processor, whatever else the machine does. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

function readWork(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const mark = traceEvents.find(({ name }) => name === 'keyhole-scroll');
  if (!mark) throw new Error('the trace does not show where the scroll begins');
  const own = traceEvents
    .filter(({ pid, tid, ts }) => pid === mark.pid && tid === mark.tid && ts > mark.ts)
    .toSorted((a, b) => a.ts - b.ts);
  const frames: number[] = [];
  let task = { ends: 0, took: 0 };
  for (const { name, ph, ts, dur = 0, tdur = 0 } of own) {
    if (name === 'ThreadControllerImpl::RunTask' && ph === 'X') {
      // Each task whole: script, style, layout, painting and handing over.
      task = { ends: ts + dur, took: tdur / 1000 };
      if (frames.length > 0) frames[frames.length - 1] = (frames.at(-1) ?? 0) + task.took;
    } else if (name === 'BeginMainThreadFrame') {
      // The frame begins inside its task.
      const within = ts < task.ends ? task.took : 0;
      if (frames.length > 0) frames[frames.length - 1] = (frames.at(-1) ?? 0) - within;
      frames.push(within);
    }
  }
  if (frames.length === 0) throw new Error('the trace shows no frame');
  return frames;
}
