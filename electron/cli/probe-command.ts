// `keyhole probe`: every well-known location of a server, one line each, or one JSON document.

import type { ProbeMark, ProbeResult } from '../../shared/metadata/probe-verdict.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { NEWEST, POLICIES } from '../../shared/protocol/policy.ts';
import { isRevision } from '../../shared/protocol/revision.ts';
import { Capture } from '../engine/capture/capture.ts';
import { probeMetadata } from '../engine/metadata-probe.ts';
import { readAuthorities } from './flow/flow-arguments.ts';
import { plain, plainJson } from './plain-text.ts';
import { targetArgument } from './target-argument.ts';

export interface ProbeArguments {
  readonly revision?: string;
  readonly timeout?: number;
  readonly ca?: string;
  readonly json?: true;
}

const DEFAULT_TIMEOUT = 30_000;
const BODY_LIMIT = 5 * 1024 * 1024;
const SIGNS = { good: '✓', bad: '✕', note: '▲', absent: '–' } as const satisfies Record<ProbeMark, string>;

function line({ location, status, contentType, mark, verdict, use, states, redirects }: ProbeResult): string {
  const answer = status === undefined ? '' : `${status} ${contentType?.split(';')[0] ?? ''}`.trim();
  return [
    `${SIGNS[mark]} ${location.url}`,
    ...redirects.map((to) => `    → ${to}`),
    `    ${answer === '' ? '' : `${answer} · `}${verdict}`,
    ...(states?.matches === false ? [`    says ${states.value}, expected ${location.expected ?? ''}`] : []),
    ...(use ? [`    ${use.used ? 'used by a client' : 'not used'}: ${use.why}`] : []),
  ].join('\n');
}

/**
 * Asks every location and prints what stands there. Returns the exit code: 0 when nothing misleads a client, 1 when
 * something does, 3 when nothing at all answered. Throws `UsageError` for a target that is none.
 */
export async function runProbeCommand(typed: string, options: ProbeArguments): Promise<number> {
  const target = targetArgument(typed);
  const policy = POLICIES[isRevision(options.revision) ? options.revision : NEWEST.modern];
  const ca = options.ca === undefined ? undefined : readAuthorities(options.ca);
  const capture = new Capture();
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    const found = await probeMetadata(
      {
        target,
        policy,
        issuers: [],
        timeout: options.timeout ?? DEFAULT_TIMEOUT,
        bodyLimit: BODY_LIMIT,
        ...(ca === undefined ? {} : { ca }),
      },
      { capture, signal: interrupt.signal },
    );
    const { revision } = policy;
    const report = new Masker().maskJson({ target, revision, ...found }) as typeof found;
    const { results, omitted } = report;
    if (options.json === true) {
      process.stdout.write(`${plainJson(report)}\n`);
    } else {
      process.stdout.write(`${plain(results.map(line).join('\n'))}\n`);
      if (omitted.length > 0) process.stdout.write(`${plain(`Not asked: ${omitted.join(', ')}`)}\n`);
    }
    if (interrupt.signal.aborted) return 130;
    if (results.every(({ status }) => status === undefined)) return 3;
    return results.some(({ mark }) => mark === 'bad') ? 1 : 0;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    await capture.close();
  }
}
