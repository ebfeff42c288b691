// Every fault of the lab that callers show: found as the cell and the rule that it is, and nothing else is red.

import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANSWER_FAULTS } from '../../../electron/lab/faults/answers.ts';
import { PERMISSION_FAULTS } from '../../../electron/lab/faults/permissions.ts';
import { TOKENS_NOT_CHECKED_FAULTS } from '../../../electron/lab/faults/tokens-not-checked.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import type { AMatrix } from './a-matrix.ts';
import { matrixOf, SHOP_POLICY } from './a-matrix.ts';

interface Meeting {
  /** Server of the lab; `open` unless told. */
  readonly variant?: string;
  readonly revision?: string;
  /** Spoiled callers beside nobody, alice, bob and admin. */
  readonly callers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Scope of alice, where it is another than usual. */
  readonly scope?: string;
  /** Red cells, each `row · identity`; a pattern where there are many. */
  readonly red?: RegExp;
  /** At least so many of them. */
  readonly least?: number;
}

const spoiled = (how: string, more: Readonly<Record<string, string>> = {}) => ({
  [how]: { source: 'simulated', from: 'alice', how, ...more },
});

const MEETINGS: Readonly<Record<string, Meeting>> = {
  'owner-not-checked': {
    red: /^(?:tool:(?:get_order|create_return)#(?:alice|bob)-\d+|tool:update_profile#\w+-profile|resource:commerce:\/\/orders\/\d+) · (?:alice|bob|admin)$/,
    least: 8,
  },
  'admin-not-checked': { red: /^tool:(?:update_inventory|manage_promotions) · (?:alice|bob)$/, least: 4 },
  'owner-locked-out': {
    red: /^(?:tool:get_order#alice-1001|resource:commerce:\/\/orders\/100\d) · alice$|^(?:tool:get_order#bob-2001|resource:commerce:\/\/orders\/200\d) · bob$/,
    least: 4,
  },
  'scope-not-checked': {
    callers: spoiled('scope-removed', { scope: 'orders:read' }),
    red: /^tool:(?:create_return#alice-1001|update_profile#alice-profile) · scope-removed$/,
    least: 2,
  },
  'session-not-bound': {
    variant: 'legacy',
    revision: '2025-11-25',
    callers: spoiled('foreign-session', { other: 'bob' }),
    red: / · foreign-session$/,
    least: 3,
  },
  'tools-listed-to-everyone': {},
  'token-not-required': { red: /^tool:list_orders · nobody$/, least: 1 },
  'unreadable-token-accepted': { callers: spoiled('malformed'), red: / · malformed$/, least: 1 },
  'signature-not-checked': {
    callers: { ...spoiled('flipped-signature'), ...spoiled('alg-none'), ...spoiled('wrong-issuer') },
    red: / · flipped-signature$/,
    least: 3,
  },
  'alg-none-accepted': {
    callers: { ...spoiled('flipped-signature'), ...spoiled('alg-none') },
    red: / · alg-none$/,
    least: 3,
  },
  'token-only-decoded': {
    callers: {
      ...spoiled('flipped-signature'),
      ...spoiled('alg-none'),
      ...spoiled('wrong-issuer'),
      ...spoiled('not-yet-valid'),
    },
    red: / · (?:flipped-signature|alg-none|wrong-issuer|not-yet-valid)$/,
    least: 12,
  },
  'expiry-not-checked': { variant: 'short', callers: spoiled('expired'), red: / · expired$/, least: 3 },
  'audience-not-checked': {
    callers: spoiled('wrong-audience', { resource: 'modern' }),
    red: / · wrong-audience$/,
    least: 3,
  },
  'revocation-not-checked': { callers: spoiled('revoked'), red: / · revoked$/, least: 3 },
  'query-token-accepted': { callers: spoiled('query-token'), red: / · query-token$/, least: 3 },
  'data-in-refusal': {},
  'existence-oracle': {},
  'cache-shared': {
    red: /^(?:tool:get_order#|resource:commerce:\/\/orders\/)/,
    least: 2,
  },
  'cache-scope-wrong': {},
  'caller-mixed-up': {},
};

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: 4 });
});
afterAll(() => lab.close());

/** The documented policy, with what a fault needs to be met. */
function policyFor({ callers = {}, variant = 'open', revision }: Meeting): string {
  const document = parseDocument(SHOP_POLICY);
  if (revision !== undefined) document.set('revision', revision);
  for (const [name, caller] of Object.entries(callers)) {
    const { resource, ...rest } = caller;
    document.setIn(
      ['identities', name],
      document.createNode({ ...rest, ...(resource === undefined ? {} : { resource: lab.mcp[resource] }) }),
    );
  }
  if (variant === 'open') return document.toString();
  // Nothing is public where every request needs a token.
  for (const section of ['lists', 'tools', 'resources', 'prompts']) {
    const entries = document.toJS() as Record<string, Record<string, unknown>>;
    for (const [key, level] of Object.entries(entries[section] ?? {}))
      if (level === 'public') document.setIn([section, key], 'login');
  }
  return document.toString();
}

async function meet(meeting: Meeting): Promise<AMatrix> {
  return matrixOf(lab.mcp[meeting.variant ?? 'open'] ?? '', policyFor(meeting));
}

/** Runs without a fault, by what is run: many faults are met by the same callers. */
const honest = new Map<string, Promise<AMatrix>>();

function meetHonest(meeting: Meeting): Promise<AMatrix> {
  const key = `${meeting.variant ?? 'open'} ${policyFor(meeting)}`;
  const run = honest.get(key) ?? meet(meeting);
  honest.set(key, run);
  return run;
}

const red = ({ cells }: AMatrix): string[] => [...cells('over-permissive'), ...cells('over-restrictive')];

const FAULTS = [...PERMISSION_FAULTS, ...ANSWER_FAULTS, ...TOKENS_NOT_CHECKED_FAULTS];

test('every fault that callers show is met here', () => {
  expect(Object.keys(MEETINGS).toSorted()).toEqual(FAULTS.map(({ id }) => id).toSorted());
});

describe.each(Object.entries(MEETINGS))('%s', (id, meeting) => {
  test('off: no cell is red and no rule fails', async () => {
    const matrix = await meetHonest(meeting);
    expect(red(matrix)).toEqual([]);
    expect(matrix.failed).toEqual([]);
  });

  test('on: exactly its rules fail, in exactly its cells', async () => {
    lab.setFault(id, true);
    const matrix = await meet(meeting).finally(() => lab.setFault(id, false));
    const trips = FAULTS.find((fault) => fault.id === id)?.trips ?? [];
    expect(matrix.failed).toEqual(trips.toSorted());
    const { red: pattern = /^$/, least = 0 } = meeting;
    expect(red(matrix).filter((cell) => !pattern.test(cell))).toEqual([]);
    expect(red(matrix).length).toBeGreaterThanOrEqual(least);
  });
});
