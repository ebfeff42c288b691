// The honest lab leaks nothing; each leak of the lab trips exactly its rules. The table is printed at the end.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../electron/lab/lab.ts';
import { LAB_FAULTS, startLab } from '../../../electron/lab/lab.ts';
import { PLANTED } from '../../../electron/lab/shop/planted.ts';
import { privacyRules } from '../../../shared/rules/privacy.rules.ts';
import type { SensitiveClass } from '../../../shared/privacy/detect/detection.ts';
import type { LeakPlace } from '../../../shared/privacy/leaks/sighting.ts';
import { startEngine } from '../engine/an-engine.ts';
import { broken, doubted, visit } from './a-visit.ts';

const LEAKS = LAB_FAULTS.filter(({ shownBy }) => shownBy === 'privacy');

/** Which class each leak shows, in whose answer it stands, and where. Absent: no data, but how the answer is made. */
const SEEN: Readonly<
  Record<
    string,
    { readonly call: string; readonly place: LeakPlace; readonly classes: readonly SensitiveClass[] }
  >
> = {
  'leaks-password-hash': { call: 'get_order', place: 'content', classes: ['password-hash'] },
  'leaks-payment-credential': {
    call: 'get_order',
    place: 'content',
    classes: ['card-security-code', 'credential'],
  },
  'leaks-card-number': { call: 'get_order', place: 'content', classes: ['payment-card'] },
  'leaks-cost-price': { call: 'search_products', place: 'content', classes: ['business-confidential'] },
  'leaks-identity-number': { call: 'get_order', place: 'content', classes: ['identity-number'] },
  'leaks-other-address': { call: 'get_order', place: 'content', classes: ['postal-address'] },
  'leaks-secret-in-error': { call: 'get_order', place: 'error', classes: ['password'] },
  'leaks-secret-in-log': {
    call: 'list_orders',
    place: 'log',
    classes: ['password', 'password-hash', 'payment-card', 'identity-number', 'card-security-code'],
  },
  'leaks-in-structured-only': { call: 'get_order', place: 'structured', classes: ['payment-card'] },
  'leaks-secret-in-description': { call: 'get_order', place: 'description', classes: ['credential'] },
  'leaks-secret-in-url': { call: 'get_order', place: 'url', classes: ['token'] },
  'leaks-secret-in-meta': { call: 'get_order', place: 'meta', classes: ['token'] },
  'asks-card-by-form': { call: 'get_order', place: 'form', classes: ['payment-card'] },
};
/** Who reads what stands at a place, from a host that honours audiences. */
const READ_BY: Readonly<Partial<Record<LeakPlace, readonly string[]>>> = {
  content: ['person', 'model'],
  structured: ['person', 'model'],
  error: ['person', 'model'],
  description: ['person', 'model'],
  form: ['person'],
  log: [],
  meta: [],
};

let lab: Lab;
const table: string[] = [];
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
  process.stdout.write(`\nleak → rules tripped\n${table.toSorted().join('\n')}\n\n`);
});

describe('the honest lab', () => {
  test.each(['modern', 'legacy', 'dual'])('leaks nothing from its server %s', async (variant) => {
    const engine = startEngine();
    const session = await visit(engine, lab.mcp[variant] ?? '');
    const report = await engine.call('privacy.report', { session });

    expect(broken(report)).toEqual([]);
    expect(doubted(report)).toEqual([]);
    expect(report.identities.map(({ name }) => name)).toEqual(['default', 'bob']);
    expect(report.looked.exchanges).toBeGreaterThan(24);
    expect(report.looked.unread).toBe(0);
    // Something was there to judge: a rule that looks at nothing finds nothing either.
    expect(report.findings.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(
      privacyRules.length - 1,
    );
  });
});

test.each(LEAKS.map(({ id, title, trips }) => ({ id, title, trips })))(
  '$id ($title) trips exactly its rules, and tells no secret of it',
  async ({ id, trips }) => {
    lab.setFault(id, true);
    onTestFinished(() => lab.setFault(id, false));
    const engine = startEngine();
    const session = await visit(engine, lab.mcp['modern'] ?? '', { revision: '2026-07-28' });
    const report = await engine.call('privacy.report', { session });
    const failures = report.findings.filter(({ verdict }) => verdict === 'fail');
    table.push(`  ${id.padEnd(28)}  ${broken(report).join(', ')}`);

    expect(broken(report)).toEqual(trips);
    expect(doubted(report)).toEqual([]);
    const seen = SEEN[id];
    for (const of of seen?.classes ?? []) {
      for (const identity of ['default', 'bob']) {
        const cell = report.cells.find(
          (one) => one.class === of && one.identity === identity && one.called.name === seen?.call,
        );
        const spot = cell?.spots.find(({ place }) => place === seen?.place);
        expect(spot, `${of} for ${identity}`).toBeDefined();
        expect(cell?.reaches).toEqual(READ_BY[spot?.place ?? 'content'] ?? cell?.reaches);
      }
    }
    // Each failure points at bytes of an exchange of this trace.
    const { events } = await engine.call('session.events', { session });
    for (const { evidence, fix } of failures) {
      expect(fix).toBeTruthy();
      expect(evidence.length).toBeGreaterThan(0);
      for (const { event } of evidence) expect(events[event - 1]?.kind).toBe('exchange');
    }
    const told = JSON.stringify(report);
    expect(PLANTED.filter(({ value, kind }) => kind !== 'margin' && told.includes(value))).toEqual([]);
  },
);

test('every rule is proven by a leak of the lab', () => {
  const proven = new Set(LEAKS.flatMap(({ trips }) => trips));
  expect(privacyRules.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([]);
});
