// Both directions: every rule has something that trips it, and everything that trips has a rule.

import { expect, test } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { CATALOGUE, ruleById } from '../../../shared/rules/catalogue.ts';
import { EDITED_DRAFTS } from './edited-drafts.ts';

/** Rules that neither a fault nor an edited draft can trip, with where they are proven instead. */
const PROVEN_ELSEWHERE: Readonly<Record<string, string>> = {
  // The lab is on loopback, so nothing that it names is foreign to it: hand-made documents in test/unit/rules.
  'challenge/private-address': 'unit',
  'resource-metadata/private-address': 'unit',
  'server-metadata/private-address': 'unit',
  // Raised by the plan and the runner before anything is sent: test/integration/flow.
  'registration/issuer-binding': 'flow',
  'token/code-single-use': 'flow',
  // Hand-made documents in test/unit/rules: both endpoints of the lab are what a flow needs to get anywhere.
  'server-metadata/endpoints-present': 'unit',
};

const faulty = new Set(LAB_FAULTS.flatMap(({ trips }) => trips));
const edited = new Set(EDITED_DRAFTS.flatMap(({ trips }) => trips));

test('every rule has a fault or an edited draft that trips it', () => {
  const unproven = CATALOGUE.map(({ id }) => id).filter((id) => !faulty.has(id) && !edited.has(id));
  expect(unproven.toSorted()).toEqual(Object.keys(PROVEN_ELSEWHERE).toSorted());
});

test('every fault and every edited draft trips a rule that there is', () => {
  for (const { id, trips } of LAB_FAULTS) expect([id, trips.length]).not.toEqual([id, 0]);
  expect([...faulty, ...edited].filter((id) => !ruleById(id))).toEqual([]);
});
