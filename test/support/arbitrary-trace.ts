// Plausible traces for property tests: event trees of one or several identities, with branches, moves and bodies.

import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import type {
  BodyRef,
  EventId,
  Finding,
  FlowSettings,
  HeaderLine,
  IdentityName,
  RequestContent,
  TraceEvent,
  TraceEventBody,
  ValueName,
} from '../../shared/trace/event.ts';
import { STAGES } from '../../shared/trace/event.ts';

export const SETTINGS: FlowSettings = {
  revision: 'auto',
  registration: 'auto',
  grant: 'authorization_code',
  login: 'auto',
  timeout: 30_000,
  bodyLimit: 5 * 1024 * 1024,
};

/** A body as a capture keeps it. */
export interface ArbitraryBody {
  readonly ref: BodyRef;
  readonly bytes: Uint8Array;
}

const stage = fc.constantFrom(...STAGES);
const header: fc.Arbitrary<HeaderLine> = fc.tuple(
  fc.constantFrom('Content-Type', 'WWW-Authenticate', 'Set-Cookie', 'x-odd'),
  fc.string({ maxLength: 20 }),
);
const request: fc.Arbitrary<RequestContent> = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  url: fc.webUrl(),
  headers: fc.array(header, { maxLength: 3 }),
});
const text = fc.string({ unit: 'binary', maxLength: 60 });
const body: fc.Arbitrary<ArbitraryBody> = fc
  .oneof(
    text.map((t) => Buffer.from(t)),
    fc.uint8Array({ maxLength: 60 }),
  )
  .map((bytes) => ({
    bytes,
    ref: {
      hash: createHash('sha256').update(bytes).digest('hex'),
      length: bytes.length,
      total: bytes.length,
      cut: false,
    },
  }));

const verdict: fc.Arbitrary<Pick<Finding, 'verdict' | 'severity'>> = fc.oneof(
  fc.record({
    verdict: fc.constant('fail' as const),
    severity: fc.constantFrom('error' as const, 'warning' as const),
  }),
  fc.record({
    verdict: fc.constantFrom('pass' as const, 'not-applicable' as const, 'cannot-tell' as const),
    severity: fc.constant('info' as const),
  }),
);
const NAMES: readonly ValueName[] = [
  'issuer',
  'access_token',
  'refresh_token',
  'state',
  'tools',
  'expires_at',
];

/** What happens next; `back` says how far before the head it grows (0: at the head). */
interface Step {
  readonly identity: IdentityName;
  readonly back: number;
  readonly content: TraceEventBody;
  readonly body: ArbitraryBody | undefined;
}

const content: fc.Arbitrary<{ content: TraceEventBody; body?: ArbitraryBody }> = fc.oneof(
  plain(fc.record({ kind: fc.constant('stage-entered' as const), stage })),
  fc
    .record({
      stage,
      request,
      kept: fc.option(body, { nil: undefined }),
      status: fc.integer({ min: 100, max: 599 }),
    })
    .map(({ stage, request, kept, status }) => ({
      content: {
        kind: 'exchange' as const,
        stage,
        step: 'mcp-probe' as const,
        draft: 1,
        from: 'keyhole' as const,
        to: 'mcp-server' as const,
        request,
        response: { status, statusText: '', headers: [], ...(kept ? { body: kept.ref } : {}) },
        timing: { startedAt: 0, total: 1, reusedConnection: false },
      },
      ...(kept ? { body: kept } : {}),
    })),
  plain(
    fc.record({
      kind: fc.constant('draft' as const),
      stage,
      step: fc.constant('mcp-probe' as const),
      to: fc.constant('mcp-server' as const),
      by: fc.constantFrom('keyhole' as const, 'browser' as const),
      request,
      parts: fc.constant([]),
    }),
  ),
  plain(fc.record({ kind: fc.constant('draft-edited' as const), draft: fc.nat(20), request })),
  plain(
    fc.record({
      kind: fc.constant('value' as const),
      name: fc.constantFrom(...NAMES),
      value: fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 })),
      secret: fc.constant(false),
      from: fc.constant({ kind: 'made' as const, how: 'test' }),
    }),
  ),
  plain(
    fc.tuple(verdict, stage, fc.string()).map(([judged, stage, message]) => ({
      kind: 'finding' as const,
      ruleId: `${stage}/rule`,
      stage,
      message,
      evidence: [],
      ...judged,
    })),
  ),
  plain(
    fc.record({
      kind: fc.constant('refused' as const),
      stage,
      ruleId: fc.constantFrom('a/b', 'c/d'),
      finding: fc.constant(1),
    }),
  ),
  plain(fc.record({ kind: fc.constant('failed' as const), stage, message: fc.string() })),
  plain(
    fc.record({
      kind: fc.constant('override' as const),
      ruleId: fc.constantFrom('a/b', 'c/d'),
      finding: fc.constant(1),
    }),
  ),
  plain(
    fc.record({
      kind: fc.constant('callback' as const),
      draft: fc.nat(20),
      how: fc.constant('pasted' as const),
      url: fc.webUrl(),
    }),
  ),
  plain(
    fc.constantFrom<TraceEventBody>(
      { kind: 'completed' },
      { kind: 'signed-out' },
      { kind: 'moved' },
      { kind: 'moved' },
      { kind: 'action', action: { kind: 'list-tools' } },
      { kind: 'flow-started', target: 'https://shop.example/mcp', settings: SETTINGS },
      { kind: 'waiting', stage: 'registration', question: { kind: 'client-information', why: 'x' } },
      { kind: 'answered', question: 'client-information', how: 'entered' },
    ),
  ),
);

function plain<T extends TraceEventBody>(of: fc.Arbitrary<T>): fc.Arbitrary<{ content: TraceEventBody }> {
  return of.map((content) => ({ content }));
}

export interface ArbitraryTrace {
  readonly events: readonly TraceEvent[];
  readonly bodies: ReadonlyMap<string, Uint8Array>;
}

function build(steps: readonly Step[]): ArbitraryTrace {
  const events: TraceEvent[] = [];
  const bodies = new Map<string, Uint8Array>();
  const own = new Map<IdentityName, EventId[]>();
  for (const { identity, back, content, body: kept } of steps) {
    const before = own.get(identity) ?? [];
    const id = events.length + 1;
    if (before.length === 0) {
      const first = { kind: 'flow-started', target: 'https://shop.example/mcp', settings: SETTINGS } as const;
      events.push({ id, parent: 0, at: id, identity, ...first });
    } else {
      if (kept) bodies.set(kept.ref.hash, kept.bytes);
      const parent = before[Math.max(0, before.length - 1 - back)] ?? 0;
      events.push({ id, parent: content.kind === 'flow-started' ? 0 : parent, at: id, identity, ...content });
    }
    own.set(identity, [...before, id]);
  }
  return { events, bodies };
}

/** Traces of up to `size` events; every identity begins with `flow-started`, and now and then a branch grows. */
export function arbitraryTrace({
  size = 40,
  identities = ['default'],
}: {
  readonly size?: number;
  readonly identities?: readonly IdentityName[];
} = {}): fc.Arbitrary<ArbitraryTrace> {
  const step: fc.Arbitrary<Step> = fc
    .record({
      identity: fc.constantFrom(...identities),
      back: fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, { arbitrary: fc.nat(size), weight: 1 }),
      made: content,
    })
    .map(({ identity, back, made }) => ({ identity, back, content: made.content, body: made.body }));
  return fc.array(step, { minLength: 1, maxLength: size }).map(build);
}
