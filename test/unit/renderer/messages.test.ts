import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/i18n/en.ts';
import { systemLanguage } from '../../../renderer/i18n/i18n.ts';
import { whenText } from '../../../renderer/i18n/when.ts';
import { zhCN } from '../../../renderer/i18n/zh-CN.ts';

function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value as object, `${path}${key}.`),
  );
}

const marks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).toSorted((a, b) => a.localeCompare(b));

describe('the messages', () => {
  it('have the same keys in both languages, none of them empty', () => {
    expect(leaves(zhCN).map(([key]) => key)).toEqual(leaves(en).map(([key]) => key));
    expect([...leaves(en), ...leaves(zhCN)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('fill the same values in both languages', () => {
    const chinese = new Map(leaves(zhCN));
    for (const [key, text] of leaves(en)) {
      expect([key, marks(chinese.get(key) ?? '')]).toEqual([key, marks(text)]);
    }
  });

  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['zh'], 'zh-CN'],
    [['de-DE', 'en-GB', 'zh-CN'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('follow a system that prefers %j to %s', (preferred, language) => {
    expect(systemLanguage(preferred)).toBe(language);
  });

  it('tell a moment of today as passed time and an older one as a date', () => {
    const now = Date.UTC(2026, 6, 28, 12);
    expect(whenText(now - 30_000, now, 'en')).toBe('now');
    expect(whenText(now - 5 * 60_000, now, 'en')).toBe('5 minutes ago');
    expect(whenText(now - 3 * 3_600_000, now, 'en')).toBe('3 hours ago');
    expect(whenText(now - 3 * 86_400_000, now, 'en')).toContain('2026');
  });
});
