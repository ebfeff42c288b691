// How long the interface takes to be usable, and how much JavaScript that needs.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { closeBrowser } from './browser.ts';
import { startBuiltHost } from './built-host.ts';
import { median, type Measurement } from './measurement.ts';
import { openPage, type LoadedPage } from './page-load.ts';

const RUNS = 11;
const interfaceDir = path.join(import.meta.dirname, '../../dist/renderer');
const emptyDir = path.join(import.meta.dirname, '../output/empty-page');

/** A page with React, one button and nothing else, built as the interface is. */
async function buildEmptyPage(): Promise<void> {
  await build({
    configFile: false,
    root: path.join(import.meta.dirname, 'empty-page'),
    base: './',
    logLevel: 'warn',
    html: { cspNonce: '__CSP_NONCE__' },
    build: { outDir: emptyDir, emptyOutDir: true, target: 'chrome130', modulePreload: { polyfill: false } },
  });
}

async function load(url: string): Promise<LoadedPage> {
  const page = await openPage(url);
  await page.close();
  return page;
}

async function gzipKilobytes(scripts: readonly string[]): Promise<number> {
  const sizes = scripts.map(
    async (script) => gzipSync(await readFile(path.join(interfaceDir, script))).length,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024;
}

export async function measure(): Promise<readonly Measurement[]> {
  await buildEmptyPage();
  const [full, empty] = [await startBuiltHost(), await startBuiltHost(emptyDir)];
  const times: { full: number[]; empty: number[] } = { full: [], empty: [] };
  // Once before counting: the browser's own start belongs to neither.
  let { scripts } = await load(full.url);
  await load(empty.url);
  for (let run = 0; run < RUNS; run += 1) {
    const page = await load(full.url);
    scripts = page.scripts;
    times.full.push(page.interactive);
    times.empty.push((await load(empty.url)).interactive);
  }
  await closeBrowser();
  await Promise.all([full.stop(), empty.stop()]);
  const size = await gzipKilobytes(scripts);
  const [slow, fast] = [median(times.full), median(times.empty)];
  return [
    {
      name: 'page load to interactive',
      measured: `navigation to the second frame after a usable control, cold cache, median of ${RUNS}`,
      against: 'an empty React page of the same host, alternating',
      value: slow / fast,
      limit: 3,
      unit: '×',
      absolute: `${slow.toFixed(0)} ms / ${fast.toFixed(0)} ms`,
    },
    {
      name: 'initial JavaScript',
      measured: `gzip of the ${scripts.length} scripts loaded until interactive`,
      against: '-',
      value: size,
      limit: 260,
      unit: 'KB',
      absolute: `${size.toFixed(1)} KB`,
    },
  ];
}
