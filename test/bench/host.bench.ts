// How fast the browser host is there, and how much memory it takes.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median, type Measurement } from './measurement.ts';
import { openPage } from './page-load.ts';
import { closeBrowser } from './browser.ts';
import { startBuiltHost } from './built-host.ts';

const RUNS = 15;

async function bareNode(): Promise<number> {
  const started = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - started;
}

/** Milliseconds from the start of the process to the last byte of the page, and the memory it then holds. */
async function hostToFirstPage(): Promise<{ time: number; memory: number }> {
  const started = performance.now();
  const host = await startBuiltHost();
  await host.firstPage();
  const time = performance.now() - started;
  const memory = host.residentMegabytes();
  await host.stop();
  return { time, memory };
}

/** Memory once a page is open and has asked the engine its first questions. */
async function memoryWithPage(): Promise<number> {
  const host = await startBuiltHost();
  const page = await openPage(host.url);
  await page.settle();
  const memory = host.residentMegabytes();
  await page.close();
  await closeBrowser();
  await host.stop();
  return memory;
}

export async function measure(): Promise<readonly Measurement[]> {
  const bare: number[] = [];
  const hosts: { time: number; memory: number }[] = [];
  // The first pair fills the file cache and V8's compile cache.
  await bareNode();
  await hostToFirstPage();
  for (let run = 0; run < RUNS; run += 1) {
    bare.push(await bareNode());
    hosts.push(await hostToFirstPage());
  }
  const time = median(hosts.map((host) => host.time));
  const memory = median(hosts.map((host) => host.memory));
  const open = await memoryWithPage();
  return [
    {
      name: 'host start to first HTTP 200',
      measured: `process start to the page's last byte, median of ${RUNS}`,
      against: '`node -e 0`, start to exit, alternating',
      value: time / median(bare),
      limit: 8,
      unit: '×',
      absolute: `${time.toFixed(0)} ms / ${median(bare).toFixed(0)} ms`,
    },
    {
      name: 'host memory after the first page',
      measured: `resident set of the host process, median of ${RUNS}`,
      against: '-',
      value: memory,
      limit: 120,
      unit: 'MB',
      absolute: `${memory.toFixed(1)} MB`,
    },
    {
      name: 'host memory with a page open',
      measured: 'resident set once a page is interactive and the engine is loaded',
      against: '-',
      value: open,
      limit: 120,
      unit: 'MB',
      absolute: `${open.toFixed(1)} MB`,
    },
  ];
}
