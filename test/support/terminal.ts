// The terminal program as a person or a script runs it: a process with arguments, two streams and an exit code.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Terminal {
  readonly child: ChildProcess;
  /** Resolves to what the stream matched, once it does; rejects when the program ends first. */
  saw(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
}

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Give the program a stdin to read from; otherwise it has none. */
  readonly typing?: boolean;
}

/** Starts `keyhole` with these arguments. */
export function startTerminal(
  args: readonly string[],
  { env = {}, typing = false }: TerminalOptions = {},
): Terminal {
  const inherited = { ...process.env };
  // The test runner's own wish for colours is not the person's.
  delete inherited['FORCE_COLOR'];
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: [typing ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...inherited, KEYHOLE_BROWSER: 'none', ...env },
  });
  const seen = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text;
      for (const watch of watchers) watch();
    });
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...seen }));
  });
  return {
    child,
    finished,
    saw: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const match = pattern.exec(seen[stream]);
          if (!match) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        watch();
        void finished.then(({ code, stdout, stderr }) =>
          reject(new Error(`it ended with ${code} before ${pattern}:\n${stdout}\n${stderr}`)),
        );
      }),
  };
}

/** Runs `keyhole` to its end. */
export function runTerminal(args: readonly string[], options?: TerminalOptions): Promise<Finished> {
  return startTerminal(args, options).finished;
}
