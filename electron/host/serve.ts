// `keyhole serve`: the browser host alone, until interrupted.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dataDir } from './data-dir.ts';
import { startHost, type Host } from './host.ts';
import { lazyEngine } from './lazy-engine.ts';
import { openExternal } from './open-external.ts';
import { profileBrowser } from './profile-browser.ts';

export interface ServeOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The first line on stdout is `{"url": "..."}` and nothing else follows. */
  readonly json?: boolean;
  /** One line on what is missing here, shown on the Home screen. */
  readonly notice?: string;
  /** Another build of the interface than the program's own. */
  readonly rendererDir?: string;
}

/** Runs the browser host until a signal, or until the parent process is gone. Resolves to the exit code. */
export async function runServe(options: ServeOptions): Promise<number> {
  const { port = 0, json = false, notice, rendererDir = fromRoot('dist/renderer') } = options;
  const engine = lazyEngine(async () => {
    const { createEngine } = await import('../engine/engine.ts');
    return createEngine({
      dataDir: dataDir(),
      openExternal,
      findBrowser: profileBrowser,
      capabilities: { host: 'browser', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
      version: packageVersion(),
      ...(notice === undefined ? {} : { notice }),
    });
  });
  let host: Host;
  try {
    host = await startHost({ engine, port, rendererDir });
  } catch (error) {
    process.stderr.write(`${portSentence(error, port)}\n`);
    return 2;
  }
  process.stdout.write(json ? `${JSON.stringify({ url: host.url })}\n` : `Keyhole is at ${host.url}\n`);
  if (!json) process.stderr.write('Ctrl+C stops it.\n');
  await ended();
  await host.close();
  await engine.close();
  // The leash would keep this process alive.
  if (process.connected) process.disconnect();
  return 0;
}

/** Resolves at the first signal, or when a parent that holds us on an IPC channel is gone. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
}

function portSentence(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const remedy = 'Choose another with --port, or leave it out for a free one.';
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. ${remedy}`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. ${remedy}`;
  return `Keyhole cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}. ${remedy}`;
}

/** The built bundle lies as deep under the repository as this file does, so one address serves both. */
function fromRoot(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url));
}

function packageVersion(): string {
  const description: unknown = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  return typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : 'unknown';
}
