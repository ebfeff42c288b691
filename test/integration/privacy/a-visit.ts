// Two customers and what each asks of the lab's shop, recorded in one trace: what a report has to look at.

import type { MethodInput, MethodOutput } from '../../../shared/contract.ts';
import type { TestEngine } from '../engine/an-engine.ts';

type Action = MethodInput<'session.act'>['action'];

const call = (name: string, args: Record<string, unknown> = {}): Action => ({
  kind: 'call-tool',
  name,
  arguments: args,
});

/** Everything that the shop answers, refusals included; `own` is an order of the caller's, `other` one of somebody else's. */
const asked = (own: string, other: string): readonly Action[] => [
  { kind: 'list-tools' },
  { kind: 'list-resources' },
  { kind: 'list-prompts' },
  call('search_products', { query: '' }),
  call('get_categories'),
  call('get_order', { orderId: own }),
  call('get_order', { orderId: other }),
  call('list_orders'),
  { kind: 'read-resource', uri: 'commerce://catalog' },
  { kind: 'read-resource', uri: 'commerce://analytics/daily' },
  { kind: 'read-resource', uri: 'commerce://account' },
  { kind: 'get-prompt', name: 'summarise_order', arguments: { orderId: own } },
];

/** Visits the shop as alice and as bob, in one session. Returns its id. */
export async function visit(
  engine: TestEngine,
  target: string,
  settings: MethodInput<'session.open'>['settings'] = {},
): Promise<string> {
  const session = await engine.open(target, settings);
  await engine.run(session);
  await engine.call('identity.save', {
    session,
    definition: { name: 'bob', title: 'Bob', colour: 'teal', level: 'login', source: { kind: 'flow' } },
    settings: { ...settings, login: 'auto', extraAuthorizationParameters: { login_hint: 'bob' } },
  });
  await engine.call('identity.sign-in', { session, identity: 'bob' });
  for (const [identity, actions] of [
    ['default', asked('1001', '2001')],
    ['bob', asked('2001', '1001')],
  ] as const) {
    for (const action of actions) await engine.call('session.act', { session, identity, action });
  }
  return session;
}

/** Rules that the report says are broken, each once. */
export function broken({ findings }: MethodOutput['privacy.report']): string[] {
  return [...new Set(findings.filter(({ verdict }) => verdict === 'fail').map(({ ruleId }) => ruleId))];
}

/** What it could not tell. */
export function doubted({ findings }: MethodOutput['privacy.report']): string[] {
  return findings.filter(({ verdict }) => verdict === 'cannot-tell').map(({ ruleId }) => ruleId);
}
