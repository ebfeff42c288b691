// `keyhole matrix`: a policy file against a server, told as a grid, or written for continuous integration.

import { writeFileSync } from 'node:fs';
import { KeyholeError } from '../../../shared/contract.ts';
import type { MatrixReport } from '../../../shared/matrix/report.ts';
import { isWrong, makeReport, reportFinding, wasNotReached } from '../../../shared/matrix/report.ts';
import { junitOf, markdownOf } from '../../../shared/matrix/report-texts.ts';
import { MissingVariableError } from '../../../shared/policy/identities.ts';
import type { PrivacySection } from '../../../shared/privacy/policy/privacy-policy.ts';
import type { Finding } from '../../../shared/trace/event.ts';
import { parsePolicy, PolicyFileError } from '../../../shared/policy/parse.ts';
import { createEngine } from '../../engine/engine.ts';
import { openExternal } from '../../host/open-external.ts';
import { readAuthorities } from '../flow/flow-arguments.ts';
import { failureLines } from '../finding-lines.ts';
import { readInput, reason } from '../input-file.ts';
import { plain, plainJson } from '../plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';
import { gridLines, remarkLines } from './grid.ts';
import type { MatrixResult } from './run-matrix.ts';
import { runMatrix } from './run-matrix.ts';

/** The options of `keyhole matrix`, as commander read them. */
export interface MatrixArguments {
  readonly target?: string;
  readonly login: 'browser' | 'auto' | 'print';
  readonly allowChanges?: true;
  readonly json?: true;
  readonly junit?: string;
  readonly markdown?: string;
  readonly trace?: string;
  readonly timeout?: number;
  readonly ca?: string;
}

const INTERRUPTED = 130;

function targetOf(file: string, text: string, { target }: MatrixArguments): string {
  const { policy } = parsePolicy(text, file);
  const found = target ?? policy.target;
  if (found === undefined)
    throw new UsageError(`${file} names no target. Add "target: https://…", or give --target.`);
  return found;
}

/** What cannot begin is told in one sentence or, for a file, in one a line. */
function asUsage(error: unknown): never {
  const ours = error instanceof PolicyFileError || error instanceof MissingVariableError;
  if (ours || (error instanceof KeyholeError && error.code === 'bad-input'))
    throw new UsageError(error.message);
  throw error;
}

function write(option: string, file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      `${option}: ${file} cannot be written (${reason(error)}). Choose a place that exists and is yours.`,
    );
  }
}

/** What the answers hold that they should not; the trace of the run has the bytes. */
function leakLines(leaks: readonly Finding[]): string[] {
  if (leaks.length === 0) return [];
  return [
    '',
    'What the answers hold:',
    ...leaks.flatMap((leak) =>
      failureLines(leak, (event) => `event ${event}`).map(
        ({ indent, text }) => `${' '.repeat(indent - 2)}${plain(text)}`,
      ),
    ),
  ];
}

/** 1 when something is wrong, else 3 when something could not be asked, else 0. Leaks are judged beside it. */
function exitCodeOf(report: MatrixReport): number {
  if (isWrong(report)) return 1;
  const away = report.identities.some(({ status }) => status !== 'ready' && status !== 'not-possible');
  const answered = report.cells.some((cell) => cell.outcome !== 'not-run' && !wasNotReached(cell));
  return away || !answered || report.cells.some(wasNotReached) ? 3 : 0;
}

/**
 * Runs a policy and returns the exit code.
 * Throws `UsageError` when the file or the command line asks for something that cannot be done.
 */
export async function runMatrixCommand(file: string, options: MatrixArguments): Promise<number> {
  const policy = readInput('POLICY', file);
  const ca = options.ca === undefined ? undefined : readAuthorities(options.ca);
  const say = (text: string): void => void process.stderr.write(`${plain(text)}\n`);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const engine = createEngine({
    version: packageVersion(),
    capabilities: { host: 'terminal', encryptedSecrets: false, nativeDialogs: false, deepLinks: false },
    ...(ca === undefined ? {} : { ca }),
    openExternal: async (url) => {
      try {
        await openExternal(url);
      } catch {
        say(`No browser could be opened here. Open this address to sign in:\n${url}`);
      }
    },
  });
  try {
    const target = targetOf(file, policy, options);
    const result = await runMatrix(
      engine,
      {
        policy,
        file,
        target,
        settings: {
          login: options.login,
          // In one browser the second person would silently be the first.
          ...(options.login === 'auto' ? {} : { prompt: 'login' }),
          ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
        },
        variable: (name) => process.env[name],
        allowChanges: options.allowChanges === true,
      },
      {
        signal: interrupt.signal,
        onWaiting: (identity, url) =>
          say(
            options.login === 'print'
              ? `Sign in as ${identity}: ${url ?? ''}`
              : `The browser is open: sign in as ${identity}.`,
          ),
      },
    );
    const { privacy } = parsePolicy(policy, file).policy;
    return await tell(engine, result, options, privacy, interrupt.signal.aborted);
  } catch (error) {
    return asUsage(error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    await engine.close();
  }
}

async function tell(
  engine: ReturnType<typeof createEngine>,
  { fold, matrix }: MatrixResult,
  options: MatrixArguments,
  section: PrivacySection | undefined,
  interrupted: boolean,
): Promise<number> {
  const report = makeReport(fold);
  const content = await engine.call('privacy.report', {
    session: matrix,
    ...(section ? { policy: section } : {}),
  });
  const leaks = content.findings.filter(({ verdict }) => verdict === 'fail');
  const told = leaks.map(reportFinding);
  if (options.junit !== undefined) write('--junit', options.junit, junitOf(report, told));
  if (options.markdown !== undefined) write('--markdown', options.markdown, markdownOf(report, told));
  if (options.trace !== undefined)
    write('--trace', options.trace, (await engine.call('trace.export', { session: matrix })).text);
  if (options.json === true) process.stdout.write(`${plainJson({ ...report, leaks })}\n`);
  else {
    const lines = [...gridLines(report), '', ...remarkLines(report), ...leakLines(leaks)];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (interrupted) return INTERRUPTED;
  return leaks.some(({ severity }) => severity === 'error') ? 1 : exitCodeOf(report);
}
