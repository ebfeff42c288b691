// Small traces of MCP answers, and the report on them.

import type { SensitiveClass } from '../../../../shared/privacy/detect/detection.ts';
import type { LeakReport } from '../../../../shared/privacy/leaks/report.ts';
import { reportLeaks } from '../../../../shared/privacy/leaks/report.ts';
import type { PrivacySection } from '../../../../shared/privacy/policy/privacy-policy.ts';
import { privacyPolicyOf } from '../../../../shared/privacy/policy/privacy-policy.ts';
import type { IdentityDefinition } from '../../../../shared/identity/identity.ts';
import type { StepId, TraceEvent, TraceEventBody } from '../../../../shared/trace/event.ts';

/** A card number that passes its check, and belongs to nobody. */
export const CARD = '4242424242424242';
export const KEY = ['sk', 'live', '51Hq7ZtKw2bYxN8vRcD4mPsJ6'].join('_');

/** One answer: what was asked, by whom, and what came back. */
export interface AnAnswer {
  readonly step?: StepId;
  readonly identity?: string;
  readonly params?: unknown;
  /** The JSON-RPC result; or a whole message with `message`, a text with `text`, a stream with `stream`. */
  readonly result?: unknown;
  readonly message?: unknown;
  readonly text?: string;
  readonly stream?: readonly unknown[];
  readonly status?: number;
  readonly url?: string;
  readonly cut?: boolean;
}

const SETTINGS = {
  revision: 'auto',
  registration: 'auto',
  grant: 'authorization_code',
  login: 'auto',
  timeout: 1000,
  bodyLimit: 1024,
} as const;

/** A person of a trace: known by name, or by nothing. */
export const person = (name: string, level: IdentityDefinition['level'] = 'login'): IdentityDefinition => ({
  name,
  title: name.charAt(0).toUpperCase() + name.slice(1),
  colour: 'teal',
  level,
  source: { kind: 'flow' },
});

/** A trace of these answers, as the report takes it. */
export function traceOf(
  answers: readonly AnAnswer[],
  people: readonly IdentityDefinition[] = [person('alice')],
  tools: readonly unknown[] = [],
): { readonly events: readonly TraceEvent[]; readonly body: (hash: string) => string | undefined } {
  const events: TraceEvent[] = [];
  const bodies = new Map<string, string>();
  const heads = new Map<string, number>();
  const add = (identity: string, event: TraceEventBody): void => {
    const id = events.length + 1;
    events.push({ id, parent: heads.get(identity) ?? 0, at: id, identity, ...event });
    heads.set(identity, id);
  };
  for (const definition of people) {
    add(definition.name, { kind: 'identity', definition });
    add(definition.name, { kind: 'flow-started', target: 'https://shop.example/mcp', settings: SETTINGS });
  }
  const [first] = people;
  const from = { kind: 'given', how: 'test' } as const;
  if (tools.length > 0 && first)
    add(first.name, { kind: 'value', name: 'tools', value: tools, secret: false, from });
  for (const answer of answers) {
    const { step = 'mcp-call-tool', identity = first?.name ?? 'default', status = 200, stream } = answer;
    const message = answer.message ?? { jsonrpc: '2.0', id: 1, result: answer.result };
    const hash = `hash ${events.length}`;
    const text = answer.text ?? JSON.stringify(message);
    if (!stream && answer.cut !== true) bodies.set(hash, text);
    add(identity, {
      kind: 'exchange',
      stage: 'mcp',
      step,
      draft: 0,
      from: 'keyhole',
      to: 'mcp-server',
      request: {
        method: 'POST',
        url: answer.url ?? 'https://shop.example/mcp',
        headers: [],
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'x',
          params: answer.params ?? { name: 'get_order', arguments: { orderId: '1001' } },
        }),
      },
      response: {
        status,
        statusText: '',
        headers: [],
        ...(stream
          ? { events: stream.map((data) => ({ at: 0, data: JSON.stringify(data) })) }
          : { body: { hash, length: text.length, total: text.length, cut: answer.cut ?? false } }),
      },
      timing: { startedAt: 0, total: 1, reusedConnection: false },
    });
  }
  return { events, body: (hash) => bodies.get(hash) };
}

/** The report on a trace. Masks are `class:secret`, so that a test sees what was named. */
export function reportOf(trace: ReturnType<typeof traceOf>, section?: PrivacySection): LeakReport {
  const stated = new Set(Object.keys(section?.reach ?? {}) as SensitiveClass[]);
  return reportLeaks({
    trace: trace.events,
    body: trace.body,
    policy: privacyPolicyOf(section),
    stated,
    masked: false,
    nameOf: (secret, of) => `${of}:${secret}`,
  });
}

/** Failures and doubts, as `rule severity`; a doubt is `rule ?`. */
export const verdicts = ({ findings }: LeakReport): string[] =>
  findings
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'cannot-tell')
    .map(({ ruleId, verdict, severity }) => `${ruleId} ${verdict === 'fail' ? severity : '?'}`);
