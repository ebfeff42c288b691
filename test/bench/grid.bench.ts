// Whether a large matrix scrolls at the rate of the screen: a saved run of 200 tools by 10 callers in the built app,
// scrolled by wheel events, against a plain table in the same browser.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { closeBrowser, sharedBrowser } from './browser.ts';
import { startBuiltHost } from './built-host.ts';
import { startLargeMatrix } from './large-matrix.ts';
import { median, type Measurement } from './measurement.ts';
import { FRAME, frameRate, late, ScrolledPage, type Frames, type Turn } from './scrolled-frames.ts';

const RUNS = 7;
/** Runs that are traced as well, apart from those whose frames are counted. */
const TRACED = 3;
const TOOLS = 200;
const CALLERS = 10;
/** The window of the screens; in it, the columns do not all fit. */
const VIEWPORT = { width: 1440, height: 900 };

const DOWN: Turn = { axis: 'y', distance: 4500, times: 1 };
const ACROSS: Turn = { axis: 'x', distance: 350, times: 8 };

/** Everything as everybody, as a file. */
async function savedRun(): Promise<string> {
  const large = await startLargeMatrix({ tools: TOOLS, customers: CALLERS, concurrency: 8 });
  const { engine, session, policy } = large;
  const { matrix } = await engine.call('matrix.open', { session, policy });
  await engine.call('matrix.discover', { matrix });
  await engine.call('matrix.run', { matrix });
  const { text } = await engine.call('trace.export', { session: matrix });
  await large.stop();
  return text;
}

async function newPage(): Promise<Page> {
  return (await (await sharedBrowser()).newContext({ viewport: VIEWPORT })).newPage();
}

/** Opens the run in the app, in the room of the matrix. */
async function openMatrix(url: string, run: string): Promise<Page> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyhole-grid-'));
  try {
    const file = path.join(folder, 'run.keyhole');
    await writeFile(file, run);
    const page = await newPage();
    await page.goto(url);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a saved trace' }).click();
    await (await chooser).setFiles(file);
    await page.getByText(/^[\d,]+ events$/).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Roles' }).click();
    await page.getByRole('tab', { name: 'Matrix' }).click();
    await page.getByRole('grid').waitFor();
    return page;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same in plain HTML: as many rows and columns, as large, nothing computed and nothing that stays in sight. */
async function openTable(like: Page): Promise<Page> {
  const grid = like.getByRole('grid');
  const size = async (name: string): Promise<number> => Number(await grid.getAttribute(name));
  const [rows, columns] = [await size('aria-rowcount'), await size('aria-colcount')];
  if (rows < TOOLS || columns !== CALLERS + 1) throw new Error(`the grid has ${rows} by ${columns} cells`);
  const box = await grid.boundingBox();
  const width = await grid.evaluate((element) => element.scrollWidth);
  const cells = (row: number): string =>
    Array.from(
      { length: columns },
      (_, column) => `<td>${column === 0 ? `get_figure_${row}` : 'allowed'}`,
    ).join('');
  const page = await newPage();
  await page.setContent(`<!doctype html><style>
body { margin: 0; font: 13px sans-serif }
div { position: absolute; left: ${box?.x}px; top: ${box?.y}px; width: ${box?.width}px; height: ${box?.height}px; overflow: auto }
table { width: ${width}px; border-collapse: collapse; table-layout: fixed }
td { height: 29px; padding: 0 8px; border-bottom: 1px solid #ddd }
</style><div role="grid"><table>${Array.from({ length: rows }, (_, row) => `<tr>${cells(row)}`).join('')}</table></div>`);
  return page;
}

function rateRow(way: string, turn: Turn, own: readonly Frames[], other: readonly Frames[]): Measurement {
  const [rate, plain] = [median(own.map(frameRate)), median(other.map(frameRate))];
  // Each with its neighbour: what else the machine does meets both.
  const ratios = own.flatMap((frames, run) => {
    const neighbour = other[run];
    return neighbour ? [frameRate(neighbour) / frameRate(frames)] : [];
  });
  const count = (all: readonly Frames[]): string => {
    const frames = all.reduce((sum, { intervals }) => sum + intervals.length, 0);
    return `${all.reduce((sum, one) => sum + late(one), 0)} of ${frames} late`;
  };
  return {
    name: `frames lost scrolling the matrix ${way}`,
    measured: `frames a second of a plain table of the same size, by those of the grid of ${TOOLS} tools and more by ${CALLERS} callers; ${turn.distance * turn.times} pixels by wheel events, median of ${RUNS} pairs`,
    against: 'the table in the same browser, alternating',
    value: median(ratios),
    limit: 1.05,
    unit: '×',
    absolute: `${rate.toFixed(1)} fps (${count(own)}) / ${plain.toFixed(1)} fps (${count(other)})`,
  };
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}

function workRow(work: readonly number[], plain: readonly number[]): Measurement {
  const of = (frames: readonly number[]): string =>
    `${median(frames).toFixed(1)} ms in the middle, ${percentile(frames, 0.95).toFixed(1)} ms in 95 %, ${Math.max(...frames).toFixed(1)} ms at most`;
  return {
    name: 'work in a frame of it',
    measured: `processor time of the page's main thread (script, style, layout, painting) from frame to frame while it is scrolled down, 95th percentile of ${work.length} frames, by a frame's ${FRAME.toFixed(1)} ms; the trace that tells it included`,
    against: '-',
    value: percentile(work, 0.95) / FRAME,
    limit: 0.75,
    unit: '×',
    absolute: `${of(work)}; plain table ${percentile(plain, 0.95).toFixed(1)} ms`,
  };
}

export async function measure(): Promise<readonly Measurement[]> {
  const host = await startBuiltHost();
  const own = await openMatrix(host.url, await savedRun());
  const matrix = new ScrolledPage(own);
  const table = new ScrolledPage(await openTable(own));
  const seen = {
    matrix: { down: [] as Frames[], across: [] as Frames[] },
    table: { down: [] as Frames[], across: [] as Frames[] },
  };
  const work = { matrix: [] as number[], table: [] as number[] };
  for (let run = 0; run < RUNS + 1; run += 1) {
    const pair = [
      ['matrix', matrix],
      ['table', table],
    ] as const;
    // Alternating, and whoever goes first goes second the next time.
    for (const [name, page] of run % 2 === 0 ? pair : pair.toReversed()) {
      const [down, across] = [await page.scroll(DOWN), await page.scroll(ACROSS)];
      // Once before counting: fonts and code are loaded.
      if (run === 0) continue;
      seen[name].down.push(down);
      seen[name].across.push(across);
      if (run <= TRACED) work[name].push(...(await page.work(DOWN)));
    }
  }
  await closeBrowser();
  await host.stop();
  return [
    rateRow('down', DOWN, seen.matrix.down, seen.table.down),
    rateRow('across', ACROSS, seen.matrix.across, seen.table.across),
    workRow(work.matrix, work.table),
  ];
}
