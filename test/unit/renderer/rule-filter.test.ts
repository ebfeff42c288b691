import { describe, expect, test } from 'vitest';
import {
  EVERYTHING,
  filterRules,
  type CatalogueEntry,
  type RuleFilter,
} from '../../../renderer/features/rules/rule-filter.ts';
import { CATALOGUE } from '../../../shared/rules/catalogue.ts';
import { NOT_OBSERVABLE } from '../../../shared/rules/not-observable.ts';
import type { EventOf } from '../../../shared/trace/session.ts';

const rule = (id: string, rest: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  id,
  stage: 'token',
  level: 'MUST',
  binds: 'server',
  since: '2025-06-18',
  sources: [{ label: 'RFC 8707 §2', url: 'https://example.com' }],
  statement: 'It says so.',
  why: 'Because.',
  fix: 'Say so.',
  refuses: false,
  ...rest,
});

const finding = (ruleId: string, verdict: 'pass' | 'fail'): EventOf<'finding'> => ({
  kind: 'finding',
  id: 1,
  parent: 0,
  at: 0,
  identity: 'default',
  ruleId,
  verdict,
  severity: verdict === 'fail' ? 'error' : 'info',
  stage: 'token',
  message: 'So.',
  evidence: [],
});

const rules = [
  rule('token/a', { statement: 'The Audience is exact.' }),
  rule('token/b', { level: 'SHOULD NOT', binds: 'client' }),
  rule('mcp/c', { stage: 'mcp', level: 'MAY', since: '2026-07-28' }),
  rule('mcp/d', { stage: 'mcp', levels: { '2025-11-25': 'SHOULD', '2026-07-28': null } }),
  rule('refresh/e', { stage: 'refresh', since: '2026-07-28', reason: 'Nobody sees it.' }),
];
const latest = new Map(
  [finding('token/a', 'fail'), finding('token/b', 'pass')].map((one) => [one.ruleId, one]),
);

describe('the filter of the rules', () => {
  test.each<[Partial<RuleFilter>, string]>([
    [{}, 'token/a token/b mcp/c mcp/d refresh/e'],
    [{ words: 'nobody sees' }, 'refresh/e'],
    [{ verdict: 'unobservable' }, 'refresh/e'],
    [{ words: 'AUDIENCE exact' }, 'token/a'],
    [{ words: 'rfc 8707 token/' }, 'token/a token/b'],
    [{ words: 'nothing of it' }, ''],
    [{ stage: 'mcp' }, 'mcp/c mcp/d'],
    [{ level: 'SHOULD' }, 'token/b'],
    [{ level: 'MUST' }, 'token/a mcp/d refresh/e'],
    [{ binds: 'client' }, 'token/b'],
    [{ revision: '2025-03-26' }, ''],
    [{ revision: '2025-11-25', level: 'SHOULD' }, 'token/b mcp/d'],
    [{ revision: '2026-07-28' }, 'token/a token/b mcp/c refresh/e'],
    [{ verdict: 'failed' }, 'token/a'],
    [{ verdict: 'passed' }, 'token/b'],
    [{ verdict: 'judged' }, 'token/a token/b'],
    [{ verdict: 'unjudged' }, 'mcp/c mcp/d'],
  ])('%j leaves “%s”', (change, left) => {
    const shown = filterRules(rules, { ...EVERYTHING, ...change }, latest);
    expect(shown.map(({ id }) => id).join(' ')).toBe(left);
  });

  test('shows the whole catalogue when nothing is chosen, and finds every rule by its id', () => {
    const catalogue = [...CATALOGUE, ...NOT_OBSERVABLE];
    expect(filterRules(catalogue, EVERYTHING, new Map())).toEqual(catalogue);
    for (const { id } of catalogue) {
      const found = filterRules(catalogue, { ...EVERYTHING, words: id }, new Map());
      expect(found.map((one) => one.id)).toContain(id);
    }
  });
});
