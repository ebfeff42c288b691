// The catalogue as a whole: every rule is complete, cites its source and stands where its id says.

import { describe, expect, test } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { ruleById, RULES } from '../../../shared/rules/judge.ts';
import { STAGES } from '../../../shared/trace/event.ts';

describe('the catalogue', () => {
  test('has no id twice, and finds each rule by it', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const rule of RULES) expect(ruleById(rule.id)).toBe(rule);
    expect(ruleById('no/such-rule')).toBeUndefined();
  });

  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s is complete', (id, rule) => {
    expect(id).toMatch(/^[a-z-]+\/[a-z0-9-]+$/);
    expect(id.split('/')[0]).toBe(rule.stage);
    expect(STAGES).toContain(rule.stage);
    expect(REVISIONS).toContain(rule.since);
    for (const sentence of [rule.statement, rule.why, rule.fix]) {
      expect(sentence).toMatch(/^[A-Z`].*[.!?]$|^[a-z_]+ means .*\.$/s);
    }
    expect(rule.sources.length).toBeGreaterThan(0);
    for (const { label, url } of rule.sources) {
      expect(label).toMatch(/^(RFC \d{4} §|MCP |OpenID Connect )/);
      expect(new URL(url).protocol).toBe('https:');
    }
  });

  test('knows every rule that a fault of the lab promises to trip', () => {
    const unknown = LAB_FAULTS.flatMap(({ id, trips }) =>
      trips.filter((rule) => ruleById(rule) === undefined).map((rule) => `${id} → ${rule}`),
    );
    expect(unknown).toEqual([]);
  });
});
