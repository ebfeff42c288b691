// The catalogue as a whole: every rule is complete, cites its source and stands where its id says.

import { describe, expect, test } from 'vitest';
import { LAB_FAULTS } from '../../../electron/lab/lab.ts';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { CATALOGUE, ruleById } from '../../../shared/rules/catalogue.ts';
import { STAGES } from '../../../shared/trace/event.ts';

describe('the catalogue', () => {
  test('has no id twice, and finds each rule by it', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const rule of CATALOGUE) expect(ruleById(rule.id)).toBe(rule);
    expect(ruleById('no/such-rule')).toBeUndefined();
  });

  test.each(CATALOGUE.map((rule) => [rule.id, rule] as const))('%s is complete', (id, rule) => {
    expect(id).toMatch(/^[a-z-]+\/[a-z0-9-]+$/);
    expect([rule.stage, 'roles', 'privacy']).toContain(id.split('/')[0]);
    expect(STAGES).toContain(rule.stage);
    expect(REVISIONS).toContain(rule.since);
    for (const sentence of [rule.statement, rule.why, rule.fix]) {
      expect(sentence).toMatch(/^[A-Z`].*[.!?]$|^[a-z_]+ means .*\.$/s);
    }
    expect(rule.sources.length).toBeGreaterThan(0);
    for (const { label, url } of rule.sources) {
      expect(label).toMatch(/^(RFC \d{4} §|MCP |OpenID Connect |OWASP |CWE-\d+)/);
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
