// The built host in a process of its own, as the benchmarks need it: watched from its very start.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const program = path.join(import.meta.dirname, '../../dist/node/host.js');

export interface BuiltHost {
  readonly url: string;
  /** Loads the page as a browser does: the token for a cookie, then the page. Throws unless that ends in 200. */
  firstPage(): Promise<void>;
  residentMegabytes(): number;
  stop(): Promise<void>;
}

/** Starts the host; `rendererDir` names another interface to serve. */
export async function startBuiltHost(rendererDir?: string): Promise<BuiltHost> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'keyhole-bench-'));
  const child = spawn(
    process.execPath,
    [program, '--json', ...(rendererDir === undefined ? [] : ['--renderer', rendererDir])],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, KEYHOLE_DATA_DIR: dataDir } },
  );
  const gone = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { url } = JSON.parse(String(line)) as { url: string };
  const pid = child.pid ?? 0;
  return {
    url,
    async firstPage() {
      const agent = new Agent({ keepAlive: true });
      const exchange = await get(url, agent);
      const cookie = exchange.cookie?.split(';')[0] ?? '';
      const page = await get(new URL('/', url).href, agent, { cookie });
      agent.destroy();
      if (page.status !== 200) throw new Error(`the page was answered with ${page.status}`);
    },
    residentMegabytes: () => residentKilobytes(pid) / 1024,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function get(
  url: string,
  agent: Agent,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; cookie: string | undefined }> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () =>
        resolve({ status: response.statusCode, cookie: response.headers['set-cookie']?.[0] }),
      );
    })
      .once('error', reject)
      .end();
  });
}

function residentKilobytes(pid: number): number {
  if (process.platform === 'linux') {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1]);
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}
