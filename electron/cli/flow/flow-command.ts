// `keyhole flow`: one run, told as it happens or summed up in one JSON document.

import { closeSync, openSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Masker as MaskerType } from '../../../shared/privacy/mask.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import { openExternal } from '../../host/open-external.ts';
import { writeTraceFile } from '../../engine/session-file.ts';
import { reason } from '../input-file.ts';
import { plain, plainJson } from '../plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';
import { Account } from './account.ts';
import type { FlowArguments } from './flow-arguments.ts';
import { readFlowArguments } from './flow-arguments.ts';
import { exitCodeOf, makeFlowDocument } from './flow-document.ts';
import { flowOpinions } from './flow-opinions.ts';
import type { FlowRequest, FlowRun, SignInQuestion } from './run-flow.ts';
import { runFlow } from './run-flow.ts';

/** Conventional exit code of a program ended by Ctrl+C. */
const INTERRUPTED = 130;

/** Names of headers whose values a person would not want to see in a terminal or a file. */
const SECRET_HEADER = /auth|cookie|credential|key|pass|secret|session|token/i;

/** Teaches the masker what it cannot learn from the trace: what the person gave. */
function maskGiven(masker: MaskerType, { settings, secrets }: FlowRequest): void {
  if (secrets.clientSecret !== undefined) masker.mask(secrets.clientSecret, 'client secret');
  for (const [name, value] of settings.extraHeaders ?? []) {
    masker.maskHeaders([[name, value]]);
    if (SECRET_HEADER.test(name)) masker.mask(value, 'credentials');
  }
}

/** Opens the trace file before anything is sent, so that a wrong path does not cost a whole run. */
function openTrace(file: string | undefined): number | undefined {
  if (file === undefined) return undefined;
  try {
    return openSync(file, 'w', 0o600);
  } catch (error) {
    throw new UsageError(
      `--trace: ${file} cannot be written (${reason(error)}). Choose a place that exists and is yours.`,
    );
  }
}

function saveTrace(descriptor: number, run: FlowRun, target: string, masker: MaskerType): void {
  const { events, bodies } = run;
  const createdAt = events[0]?.at ?? Date.now();
  writeFileSync(descriptor, writeTraceFile({ target, createdAt, events }, bodies, masker, packageVersion()));
  closeSync(descriptor);
}

/** Says where to sign in and takes the address of the last page, when the listener cannot be reached by that browser. */
function askToSignIn(tell: (text: string) => void, show: (url: string) => void, login: string) {
  return ({ url, redirectUri }: SignInQuestion, paste: (url: string) => Promise<void>): (() => void) => {
    if (login === 'print') {
      tell('Open this address to sign in:');
      show(url);
    }
    tell(
      `Waiting for the browser at ${redirectUri}. If it ends on a page that does not load, paste that page's address here.`,
    );
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      paste(line).catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)));
    });
    return () => {
      lines.close();
      // Nothing more is read: an open pipe must not keep the program from ending.
      process.stdin.unref?.();
    };
  };
}

/**
 * Runs the flow and returns the exit code.
 * Throws `UsageError` when the command line lacks something; what was seen until then is in the trace file.
 */
export async function runFlowCommand(target: string, options: FlowArguments): Promise<number> {
  const request = readFlowArguments(target, options);
  const trace = openTrace(options.trace);
  const json = options.json === true;
  const masker = new Masker();
  maskGiven(masker, request);
  const account = json ? undefined : new Account(masker, options.allFindings === true);
  const tell = (text: string): void => {
    if (account) account.say(text);
    else process.stderr.write(`${plain(text)}\n`);
  };

  /** The address as it is: with anything masked in it, it would lead nowhere. */
  const show = (url: string): void =>
    void (account ? process.stdout : process.stderr).write(`${plain(url)}\n`);

  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  let run: FlowRun;
  try {
    run = await runFlow(request, {
      openExternal: async (url) => {
        try {
          await openExternal(url);
          tell('The browser is open: sign in there.');
        } catch {
          tell('No browser could be opened here. Open this address to sign in:');
          show(url);
        }
      },
      askToSignIn: askToSignIn(tell, show, options.login),
      onEvent: (event) => account?.tell(event),
      signal: interrupt.signal,
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }

  if (trace !== undefined) saveTrace(trace, run, target, masker);
  if (run.fault) throw new UsageError(run.fault.message);
  // The trace knows every secret; only what has passed through the masker is found in the document.
  for (const event of run.events) masker.maskEvent(event);
  const opinions = await flowOpinions(run, masker);
  const document = makeFlowDocument(run, options.allFindings === true, opinions);
  if (account) account.end(document, run.session);
  else {
    const { call, tools } = document;
    const content = masker.maskContentJson({ call, tools }) as object;
    process.stdout.write(`${plainJson(masker.maskJson({ ...document, ...content }))}\n`);
  }
  return interrupt.signal.aborted ? INTERRUPTED : exitCodeOf(document, run.session);
}
