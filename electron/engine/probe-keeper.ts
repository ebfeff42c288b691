// The probes under way: begun by a person, cancelled by a person, never saved.

import type { MethodParsed, Notice, ProbeReport } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { MASK_OPEN } from '../../shared/privacy/marks.ts';
import { NEWEST, POLICIES } from '../../shared/protocol/policy.ts';
import type { Policy } from '../../shared/protocol/policy.ts';
import { latest, latestText } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { Capture } from './capture/capture.ts';
import { policyOf } from './flow/plan/move.ts';
import type { OpenSession } from './open-session.ts';
import { probeMetadata } from './metadata-probe.ts';
import { readTarget } from './target.ts';

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_BODY_LIMIT = 5 * 1024 * 1024;

function policyFor(
  revision: MethodParsed<'metadata.probe'>['revision'],
  session: Session | undefined,
): Policy {
  if (revision !== 'auto') return POLICIES[revision];
  return session?.settings ? policyOf(session, session.settings) : POLICIES[NEWEST.modern];
}

function issuersOf(session: Session): string[] {
  const listed = latest(session, 'authorization_servers');
  const issuers: unknown[] = [
    latestText(session, 'issuer'),
    ...(Array.isArray(listed) ? (listed as unknown[]) : []),
  ];
  return issuers.filter((issuer) => typeof issuer === 'string');
}

/** Runs probes by the name their caller gave them. */
export class ProbeKeeper {
  readonly #capture: Capture;
  readonly #ca: string | undefined;
  readonly #tell: (notice: Notice) => void;
  readonly #running = new Map<string, AbortController>();

  constructor(capture: Capture, ca: string | undefined, tell: (notice: Notice) => void) {
    this.#capture = capture;
    this.#ca = ca;
    this.#tell = tell;
  }

  /** Throws `KeyholeError` for a target that is none, and for a name that is taken. */
  async run(input: MethodParsed<'metadata.probe'>, open: OpenSession | undefined): Promise<ProbeReport> {
    const { probe } = input;
    if (this.#running.has(probe)) throw new KeyholeError('not-now', 'This probe is under way already.');
    const session = open?.folded;
    const target = readTarget(input.target ?? session?.target ?? '');
    if (target.includes(MASK_OPEN)) {
      throw new KeyholeError(
        'not-now',
        'The target of this saved session holds a hidden secret, so it cannot be asked.',
      );
    }
    // Another target than the session's shares nothing with it but the connection settings.
    const known = session?.target === target ? session : undefined;
    const policy = policyFor(input.revision, known);
    const masker = new Masker();
    const masked = <T>(value: T): T => (open ? open.mask(value) : masker.maskJson(value)) as T;
    const challenge = known && latestText(known, 'resource_metadata');
    const clientMetadataUrl = known?.settings?.clientMetadataUrl;
    const abort = new AbortController();
    this.#running.set(probe, abort);
    try {
      const { results, omitted } = await probeMetadata(
        {
          target,
          policy,
          issuers: known ? issuersOf(known) : [],
          timeout: session?.settings?.timeout ?? DEFAULT_TIMEOUT,
          bodyLimit: session?.settings?.bodyLimit ?? DEFAULT_BODY_LIMIT,
          ...(challenge === undefined ? {} : { challenge }),
          ...(clientMetadataUrl === undefined ? {} : { clientMetadataUrl }),
          ...(this.#ca === undefined ? {} : { ca: this.#ca }),
        },
        {
          capture: this.#capture,
          signal: abort.signal,
          onResult: (result, planned) =>
            this.#tell({ topic: 'probe', probe, result: masked(result), planned }),
        },
      );
      const { revision } = policy;
      return masked({ target, revision, results, omitted, cancelled: abort.signal.aborted });
    } finally {
      this.#running.delete(probe);
    }
  }

  /** Ends a probe; one that has ended already is left as it is. */
  cancel(probe: string): void {
    this.#running.get(probe)?.abort();
  }

  close(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}
