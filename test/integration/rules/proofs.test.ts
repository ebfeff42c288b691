// Both directions: every rule has something that trips it, and everything that trips has a rule.

import { expect, test } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { CATALOGUE, ruleById } from '../../../shared/rules/catalogue.ts';
import { EDITED_DRAFTS } from './edited-drafts.ts';

const faulty = new Set(LAB_FAULTS.flatMap(({ trips }) => trips));
const edited = new Set(EDITED_DRAFTS.flatMap(({ trips }) => trips));

test('every rule has a fault or an edited draft that trips it', () => {
  const unproven = CATALOGUE.map(({ id }) => id).filter((id) => !faulty.has(id) && !edited.has(id));
  expect(unproven).toEqual([]);
});

test('every fault and every edited draft trips a rule that there is', () => {
  for (const { id, trips } of LAB_FAULTS) expect([id, trips.length]).not.toEqual([id, 0]);
  expect([...faulty, ...edited].filter((id) => !ruleById(id))).toEqual([]);
});
